package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"regulars/activities/beat"
	"regulars/platform"
	"regulars/present/cause"
	"regulars/schema/gate"
	"regulars/schema/intake"
)

// SweepInput asks for what a comparison planned.
type SweepInput struct {
	StoreRef
	Parts []SweepPart
}

// Sweeping is how far a sweep is: what it heartbeats, and resumes from.
type Sweeping struct {
	Part   int             // under way
	Span   int             // of the part, that is being listed
	Cursor platform.Cursor // in the list; what is before it is kept
	Listed bool            // the part's list is whole
	After  string          // the last difference that was healed
	Sweeps []intake.Sweep  // what each part found so far
	Waits  string          // what it waits for at this moment, if anything
}

// SweepDone is a sweep that came to its end.
type SweepDone struct {
	SweepInput
	Sweeps []intake.Sweep // what each part found
}

// SweptStore is what a sweep did.
type SweptStore struct {
	Load  LoadResult
	Lines []StoreLine // compared again
}

// SweepStore reads the lists of a plan, compares them with what is stored, reads again
// what differs, and asks by id before it takes anything for deleted. A new attempt goes
// on where the last one heartbeated; a sweep that is run again heals nothing twice.
func (a *Shops) SweepStore(ctx context.Context, in SweepInput) (Sweeping, error) {
	ctx, release := untilStop(ctx)
	defer release()
	var done Sweeping
	if activity.HasHeartbeatDetails(ctx) && activity.GetHeartbeatDetails(ctx, &done) != nil {
		done = Sweeping{} // not readable: the beginning is always right
	}
	beat := beat.Start(ctx, done)
	defer beat.End()
	err := a.sweepStore(ctx, in, beat)
	return beat.Get(), classify(ctx, err)
}

func (a *Shops) sweepStore(ctx context.Context, in SweepInput, beat *beat.Beat[Sweeping]) error {
	options := logWaits(ctx, in.ShopRef)
	log := options.OnWait
	options.OnWait = func(reason string, d time.Duration) {
		log(reason, d)
		if d >= worthLogging {
			beat.Update(func(s *Sweeping) { s.Waits = fmt.Sprintf("%s, for %s", reason, d.Round(time.Second)) })
		}
	}
	brand, shop, source, err := a.open(in.ShopRef, options)
	if err != nil {
		return err
	}
	load := intake.Load{
		Brand: brand, Shop: shop, ID: in.LoadID, ReadAt: time.Now(), Key: intake.DoorKey(a.Config.Privacy.HashKey.Reveal()),
	}
	if err := a.openSweep(ctx, in.StoreRef, load); err != nil {
		return err
	}
	s := sweeper{a: a, source: source, load: load, beat: beat, askedFor: in.Asked}
	for at := beat.Get().Part; at < len(in.Parts); at++ {
		if err := s.part(ctx, in.Parts[at], at); err != nil {
			return err
		}
	}
	return nil
}

// openSweep records the load of what a sweep reads, before it reads anything.
func (a *Shops) openSweep(ctx context.Context, ref StoreRef, load intake.Load) error {
	opened, err := intake.Loads(ctx, a.DB, ref.Brand, []string{ref.LoadID})
	if err != nil || len(opened) > 0 {
		return err
	}
	now := load.ReadAt.UTC().Truncate(time.Millisecond)
	return intake.PutLoad(ctx, a.DB, intake.Row{
		Brand: ref.Brand, Shop: ref.Shop, Entity: intake.LoadSweep, LoadID: ref.LoadID, Kind: intake.LoadSweep,
		To: now, State: intake.LoadRunning, StartedAt: now,
	})
}

// sweeper is one attempt of a sweep.
type sweeper struct {
	a        *Shops
	source   platform.Source
	load     intake.Load
	beat     *beat.Beat[Sweeping]
	askedFor bool   // by a person
	stored   uint64 // records of the part under way
}

