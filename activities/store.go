package activities

import (
	"context"
	"errors"
	"slices"
	"time"

	"regulars/activities/beat"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/file"
	"regulars/present/cause"
	"regulars/schema/gate"
	"regulars/schema/intake"
)

// StoreLine is one kind of record of a shop as a whole, as the gate sees it.
type StoreLine = gate.StoreLine

// StoreRef names a comparison of a shop as a whole with what is stored of it.
type StoreRef struct {
	ShopRef
	LoadID string    // of what a sweep reads
	Before time.Time // what was created later is for the next pull; zero: now
	Asked  bool      // a person wants the whole shop swept
	First  bool      // everything was just read for the first time
}

// SweepPart is a list that a sweep reads and compares.
type SweepPart struct {
	Entity string
	Whole  bool          // of all the shop's records; else of the spans that differ
	Stored uint64        // records that are stored and present
	Spans  []intake.Span // of creation
}

// StorePlan is how a shop as a whole compares with what is stored, and what has to be
// swept.
type StorePlan struct {
	Lines []StoreLine
	Parts []SweepPart // nothing: no sweep
	Feeds bool        // the files have to be read again, whether they changed or not
}

// CompareStore asks the platform for its totals, without a window of changes, and
// compares them with what is stored and present. It plans a sweep where they differ,
// where a partition lost records, where the last one is too long ago, or where a person
// asks for it. Where nothing has to be swept, it notes what the tables hold.
func (a *Shops) CompareStore(ctx context.Context, ref StoreRef) (StorePlan, error) {
	defer beat.Start(ctx, "comparing the whole shop").End()
	plan, err := a.compareStore(ctx, ref)
	return plan, classify(ctx, err)
}

func (a *Shops) compareStore(ctx context.Context, ref StoreRef) (StorePlan, error) {
	brand, shop, err := a.find(ref.ShopRef)
	if err != nil {
		return StorePlan{}, err
	}
	lost, err := a.lostOf(ctx, ref.ShopRef)
	if err != nil {
		return StorePlan{}, err
	}
	plan := StorePlan{Feeds: shop.Platform == filePlatform && (ref.Asked || len(lost) > 0)}
	if shop.Platform == filePlatform {
		plan.Lines, err = a.feedLines(ctx, ref, shop)
	} else {
		plan, err = a.planSweep(ctx, ref, shop, lost)
	}
	if err != nil || plan.Feeds || len(plan.Parts) > 0 {
		return plan, err
	}
	return plan, intake.KeepHoldings(ctx, a.DB, brand.Name, shop.Name)
}

// lostOf are the losses of one shop.
func (a *Shops) lostOf(ctx context.Context, ref ShopRef) ([]intake.Loss, error) {
	losses, err := intake.Losses(ctx, a.DB, ref.Brand)
	return slices.DeleteFunc(losses, func(l intake.Loss) bool { return l.Shop != ref.Shop }), err
}

