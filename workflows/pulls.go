package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/workflows/exclusive"
)

// States of a shop's pull.
const (
	shopWaiting = "waiting"
	shopPulling = "pulling"
	shopDone    = "done"
	shopFailed  = "failed"
)

// ShopProgress is how far the pull of one shop is.
type ShopProgress struct {
	State    string // waiting, pulling, done, failed
	Reason   string // why it failed, and what to do
	Received int64
	Stored   int64
	Rejected int64

	Unchanged bool // done, and its files are as an earlier night left them
}

// pulls loads all shops of a brand, side by side. A shop that fails doesn't
// hold the others.
type pulls struct {
	brand    string
	changed  func(workflow.Context) // is called when something is to be shown
	progress map[string]ShopProgress
	waits    map[string]string
	loads    []activities.LoadResult
	stores   []activities.StoreLine // the shops as wholes
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
		p.progress[shop] = ShopProgress{State: shopWaiting}
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
		if state := p.progress[shop].State; state == shopWaiting || state == shopPulling {
			p.fail(ctx, activities.ShopFailure{
				Shop: shop, Open: true, Reason: "it is still being pulled: see `" + PullID(p.brand, shop) + "`, and run the night again when that is done",
			})
		}
	}
	return ctx.Err()
}

func (p *pulls) pull(ctx workflow.Context, shop string) {
	options := childOptions(PullID(p.brand, shop), "pull shop "+shop, pullTimeout, About{Brand: p.brand, Kind: KindPull})
	waits := func(what string) {
		p.waits[shop] = what
		p.changed(ctx)
	}
	child, err := exclusive.Start(ctx, options, waits, PullName, PullInput{Brand: p.brand, Shop: shop})
	if err != nil {
		p.fail(ctx, activities.ShopFailure{Shop: shop, Reason: Reason(err)})
		return
	}
	p.set(ctx, shop, ShopProgress{State: shopPulling})
	var result PullResult
	err = child.Get(ctx, &result)
	if err != nil {
		result = partlyPulled(err)
	}
	p.loads = append(p.loads, result.Loads...)
	p.stores = append(p.stores, result.Stores...)
	if err != nil {
		p.fail(ctx, activities.ShopFailure{Shop: shop, Reason: Reason(err)})
		return
	}
	p.set(ctx, shop, pulledShop(result))
}

// receive shows how far a pull is; what arrives after its end is late.
func (p *pulls) receive(ctx workflow.Context, news PullProgress) {
	if p.progress[news.Shop].State != shopPulling {
		return
	}
	p.set(ctx, news.Shop, ShopProgress{State: shopPulling, Received: news.Received, Stored: news.Stored, Rejected: news.Rejected})
}

func (p *pulls) fail(ctx workflow.Context, failure activities.ShopFailure) {
	p.failed = append(p.failed, failure)
	progress := p.progress[failure.Shop]
	progress.State, progress.Reason = shopFailed, failure.Reason
	p.set(ctx, failure.Shop, progress)
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

// waiting returns the first thing that a pull waits for, by the names of the shops.
func (p *pulls) waiting() string {
	for _, shop := range workflow.DeterministicKeys(p.waits) {
		if text := p.waits[shop]; text != "" {
			return text
		}
	}
	return ""
}

func pulledShop(result PullResult) ShopProgress {
	done := ShopProgress{State: shopDone, Unchanged: len(result.Loads) > 0}
	for _, load := range result.Loads {
		done.Unchanged = done.Unchanged && load.Unchanged
		done.Received += int64(load.Received)
		done.Stored += int64(load.Stored)
		done.Rejected += int64(load.Rejected)
	}
	return done
}