func (s *sweeper) part(ctx context.Context, part SweepPart, at int) error {
	if len(s.beat.Get().Sweeps) <= at {
		s.beat.Update(func(p *Sweeping) {
			p.Sweeps = append(slices.Clone(p.Sweeps), intake.Sweep{Entity: part.Entity, Whole: part.Whole, StartedAt: time.Now().UTC()})
		})
	}
	s.stored = part.Stored
	err := s.compare(ctx, part)
	skipped := errors.Is(err, platform.ErrNoCount) // the shop hands out no such list: nothing of it may be taken for deleted
	if err != nil && !skipped {
		return err
	}
	s.found(func(sweep *intake.Sweep) { sweep.FinishedAt, sweep.Skipped = time.Now().UTC(), skipped })
	s.beat.Update(func(p *Sweeping) { p.Part, p.Span, p.Cursor, p.Listed, p.After = at+1, 0, "", false, "" })
	return nil
}

func (s *sweeper) compare(ctx context.Context, part SweepPart) error {
	if !s.beat.Get().Listed {
		if err := s.list(ctx, part); err != nil {
			return err
		}
	}
	return s.healAll(ctx, part)
}

// found adds to what the part under way found.
func (s *sweeper) found(add func(*intake.Sweep)) {
	s.beat.Update(func(p *Sweeping) {
		p.Sweeps = slices.Clone(p.Sweeps)
		add(&p.Sweeps[len(p.Sweeps)-1])
		p.Waits = ""
	})
}

// list keeps the shop's list of every span.
func (s *sweeper) list(ctx context.Context, part SweepPart) error {
	for at := s.beat.Get().Span; at < len(part.Spans); at++ {
		created := platform.Window{From: part.Spans[at].From, To: part.Spans[at].To}
		err := s.source.List(ctx, platform.Entity(part.Entity), created, s.beat.Get().Cursor, func(page platform.ListPage) error {
			if err := intake.InsertListed(ctx, s.a.DB, s.load, part.Entity, listedRows(page)); err != nil {
				return err
			}
			s.found(func(sweep *intake.Sweep) { sweep.Listed += uint64(len(page.Records)) })
			s.beat.Update(func(p *Sweeping) { p.Cursor = page.Next })
			return nil
		})
		if err != nil {
			return err
		}
		s.beat.Update(func(p *Sweeping) { p.Span, p.Cursor = at+1, "" })
	}
	if err := intake.Unhide(ctx, s.a.DB, s.asked(), part.Entity); err != nil {
		return err
	}
	if err := intake.ForgetRejected(ctx, s.a.DB, s.asked(), part.Entity, part.Whole, part.Spans); err != nil {
		return err
	}
	s.beat.Update(func(p *Sweeping) { p.Listed = true })
	return nil
}

func listedRows(page platform.ListPage) []intake.Listed {
	rows := make([]intake.Listed, 0, len(page.Records))
	for _, r := range page.Records {
		rows = append(rows, intake.Listed{
			ID: r.ID, Order: r.Order, Status: r.Status, CustomerID: r.CustomerID, Email: r.Email,
			Modified: r.Modified, Total: r.Total, Refunded: r.Refunded,
		})
	}
	return rows
}

// asked is the load for what is about to be asked: its version is not later.
func (s *sweeper) asked() intake.Load {
	load := s.load
	load.ReadAt = time.Now()
	return load
}

// healed at a time: a page of most platforms.
const healed = 100

func (s *sweeper) healAll(ctx context.Context, part SweepPart) error {
	for {
		differ, err := intake.Differences(ctx, s.a.DB, s.load, part.Entity, part.Spans, s.beat.Get().After, s.askedFor)
		if err != nil || len(differ) == 0 {
			return err
		}
		for some := range slices.Chunk(differ, healed) {
			if err := s.heal(ctx, part.Entity, some); err != nil {
				return err
			}
			s.beat.Update(func(p *Sweeping) { p.After = some[len(some)-1].ID })
		}
	}
}

