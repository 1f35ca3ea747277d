package main

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/bench/flow"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/walk"
)

// flowDue is how many members' wait is over, in all journeys together; of few members fewer.
const flowDue = 10_000

// benchJourneys leads 10,000 members of ten journeys on, among a tenth of the members and
// among all: a tick costs what is due, whatever else stands in the journeys. Then as many leave,
// each fifth for another reason.
func benchJourneys(ctx context.Context, db *schema.DB, n int, took *stepTimes) error {
	took.probe = func() (spent, error) { return spentBy(ctx, db) }
	defer func() { took.probe = nil }()
	var due, leaving [2]spent
	over := min(flowDue, n/20)
	for i, size := range []int{n / 10, n} {
		b := flow.Brand(size)
		base := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, -1)
		ticks := flowTicks{db, b, regulars.DateOf(base, time.UTC), took}
		if _, err := fillCampaign(ctx, db, b.Name, size); err != nil {
			return err
		}
		world := flow.World{DB: db, Brand: b, Date: ticks.date}
		if err := world.Fill(ctx, size, base); err != nil {
			return err
		}
		fmt.Printf("\njourneys               %d members in %d\n", size, len(b.Journeys))
		first := base.Add(-24*time.Hour + 72*time.Hour)
		if _, err := ticks.show(ctx, "a tick with nobody due", first); err != nil {
			return err
		}
		var err error
		next := 24 * time.Hour * time.Duration(over) / time.Duration(size)
		if due[i], err = ticks.show(ctx, fmt.Sprintf("a tick with %d due", over), first.Add(next)); err != nil {
			return err
		}
		if err := world.Moved(ctx, "sent", over); err != nil {
			return err
		}
		if err := world.TurnAway(ctx, over, over); err != nil {
			return err
		}
		if leaving[i], err = ticks.show(ctx, fmt.Sprintf("a tick with %d leaving", over), first.Add(2*next)); err != nil {
			return err
		}
		for _, why := range []string{"goal", "unsubscribed", "stay"} {
			if err := world.Moved(ctx, why, over/4); err != nil {
				return err
			}
		}
	}
	for what, all := range map[string][2]spent{"due": due, "leaving": leaving} {
		fmt.Printf("                       the same number %s among ten times the members: %.2f times the time, %.2f times the processors', %.2f times the rows read\n",
			what, all[1].took.Seconds()/all[0].took.Seconds(), all[1].cpu.Seconds()/all[0].cpu.Seconds(), float64(all[1].rows)/float64(all[0].rows))
	}
	return nil
}

// flowTicks leads members of all journeys on.
type flowTicks struct {
	db   *schema.DB
	b    *config.Brand
	date regulars.BusinessDate
	took *stepTimes
}

// show shows what a tick of all journeys took.
func (f flowTicks) show(ctx context.Context, what string, moment time.Time) (spent, error) {
	f.took.flush("")
	before, err := spentBy(ctx, f.db)
	if err != nil {
		return spent{}, err
	}
	began := time.Now()
	if err := f.tick(ctx, moment); err != nil {
		return spent{}, err
	}
	took := time.Since(began)
	after, err := spentBy(ctx, f.db)
	if err != nil {
		return spent{}, err
	}
	all := after.since(before)
	all.took = took
	fmt.Printf("                       %-24s %6.1f s, %6.1f s of ClickHouse's processors, %d rows read\n", what, took.Seconds(), all.cpu.Seconds(), all.rows)
	f.took.flush(what)
	return all, nil
}

// tick looks who is due and leads them on, as a tick does.
func (f flowTicks) tick(ctx context.Context, moment time.Time) error {
	var walkers []*walk.Walker
	for i := range f.b.Journeys {
		w := walk.New(f.db, f.b, &f.b.Journeys[i])
		due, err := w.Due(ctx, f.date, moment)
		if err != nil {
			return err
		}
		if due.Any() {
			walkers = append(walkers, w)
		}
	}
	return walk.TickAll(ctx, walkers, f.date, moment, func(_ *walk.Walker, err error) error { return err })
}
