package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// pulls brings in all shops of a brand, side by side. A shop that fails doesn't
// hold the others.
type pulls struct {
	brand    string
	changed  func(workflow.Context) // hears that something is to be shown
	progress map[string]ShopProgress
	waits    map[string]string
	loads    []activities.LoadResult
	failed   []activities.ShopFailure
	open     int
}

func newPulls(brand string, changed func(workflow.Context)) *pulls {
	return &pulls{brand: brand, changed: changed, progress: map[string]ShopProgress{}, waits: map[string]string{}}
}

// run pulls the shops and returns when all are done, or when patience is over:
// then it names the shops that are still being pulled.
func (p *pulls) run(ctx workflow.Context, names []string, patience time.Duration) error {
	for _, shop := range names {
		p.progress[shop] = ShopProgress{State: "waiting"}
		p.open++
		workflow.Go(ctx, func(ctx workflow.Context) {
			defer func() { p.open-- }()
			p.pull(ctx, shop)
		})
	}
	options := workflow.AwaitOptions{Timeout: patience, TimerOptions: workflow.TimerOptions{Summary: "patience with the shops"}}
	if _, err := workflow.AwaitWithOptions(ctx, options, func() bool { return p.open == 0 }); err != nil {
		return err
	}
	for _, shop := range names {
		if state := p.progress[shop].State; state == "waiting" || state == "pulling" {
			p.fail(ctx, shop, "it is still being pulled: see `"+PullID(p.brand, shop)+"`, and run the night again when that is done")
		}
	}
	return ctx.Err()
}

func (p *pulls) pull(ctx workflow.Context, shop string) {
	options := childOptions(PullID(p.brand, shop), "pull shop "+shop, pullTimeout, About{Brand: p.brand, Kind: KindPull})
	waits := func(text string) {
		p.waits[shop] = text
		p.changed(ctx)
	}
	child, err := startExclusive(ctx, options, waits, PullName, PullInput{Brand: p.brand, Shop: shop})
	if err != nil {
		p.fail(ctx, shop, sentence(err))
		return
	}
	p.set(ctx, shop, ShopProgress{State: "pulling"})
	var result PullResult
	if err := child.Get(ctx, &result); err != nil {
		p.fail(ctx, shop, sentence(err))
		return
	}
	p.loads = append(p.loads, result.Loads...)
	p.set(ctx, shop, shopDone(result))
}

// hear takes what a pull says while it runs.
func (p *pulls) hear(ctx workflow.Context, news PullProgress) {
	if p.progress[news.Shop].State != "pulling" {
		return
	}
	p.set(ctx, news.Shop, ShopProgress{State: "pulling", Received: news.Received, Stored: news.Stored, Rejected: news.Rejected})
}

func (p *pulls) fail(ctx workflow.Context, shop, reason string) {
	p.failed = append(p.failed, activities.ShopFailure{Shop: shop, Reason: reason})
	progress := p.progress[shop]
	progress.State, progress.Reason = "failed", reason
	p.set(ctx, shop, progress)
}

func (p *pulls) set(ctx workflow.Context, shop string, progress ShopProgress) {
	p.progress[shop] = progress
	p.changed(ctx)
}

func (p *pulls) loadIDs() []string {
	ids := make([]string, len(p.loads))
	for i, load := range p.loads {
		ids[i] = load.LoadID
	}
	return ids
}

// waiting is the first thing that a pull waits for, by the order of the shops.
func (p *pulls) waiting() string {
	for _, shop := range workflow.DeterministicKeys(p.waits) {
		if text := p.waits[shop]; text != "" {
			return text
		}
	}
	return ""
}

func shopDone(result PullResult) ShopProgress {
	done := ShopProgress{State: "done", Unchanged: len(result.Loads) > 0}
	for _, load := range result.Loads {
		done.Unchanged = done.Unchanged && load.Unchanged
		done.Received += int64(load.Received)
		done.Stored += int64(load.Stored)
		done.Rejected += int64(load.Rejected)
	}
	return done
}