// feedLines are those of a shop of files, which nobody else can be asked about.
func (a *Shops) feedLines(ctx context.Context, ref StoreRef, shop *config.Shop) ([]StoreLine, error) {
	present, err := intake.CountPresent(ctx, a.DB, ref.Brand, ref.Shop, time.Now().AddDate(100, 0, 0))
	if err != nil {
		return nil, err
	}
	var lines []StoreLine
	for _, f := range shop.Feeds {
		known := slices.ContainsFunc(lines, func(l StoreLine) bool { return l.Entity == f.Entity })
		if known || f.Entity != intake.EntityOrders && f.Entity != intake.EntityCustomers {
			continue
		}
		sight := file.Sight(f.Entity)
		line := StoreLine{Shop: ref.Shop, Entity: f.Entity, Stored: present.Orders, OK: true, Tells: sight.Tells(), Blind: blind(sight)}
		if f.Entity == intake.EntityCustomers {
			line.Stored = present.Customers
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (a *Shops) planSweep(ctx context.Context, ref StoreRef, shop *config.Shop, lost []intake.Loss) (StorePlan, error) {
	_, _, source, err := a.open(ref.ShopRef, logWaits(ctx, ref.ShopRef))
	if err != nil {
		return StorePlan{}, err
	}
	c := comparison{a: a, ref: ref, source: source}
	var plan StorePlan
	if plan.Lines, err = c.lines(ctx); err != nil {
		return StorePlan{}, err
	}
	for i, line := range plan.Lines {
		sight := platform.SightOf(source.Sights(), platform.Entity(line.Entity))
		if !sight.List {
			continue
		}
		all := ref.Asked || c.isLost(lost, line.Entity) || sweepDue(shop, ref, line) ||
			line.Entity == intake.EntityRefunds && len(plan.Parts) > 0 || // what differs of orders moves the total of refunds
			totalUndecided(line) && !ref.First
		if all {
			plan.Parts = append(plan.Parts, wholePart(line, c.before()))
			continue
		}
		part, differs, err := c.differing(ctx, plan.Lines[i], sight)
		if err != nil {
			return StorePlan{}, err
		}
		if differs {
			plan.Parts = append(plan.Parts, part)
		}
	}
	return plan, nil
}

// fewListed is how many records a night lists where their total can't decide.
const fewListed = 20_000

// totalUndecided reports whether a total may hide that something was deleted, since it
// counts other records or not, and the list is short enough to decide every night.
func totalUndecided(line StoreLine) bool { return line.Unsure > 0 && line.Stored <= fewListed }

// sweepDue reports whether the last whole sweep is too long ago. A first pull has just
// read everything.
func sweepDue(shop *config.Shop, ref StoreRef, line StoreLine) bool {
	if shop.Sweep == 0 || ref.First {
		return false
	}
	return time.Since(line.SweptAt) >= shop.Sweep-time.Hour // nights don't begin at the same second
}

func wholePart(line StoreLine, before time.Time) SweepPart {
	return SweepPart{Entity: line.Entity, Stored: line.Stored, Whole: true, Spans: []intake.Span{{To: before}}}
}

// comparison asks one shop about itself.
type comparison struct {
	a      *Shops
	ref    StoreRef
	source platform.Source
	at     time.Time
}

// before is the moment up to which records are compared, in whole seconds as
// platforms count.
func (c *comparison) before() time.Time {
	if c.at.IsZero() {
		if c.at = c.ref.Before; c.at.IsZero() {
			c.at = time.Now()
		}
		c.at = c.at.UTC().Truncate(time.Second)
	}
	return c.at
}

// isLost reports whether records of an entity were lost; refunds are lost with their
// orders.
func (c *comparison) isLost(lost []intake.Loss, entity string) bool {
	if entity == intake.EntityRefunds {
		entity = intake.EntityOrders
	}
	return slices.ContainsFunc(lost, func(l intake.Loss) bool { return l.Entity == entity })
}

// lines compares every entity that the platform declares.
func (c *comparison) lines(ctx context.Context) ([]StoreLine, error) {
	present, err := intake.CountPresent(ctx, c.a.DB, c.ref.Brand, c.ref.Shop, c.before())
	if err != nil {
		return nil, err
	}
	last, err := intake.LastSweeps(ctx, c.a.DB, c.ref.Brand, c.ref.Shop)
	if err != nil {
		return nil, err
	}
	var lines []StoreLine
	for _, sight := range c.source.Sights() {
		line := StoreLine{Shop: c.ref.Shop, Entity: string(sight.Entity), Tells: sight.Tells(), Blind: blind(sight)}
		if sweep, swept := last[line.Entity]; swept {
			line.SweptAt, line.Healed = sweep.At, sweep.Healed
		}
		if err := c.total(ctx, sight, present, &line); err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// total fills in what the platform says and what is stored.
func (c *comparison) total(ctx context.Context, sight platform.Sight, present intake.Present, line *StoreLine) error {
	switch sight.Entity {
	case platform.Orders:
		line.Stored, line.Hidden, line.Rejected = present.Orders, present.HiddenOrders, present.RejectedOrders
	case platform.Refunds:
		line.Stored, line.Unsure = present.Refunds, present.OtherRefunds
	case platform.Customers:
		line.Stored, line.Rejected, line.Unsure = present.Customers, present.RejectedCustomers, present.ErasedCustomers
	case platform.Products:
		line.Stored, line.Hidden = present.Products, present.HiddenProducts
		if sight.List { // or nothing says that what was rejected is gone
			line.Rejected = present.RejectedProducts
		}
	case platform.Events:
		line.Stored = present.Events
	}
	line.OK, line.Notes = true, compared(sight, *line)
	if !sight.Total {
		return nil
	}
	n, err := c.source.Total(ctx, sight.Entity, platform.Window{To: c.before()})
	if errors.Is(err, platform.ErrNoCount) {
		line.Notes = notCompared
		return nil
	}
	if err != nil {
		return err
	}
	total := uint64(max(n, 0))
	line.Platform = &total
	if line.Differs() {
		line.Fail(cause.Cause{Code: cause.TotalDiffers, Platform: total, Stored: line.Stored})
	}
	return nil
}

var notCompared = []cause.Cause{{Code: cause.NotCounted}}

// blind is what a platform can't tell, as it is stored and shown.
func blind(sight platform.Sight) []cause.Cause {
	var all []cause.Cause
	for _, u := range sight.Unseen {
		all = append(all, cause.Cause{Code: cause.Code(cause.Unseen + u)})
	}
	return all
}

// compared says what of an entity is compared where no sweep is due, and what isn't.
func compared(sight platform.Sight, line StoreLine) []cause.Cause {
	if !sight.Total {
		return notCompared
	}
	notes := []cause.Cause{{Code: cause.TotalCompared}}
	if sight.Spans {
		notes[0].Code = cause.SpansCompared
	}
	if sight.Entity == platform.Orders && line.Hidden > hiddenAsked {
		notes = append(notes, cause.Cause{Code: cause.HiddenAsked, Open: line.Hidden, Came: hiddenAsked})
	}
	if line.Unsure > 0 {
		notes = append(notes, cause.Cause{Code: cause.TotalUnsure, Open: line.Unsure})
	}
	return notes
}

// differing is what has to be listed where the totals of an entity differ. Where the
// platform can count them, the months are compared one by one, also where the whole
// agrees: what was deleted in one may be made up for in another.
func (c *comparison) differing(ctx context.Context, line StoreLine, sight platform.Sight) (part SweepPart, differs bool, err error) {
	whole := wholePart(line, c.before())
	if !sight.Spans || line.Platform == nil {
		return whole, !line.OK, nil
	}
	months, err := intake.CountMonths(ctx, c.a.DB, c.ref.Brand, c.ref.Shop, c.before())
	if err != nil || len(months) == 0 {
		return whole, !line.OK, err
	}
	part = SweepPart{Entity: line.Entity, Stored: line.Stored}
	if err := c.compareMonths(ctx, &part, months); err != nil {
		return part, false, err
	}
	if len(part.Spans) == 0 {
		return whole, !line.OK, nil // the difference, if any, is in no single month
	}
	return part, true, nil
}

// compareMonths adds the months to a part whose totals aren't those that are stored.
func (c *comparison) compareMonths(ctx context.Context, part *SweepPart, months []intake.Month) error {
	first := months[0].From.UTC()
	if err := c.compareSpan(ctx, part, intake.Span{To: first}, 0); err != nil {
		return err
	}
	for from, i := first, 0; from.Before(c.before()); from = from.AddDate(0, 1, 0) {
		span := intake.Span{From: from, To: earlier(from.AddDate(0, 1, 0), c.before())}
		var stored uint64
		if i < len(months) && months[i].From.UTC().Equal(from) {
			stored = months[i].Orders
			i++
		}
		if err := c.compareSpan(ctx, part, span, stored); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparison) compareSpan(ctx context.Context, part *SweepPart, span intake.Span, stored uint64) error {
	n, err := c.source.Total(ctx, platform.Entity(part.Entity), platform.Window{From: span.From, To: span.To})
	if err == nil && uint64(max(n, 0)) != stored {
		part.Spans = append(part.Spans, span)
	}
	return err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