// heal reads records again, and takes only those for deleted of which the shop says so.
func (s *sweeper) heal(ctx context.Context, entity string, differ []intake.Difference) error {
	if entity == intake.EntityRefunds {
		entity = intake.EntityOrders // a refund is stored in its order
	}
	ids := make([]string, len(differ))
	for i, d := range differ {
		ids[i] = d.ID
	}
	load, read := s.asked(), newFound()
	fate, err := s.source.Read(ctx, platform.Entity(entity), ids, func(page platform.Page) error {
		block := intake.Sift(load, blockOf(page))
		read.add(block)
		return intake.StoreBlock(ctx, s.a.DB, load, block)
	})
	if err != nil {
		return err
	}
	if err := s.tooMany(entity, len(fate.Deleted)); err != nil {
		return err
	}
	if err := bury(ctx, s.a, load, entity, fate); err != nil {
		return err
	}
	s.found(func(sweep *intake.Sweep) { read.count(sweep, differ, fate) })
	return nil
}

// A shop that says that so many of its records are deleted may be another one: a copy
// for tests behind the same address, or one that was set back.
const (
	fewDeleted   = 100
	shareDeleted = 0.2
)

// tooMany returns an error where a sweep that nobody asked for would take away a large
// share of what is stored.
func (s *sweeper) tooMany(entity string, more int) error {
	sweeps := s.beat.Get().Sweeps
	deleted := sweeps[len(sweeps)-1].Deleted + uint64(more)
	if s.askedFor || deleted <= fewDeleted || float64(deleted) <= shareDeleted*float64(s.stored) {
		return nil
	}
	return refuse(ErrorShopRefused, fmt.Errorf("shop %s says that over %d of %d stored %s are deleted: see that its url and key are those of the real shop; "+
		"if it is right, run `starter sweep %s`", s.load.Shop.Name, deleted, s.stored, entity, s.load.Shop.Name))
}

func blockOf(page platform.Page) intake.Block {
	return intake.Block{Orders: page.Orders, Customers: page.Customers, Products: page.Products, Rejected: page.Rejected}
}

// bury writes tombstones of what is deleted and notes what is hidden.
func bury(ctx context.Context, a *Shops, load intake.Load, entity string, fate platform.Fate) error {
	if err := intake.Bury(ctx, a.DB, load, entity, fate.Deleted); err != nil {
		return err
	}
	return intake.Hide(ctx, a.DB, load, entity, fate.Hidden)
}

// readFound is what became of the ids that were asked for.
type readFound struct{ stored, deleted, rejected map[string]bool }

