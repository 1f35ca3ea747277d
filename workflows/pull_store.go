package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// storeChange names the change after which a pull ends with a look at the whole shop.
// Pulls that began before it end without.
const storeChange = "compare the whole shop"

// store compares the shop as a whole with what is stored of it, and sweeps what
// differs.
func (p *pullImpl) store(ctx workflow.Context) error {
	if workflow.GetVersion(ctx, storeChange, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	p.enter(ctx, "compare")
	ref := activities.StoreRef{ShopRef: p.shop, LoadID: loadID(ctx, "sweep"), Asked: p.input.Sweep, First: p.first}
	for _, load := range p.result.Loads {
		if ref.Before.IsZero() || load.To.Before(ref.Before) {
			ref.Before = load.To
		}
	}
	plan, err := p.compare(ctx, ref)
	if err != nil {
		return err
	}
	if plan.Feeds {
		return p.readFeedsAgain(ctx, ref)
	}
	if len(plan.Parts) == 0 {
		return nil
	}
	return p.sweep(ctx, activities.SweepInput{StoreRef: ref, Parts: plan.Parts})
}

func (p *pullImpl) compare(ctx workflow.Context, ref activities.StoreRef) (activities.StorePlan, error) {
	var plan activities.StorePlan
	err := workflow.ExecuteActivity(counting(ctx, "compare the whole shop with what is stored", p.facts.Patient), shops.CompareStore, ref).Get(ctx, &plan)
	p.result.Stores = plan.Lines
	return plan, err
}

// readFeedsAgain reads all files of a shop, whether they changed or not.
func (p *pullImpl) readFeedsAgain(ctx workflow.Context, ref activities.StoreRef) error {
	for feed := range p.facts.Feeds {
		in := activities.FeedRef{ShopRef: p.shop, Feed: feed, LoadID: loadID(ctx, fmt.Sprintf("again%d", feed)), Force: true}
		if err := p.importFeed(ctx, in); err != nil {
			return err
		}
	}
	ref.Asked = false
	_, err := p.compare(ctx, ref)
	return err
}

func (p *pullImpl) sweep(ctx workflow.Context, in activities.SweepInput) error {
	p.enter(ctx, "sweep")
	signalParent(ctx, pulledSignal, p.progress)
	var done activities.Sweeping
	err := workflow.ExecuteActivity(streaming(ctx, "compare ids one by one, and heal"), shops.SweepStore, in).Get(ctx, &done)
	if err != nil {
		return err
	}
	closing := activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps}
	var swept activities.SweptStore
	err = workflow.ExecuteActivity(counting(ctx, "count what the sweep read", p.facts.Patient), shops.CloseSweep, closing).Get(ctx, &swept)
	if err != nil {
		return err
	}
	p.result.Stores = swept.Lines
	p.add(ctx, swept.Load)
	return nil
}
