package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// PullResult names what a pull brought.
type PullResult struct {
	Loads []activities.LoadResult
}

// Pull brings one shop's changes in. It has the shop's fixed id, so a shop is
// never pulled twice at a time: windows, reads again what the updated time
// misses, imports feeds.
func Pull(ctx workflow.Context, in PullInput) (PullResult, error) {
	p := &pullImpl{shop: activities.ShopRef{Brand: in.Brand, Shop: in.Shop}, progress: PullProgress{Shop: in.Shop}}
	if err := p.setup(ctx); err != nil {
		return PullResult{}, err
	}
	err := p.run(ctx)
	return p.result, err
}

type pullImpl struct {
	shop     activities.ShopRef
	first    bool // nothing was pulled of the shop before
	result   PullResult
	progress PullProgress
}

func (p *pullImpl) setup(ctx workflow.Context) error {
	if err := findable(ctx, About{Brand: p.shop.Brand, Kind: KindPull}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (PullProgress, error) { return p.progress, nil })
}

func (p *pullImpl) run(ctx workflow.Context) error {
	var facts activities.ShopFacts
	err := workflow.ExecuteActivity(short(ctx, "what there is to pull"), shops.ReadShop, p.shop).Get(ctx, &facts)
	if err != nil {
		return err
	}
	for _, entity := range facts.Entities {
		if err := p.window(ctx, entity); err != nil {
			return err
		}
	}
	if len(facts.Entities) > 0 && !p.first {
		if err := p.reread(ctx); err != nil {
			return err
		}
	}
	for feed := range facts.Feeds {
		if err := p.feed(ctx, feed); err != nil {
			return err
		}
	}
	p.enter(ctx, "done")
	return nil
}

// window pulls what changed of an entity since the last whole window.
func (p *pullImpl) window(ctx workflow.Context, entity string) error {
	p.enter(ctx, entity)
	load := p.load(ctx, entity, "window")
	err := workflow.ExecuteActivity(counting(ctx, "freeze the window of "+entity), shops.OpenWindow, load).Get(ctx, &load)
	if err != nil {
		return err
	}
	p.first = p.first || load.From.IsZero()
	err = workflow.ExecuteActivity(streaming(ctx, "pull "+entity+" "+windowText(load)), shops.PullPages, load).Get(ctx, nil)
	if err != nil {
		return err
	}
	return p.close(ctx, load)
}

// reread reads again what the platform's updated time is known to miss. After a
// first pull there is nothing that it could have missed.
func (p *pullImpl) reread(ctx workflow.Context) error {
	p.enter(ctx, "reread")
	load := p.load(ctx, "reread", "reread")
	err := workflow.ExecuteActivity(short(ctx, "how far back to read again"), shops.OpenReread, load).Get(ctx, &load)
	if err != nil {
		return err
	}
	err = workflow.ExecuteActivity(streaming(ctx, "read again "+windowText(load)), shops.Reread, load).Get(ctx, nil)
	if err != nil {
		return err
	}
	return p.close(ctx, load)
}

func (p *pullImpl) close(ctx workflow.Context, load activities.LoadRef) error {
	var result activities.LoadResult
	err := workflow.ExecuteActivity(counting(ctx, "count what came of "+load.Entity), shops.CloseWindow, load).Get(ctx, &result)
	if err != nil {
		return err
	}
	p.add(ctx, result)
	return nil
}

func (p *pullImpl) feed(ctx workflow.Context, feed int) error {
	p.enter(ctx, fmt.Sprintf("feed %d", feed+1))
	in := activities.FeedRef{ShopRef: p.shop, Feed: feed, LoadID: loadID(ctx, fmt.Sprintf("feed%d", feed))}
	var result activities.LoadResult
	err := workflow.ExecuteActivity(streaming(ctx, fmt.Sprintf("import feed %d", feed+1)), shops.ImportFeed, in).Get(ctx, &result)
	if err != nil {
		return err
	}
	p.add(ctx, result)
	return nil
}

func (p *pullImpl) load(ctx workflow.Context, entity, kind string) activities.LoadRef {
	return activities.LoadRef{ShopRef: p.shop, Entity: entity, Kind: kind, LoadID: loadID(ctx, entity)}
}

// loadID names a pull by its run: an activity that is tried again meets its own
// window, a new run opens a new one.
func loadID(ctx workflow.Context, entity string) string {
	return workflow.GetInfo(ctx).WorkflowExecution.RunID + "/" + entity
}

func (p *pullImpl) add(ctx workflow.Context, r activities.LoadResult) {
	p.result.Loads = append(p.result.Loads, r)
	p.progress.Received += int64(r.Received)
	p.progress.Stored += int64(r.Stored)
	p.progress.Rejected += int64(r.Rejected)
	tellParent(ctx, pulledSignal, p.progress)
}

func (p *pullImpl) enter(ctx workflow.Context, step string) {
	p.progress.Step = step
	workflow.SetCurrentDetails(ctx, p.details())
}

func (p *pullImpl) details() string {
	var b panel
	b.printf("**Shop %s**: %s\n", p.shop.Shop, p.progress.Step)
	b.WriteString(loadTable(p.result.Loads))
	if p.progress.Step != "done" {
		b.WriteString("\nWhile the shop or ClickHouse is away, the pending activity says what it waits for.\n")
	}
	return b.String()
}

func windowText(load activities.LoadRef) string {
	const minute = "2006-01-02 15:04"
	if load.From.IsZero() {
		return "from the beginning to " + load.To.UTC().Format(minute) + " UTC"
	}
	return load.From.UTC().Format(minute) + " to " + load.To.UTC().Format(minute) + " UTC"
}
