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
	flowDue = 10_000 // members whose wait is over, in all journeys together
)

// benchJourneys leads 10,000 members of ten journeys on, among a tenth of the members and
// among all: a tick costs what is due, whatever else stands in the journeys.
func benchJourneys(ctx context.Context, db *schema.DB, n int) error {
	var took [2]time.Duration
	for i, size := range []int{n / 10, n} {
		b := flowBrand(size)
		base := time.Now().UTC().Truncate(time.Hour).AddDate(0, 0, -1)
		if err := fillFlows(ctx, db, b.Name, size, base); err != nil {
			return err
		}
		date := regulars.DateOf(base, time.UTC)
		coming, err := tickAll(ctx, db, b, date, base)
		if err != nil {
			return err
		}
		first := base.Add(-24*time.Hour + 72*time.Hour)
		idle, err := tickAll(ctx, db, b, date, first)
		if err != nil {
			return err
		}
		took[i], err = tickAll(ctx, db, b, date, first.Add(24*time.Hour*flowDue/time.Duration(size)))
		if err != nil {
			return err
		}
		var moved uint64
		if err := db.Conn().QueryRow(ctx, "SELECT count() FROM journey_moves FINAL WHERE brand = ? AND sends = 'cart'", b.Name).Scan(&moved); err != nil {
			return err
		}
		fmt.Printf("\njourneys               %d members come into %d in %.1f s; a tick with nobody due %.1f s, with %d due %.1f s\n",
			size, flows, coming.Seconds(), idle.Seconds(), moved, took[i].Seconds())
	}
	fmt.Printf("                       the same number due among ten times the members: %.2f times the time\n", took[1].Seconds()/took[0].Seconds())
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

// tickAll looks who is due and leads them on, as a tick does, and returns what it took.
func tickAll(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate, moment time.Time) (time.Duration, error) {
	began := time.Now()
	for i := range b.Journeys {
		w := walk.New(db, b, &b.Journeys[i])
		due, err := w.Due(ctx, date, moment)
		if err != nil {
			return 0, err
		}
		if !due.Any() {
			continue
		}
		if err := w.Tick(ctx, date, moment); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}
