package workflows

import (
	"errors"
	"fmt"
	"strings"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/workflows/panel"
)

// PullInput asks for one shop's changes.
type PullInput struct {
	Brand string
	Shop  string
	Sweep bool // compare all ids of the shop, whether they are due or not
}

// PullID returns the workflow id of the one puller that a shop may have.
func PullID(brand, shop string) string { return fmt.Sprintf("pull/%s/%s", brand, shop) }

const pulledSignal = "pulled" // to the parent, after each load: PullProgress

// PullProgress is what a pull answers to ProgressQuery.
type PullProgress struct {
	Shop     string
	Step     string // the entity under way
	Received int64  // distinct records of the parts that are done
	Stored   int64
	Rejected int64
}

// PullResult names what a pull loaded.
type PullResult struct {
	Loads  []activities.LoadResult
	Stores []activities.StoreLine // the shop as a whole
}

// Pull loads one shop's changes: windows of its entities, then what the
// platform's updated time misses, then the files of its feeds, and compares the shop as
// a whole with what is stored. It has the shop's fixed id, so a shop is never pulled twice at a time.
func Pull(ctx workflow.Context, in PullInput) (PullResult, error) {
	p := &pullImpl{input: in, shop: activities.ShopRef{Brand: in.Brand, Shop: in.Shop}, progress: PullProgress{Shop: in.Shop}}
	if err := p.setup(ctx); err != nil {
		return PullResult{}, err
	}
	err := p.run(ctx)
	return p.result, err
}

type pullImpl struct {
	input    PullInput
	shop     activities.ShopRef
	facts    activities.ShopFacts
	first    bool // nothing was pulled of the shop before
	result   PullResult
	failed   []string // feeds, each with its reason
	progress PullProgress
}

func (p *pullImpl) setup(ctx workflow.Context) error {
	if err := findable(ctx, About{Brand: p.shop.Brand, Kind: KindPull}); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (PullProgress, error) { return p.progress, nil })
}

func (p *pullImpl) run(ctx workflow.Context) error {
	steps := []func(workflow.Context) error{
		p.read,
		p.windows,
		p.reread,
		p.feeds,
		p.store,
		p.verdict,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// read asks what there is to pull.
func (p *pullImpl) read(ctx workflow.Context) error {
	return workflow.ExecuteActivity(quick(ctx, "what there is to pull"), shops.ReadShop, p.shop).Get(ctx, &p.facts)
}

func (p *pullImpl) windows(ctx workflow.Context) error {
	for _, entity := range p.facts.Entities {
		if err := p.window(ctx, entity); err != nil {
			return err
		}
	}
	return nil
}

// window pulls what changed of an entity since the last whole window.
func (p *pullImpl) window(ctx workflow.Context, entity string) error {
	p.enter(ctx, entity)
	load := p.load(ctx, entity, "window")
	err := workflow.ExecuteActivity(counting(ctx, "freeze the window of "+entity, p.facts.Patient), shops.OpenWindow, load).Get(ctx, &load)
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
	if len(p.facts.Entities) == 0 || p.first {
		return nil
	}
	p.enter(ctx, "reread")
	load := p.load(ctx, "reread", "reread")
	err := workflow.ExecuteActivity(quick(ctx, "how far back to read again"), shops.OpenReread, load).Get(ctx, &load)
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
	err := workflow.ExecuteActivity(counting(ctx, "count what came of "+load.Entity, p.facts.Patient), shops.CloseWindow, load).Get(ctx, &result)
	if err != nil {
		return err
	}
	p.add(ctx, result)
	return nil
}

func (p *pullImpl) feeds(ctx workflow.Context) error {
	for feed := range p.facts.Feeds {
		if err := p.feed(ctx, feed); err != nil {
			return err
		}
	}
	return nil
}

func (p *pullImpl) feed(ctx workflow.Context, feed int) error {
	p.enter(ctx, fmt.Sprintf("feed %d", feed+1))
	return p.importFeed(ctx, activities.FeedRef{ShopRef: p.shop, Feed: feed, LoadID: loadID(ctx, fmt.Sprintf("feed%d", feed))})
}

// importFeed imports one feed. One that fails is noted and doesn't stop the others;
// it stopped them in pulls that an earlier release began.
func (p *pullImpl) importFeed(ctx workflow.Context, in activities.FeedRef) error {
	var result activities.LoadResult
	err := workflow.ExecuteActivity(streaming(ctx, fmt.Sprintf("import feed %d", in.Feed+1)), shops.ImportFeed, in).Get(ctx, &result)
	if err == nil {
		p.add(ctx, result)
		return nil
	}
	if ctx.Err() != nil || workflow.GetVersion(ctx, "a feed fails alone", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return err
	}
	p.failed = append(p.failed, fmt.Sprintf("feed %d of %d: %s", in.Feed+1, p.facts.Feeds, Reason(err)))
	return nil
}

// verdict fails a pull of which a feed failed, with what the others loaded.
func (p *pullImpl) verdict(ctx workflow.Context) error {
	p.enter(ctx, "done")
	if len(p.failed) == 0 {
		return nil
	}
	return failure(ErrorFeeds, strings.Join(p.failed, "; "), p.result)
}

// partlyPulled returns what a pull loaded although a feed of it failed.
func partlyPulled(err error) (result PullResult) {
	var said *temporal.ApplicationError
	if errors.As(err, &said) && said.Type() == ErrorFeeds {
		_ = said.Details(&result) // nothing, where it can't be read: the shop has failed anyway
	}
	return result
}

func (p *pullImpl) load(ctx workflow.Context, entity, kind string) activities.LoadRef {
	return activities.LoadRef{ShopRef: p.shop, Entity: entity, Kind: kind, LoadID: loadID(ctx, entity)}
}

// loadID names a load by the run: an activity that is tried again finds its own
// window, a new run opens a new one.
func loadID(ctx workflow.Context, entity string) string {
	return workflow.GetInfo(ctx).WorkflowExecution.RunID + "/" + entity
}

func (p *pullImpl) add(ctx workflow.Context, r activities.LoadResult) {
	p.result.Loads = append(p.result.Loads, r)
	p.progress.Received += int64(r.Received)
	p.progress.Stored += int64(r.Stored)
	p.progress.Rejected += int64(r.Rejected)
	signalParent(ctx, pulledSignal, p.progress)
}

func (p *pullImpl) enter(ctx workflow.Context, step string) {
	p.progress.Step = step
	workflow.SetCurrentDetails(ctx, p.details())
}

func (p *pullImpl) details() string {
	var b panel.Text
	b.Printf("**Shop %s**: %s\n", p.shop.Shop, p.progress.Step)
	b.WriteString(panel.Loads(p.result.Loads))
	if p.progress.Step != "done" {
		b.WriteString("\nWhile the shop or ClickHouse is unavailable, the pending activity says what it waits for.\n")
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
