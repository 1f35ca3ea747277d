package main

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/walk"
)

const (
	flows   = 10     // journeys
	flowDue = 10_000 // members whose wait is over, in all journeys together; of few members fewer
)

// benchJourneys leads 10,000 members of ten journeys on, among a tenth of the members and
// among all: a tick costs what is due, whatever else stands in the journeys.
func benchJourneys(ctx context.Context, db *schema.DB, n int, took *stepTimes) error {
	took.probe = func() (spent, error) { return spentBy(ctx, db) }
	defer func() { took.probe = nil }()
	var due [2]spent
	over := min(flowDue, n/20)
	for i, size := range []int{n / 10, n} {
		b := flowBrand(size)
		base := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, -1)
		if err := fillFlows(ctx, db, b.Name, size, base); err != nil {
			return err
		}
		ticks := flowTicks{db, b, regulars.DateOf(base, time.UTC), took}
		fmt.Printf("\njourneys               %d members in %d\n", size, flows)
		if _, err := ticks.show(ctx, "all come in", base); err != nil {
			return err
		}
		first := base.Add(-24*time.Hour + 72*time.Hour)
		if _, err := ticks.show(ctx, "a tick with nobody due", first); err != nil {
			return err
		}
		var err error
		if due[i], err = ticks.show(ctx, fmt.Sprintf("a tick with %d due", over), first.Add(24*time.Hour*time.Duration(over)/time.Duration(size))); err != nil {
			return err
		}
		var moved uint64
		if err := db.Conn().QueryRow(ctx, "SELECT count() FROM journey_moves FINAL WHERE brand = ? AND sends = 'cart'", b.Name).Scan(&moved); err != nil {
			return err
		}
		if moved < uint64(over*99/100) {
			return fmt.Errorf("%d of %d members went on", moved, over)
		}
	}
	fmt.Printf("                       the same number due among ten times the members: %.2f times the time, %.2f times the processors', %.2f times the rows read\n",
		due[1].took.Seconds()/due[0].took.Seconds(), due[1].cpu.Seconds()/due[0].cpu.Seconds(), float64(due[1].rows)/float64(due[0].rows))
	return nil
}

func flowBrand(size int) *config.Brand {
	b := &config.Brand{
		Name: fmt.Sprint("flows-", size), Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Campaigns: []config.Campaign{{Name: "cart", Audience: audience.Audience{Journey: "flow"}, Channels: []string{"edm"}, Purpose: "marketing"}},
	}
	for i := range flows {
		b.Journeys = append(b.Journeys, journey.Journey{
			Name:  fmt.Sprint("flow-", i),
			Event: journey.Event{Type: "cart_abandoned", Key: "cart_id", With: map[string]string{"flow": fmt.Sprint(i)}}, Again: journey.EachKey,
			Goal: journey.Condition{Bought: true}, Steps: []journey.Step{{Name: "soon", After: "72h", Send: "cart"}},
		})
	}
	return b.WithDefaults()
}

// fillFlows makes members, each of whom abandoned a cart within the day before base, a
// tenth of them for each journey.
func fillFlows(ctx context.Context, db *schema.DB, brand string, size int, base time.Time) error {
	if _, err := fillCampaign(ctx, db, brand, size); err != nil {
		return err
	}
	return db.Conn().Exec(ctx, fmt.Sprintf(`
		INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version)
		SELECT '%s', 'web', toString(number), 'cart_abandoned', at, toDate(at), sipHash64(number), map('cart_id', toString(number), 'flow', toString(number %% %d)), 1
		FROM
		(
			SELECT number, toDateTime64('%s', 3, 'UTC') - toIntervalMillisecond(toUInt64(86399000 * (1 - number / %d))) AS at
			FROM numbers(%d)
		)`, brand, flows, base.Format(time.DateTime), size, size))
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
	for i := range f.b.Journeys {
		w := walk.New(f.db, f.b, &f.b.Journeys[i])
		due, err := w.Due(ctx, f.date, moment)
		if err != nil {
			return err
		}
		if !due.Any() {
			continue
		}
		if err := w.Tick(ctx, f.date, moment); err != nil {
			return err
		}
	}
	return nil
}