func newFound() readFound {
	return readFound{map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

func (f readFound) add(block intake.Block) {
	for _, o := range block.Orders {
		f.stored[o.ID], f.deleted[o.ID] = true, o.Deleted
	}
	for _, c := range block.Customers {
		f.stored[c.ID], f.deleted[c.ID] = true, c.Deleted
	}
	for _, p := range block.Products {
		f.stored[p.ID] = true
	}
	for _, r := range block.Rejected {
		f.rejected[r.ID] = true
	}
}

// shown reports whether a record is in the shop's lists, or gone from the shop.
func (f readFound) shown(id string, fate platform.Fate) bool {
	return slices.Contains(fate.Deleted, id) || (f.stored[id] || f.rejected[id]) && !slices.Contains(fate.Hidden, id)
}

// count sorts the differences by what became of them.
func (f readFound) count(sweep *intake.Sweep, differ []intake.Difference, fate platform.Fate) {
	for _, d := range differ {
		switch {
		case slices.Contains(fate.Hidden, d.ID):
			sweep.Hidden++
		case slices.Contains(fate.Deleted, d.ID) && d.Missing:
			// deleted before it was ever stored
		case f.rejected[d.ID] && !f.stored[d.ID]:
			sweep.Rejected++
		case slices.Contains(fate.Deleted, d.ID), f.deleted[d.ID]:
			sweep.Deleted++
		case !f.stored[d.ID]:
			sweep.Open++
		case d.Missing:
			sweep.Missing++
		default:
			sweep.Changed++
		}
	}
}

// CloseSweep counts what a sweep read and what is stored of it, records what it found,
// and compares the shop as a whole once more.
func (a *Shops) CloseSweep(ctx context.Context, in SweepDone) (SweptStore, error) {
	defer beat.Start(ctx, "counting").End()
	swept, err := a.closeSweep(ctx, in)
	return swept, classify(ctx, err)
}

func (a *Shops) closeSweep(ctx context.Context, in SweepDone) (SweptStore, error) {
	brand, shop, source, err := a.open(in.ShopRef, logWaits(ctx, in.ShopRef))
	if err != nil {
		return SweptStore{}, err
	}
	opened, err := intake.Loads(ctx, a.DB, in.Brand, []string{in.LoadID})
	if err != nil {
		return SweptStore{}, err
	}
	if len(opened) == 0 {
		return SweptStore{}, errors.New("the sweep is not recorded: was the database replaced while it ran? run it again")
	}
	row, err := intake.CountLoad(ctx, a.DB, opened[0])
	if err != nil {
		return SweptStore{}, err
	}
	row.State, row.FinishedAt = intake.LoadDone, time.Now().UTC()
	line := gate.Reconcile(row, brand.Reconcile.Tolerance)
	if !line.OK {
		row.State, row.Detail = intake.LoadFailed, line.Reason
	}
	if err := intake.PutLoad(ctx, a.DB, row); err != nil {
		return SweptStore{}, err
	}
	load := LoadRef{ShopRef: in.ShopRef, Entity: intake.LoadSweep, LoadID: in.LoadID, Kind: intake.LoadSweep, To: row.To}
	swept := SweptStore{Load: resultOf(load, row)}
	sweeps := slices.DeleteFunc(in.Sweeps, func(s intake.Sweep) bool { return s.Skipped })
	for _, sweep := range sweeps {
		sweep.Failed = !line.OK
		if err := intake.PutSweep(ctx, a.DB, intake.Load{Brand: brand, Shop: shop, ID: in.LoadID}, sweep); err != nil {
			return SweptStore{}, err
		}
	}
	c := comparison{a: a, ref: in.StoreRef, source: source}
	if swept.Lines, err = c.lines(ctx); err != nil {
		return SweptStore{}, err
	}
	settle(swept.Lines, sweeps, line.OK)
	return swept, a.keepHoldings(ctx, in.ShopRef)
}

// keepHoldings notes what the tables hold, unless a loss was not healed.
func (a *Shops) keepHoldings(ctx context.Context, ref ShopRef) error {
	lost, err := a.lostOf(ctx, ref)
	if err != nil || len(lost) > 0 {
		return err
	}
	return intake.KeepHoldings(ctx, a.DB, ref.Brand, ref.Shop)
}

// settle decides the lines whose entity was swept: what was compared one by one counts,
// not the totals, which may move meanwhile.
func settle(lines []StoreLine, sweeps []intake.Sweep, stored bool) {
	for i := range lines {
		for _, sweep := range sweeps {
			if sweep.Entity != lines[i].Entity {
				continue
			}
			lines[i].Notes = []cause.Cause{{Code: cause.MonthsSwept}}
			if sweep.Whole {
				lines[i].Notes[0].Code = cause.AllSwept
			}
			lines[i].HealedNow = sweep.Missing + sweep.Changed + sweep.Deleted
			lines[i].OK, lines[i].Reason, lines[i].Cause = stored && sweep.Open == 0, "", cause.Cause{}
			if !lines[i].OK {
				lines[i].Fail(cause.Cause{Code: cause.SweepOpen, Open: sweep.Open})
			}
		}
	}
}
