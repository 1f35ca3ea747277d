package flow

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/snapshot"
)

const flows = 10 // journeys

// World is a brand whose members stand in journeys.
type World struct {
	DB    *schema.DB
	Brand *config.Brand
	Date  regulars.BusinessDate // the last one that is published
}

// Brand is one with the journeys, of so many members.
func Brand(size int) *config.Brand {
	b := &config.Brand{
		Name: fmt.Sprint("flows-", size), Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Segments:  map[string]audience.Audience{"asleep": {Is: []string{"sleep"}}},
		Campaigns: []config.Campaign{{Name: "cart", Audience: audience.Audience{Journey: "flow"}, Channels: []string{"edm"}, Purpose: "marketing"}},
	}
	for i := range flows {
		b.Journeys = append(b.Journeys, journey.Journey{
			Name:  fmt.Sprint("flow-", i),
			Event: journey.Event{Type: "cart_abandoned", Key: "cart_id", With: map[string]string{"flow": fmt.Sprint(i)}}, Again: journey.EachKey,
			Goal: journey.Condition{Bought: true}, Stay: "asleep", Steps: []journey.Step{{Name: "soon", After: "72h", Send: "cart"}},
		})
	}
	return b.WithDefaults()
}

// Fill lets members come in, each by a cart that was left within the day before base, a tenth of
// them into each journey, and stores them as a night does.
func (f World) Fill(ctx context.Context, size int, base time.Time) error {
	for i := range f.Brand.Journeys {
		version, err := f.Brand.Journeys[i].Version()
		if err != nil {
			return err
		}
		err = f.DB.Conn().Exec(ctx, fmt.Sprintf(`
			INSERT INTO journey_moves (brand, journey, member_id, entry, definition, seq, to_step, why, date, day, at, version, entry_key, moment)
			SELECT '%s', '%s', sipHash64(n), date, '%s', 0, 'soon', 'came', date, date, came, 1, toString(n), came
			FROM
			(
				SELECT number * %d + %d AS n, toDate('%s') AS date, toDateTime64('%s', 3, 'UTC') - toIntervalMillisecond(toUInt64(86399000 * (1 - n / %d))) AS came
				FROM numbers(%d)
			)`, f.Brand.Name, f.Brand.Journeys[i].Name, version, flows, i, f.Date, base.Format(time.DateTime), size, size/flows))
		if err != nil {
			return err
		}
	}
	night := "INSERT INTO generations (brand, generation, kind, from_date, to_date, state, version) VALUES (?, 1, 'night', ?, ?, 'published', 1)"
	if err := f.DB.Conn().Exec(ctx, night, f.Brand.Name, string(f.Date), string(f.Date)); err != nil {
		return err
	}
	return f.store(ctx, 1)
}

// store stores the members as a night does, after its derivation.
func (f World) store(ctx context.Context, derivation uint64) error {
	err := f.DB.Conn().Exec(ctx, "INSERT INTO derivations (brand, at, whole, version) SELECT ?, now(), true, ?", f.Brand.Name, derivation)
	if err != nil {
		return err
	}
	return snapshot.Write(ctx, f.DB, f.Brand.Name)
}

// TurnAway gives each of some members a reason to leave: a quarter of them has bought, takes the
// consent back, is awake, and is erased.
func (f World) TurnAway(ctx context.Context, from, n int) error {
	whom := func(place int) string {
		return fmt.Sprintf("SELECT sipHash64(number) AS id FROM numbers(%d, %d) WHERE modulo(number, 4) = %d", from, n, place)
	}
	for _, statement := range []string{
		"INSERT INTO member_orders (brand, member_id, shop, order_id, date, placed_at, seq) SELECT '%[1]s', id, 'web', toString(id), '%[2]s', toDateTime('%[2]s') + 86000, 1 FROM (" + whom(0) + ")",
		"INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) SELECT '%[1]s', 'web', id, 'edm', 'marketing', toDateTime('%[2]s'), false, 2 FROM (" + whom(1) + ")",
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT '%[1]s', id, '2026-11-20', '2027-01-01', 'active', 'sleep', 2 FROM (" + whom(2) + ")",
		"ALTER TABLE members DELETE WHERE brand = '%[1]s' AND member_id IN (" + whom(3) + ") SETTINGS mutations_sync = 1",
		"ALTER TABLE identity_nodes UPDATE member_id = 0 WHERE brand = '%[1]s' AND node IN (" + whom(3) + ") SETTINGS mutations_sync = 1",
	} {
		if err := f.DB.Conn().Exec(ctx, fmt.Sprintf(statement, f.Brand.Name, f.Date)); err != nil {
			return err
		}
	}
	return f.store(ctx, 2)
}

// Moved compares how many moved for a reason with how many had to.
func (f World) Moved(ctx context.Context, why string, want int) error {
	var moved uint64
	if err := f.DB.Conn().QueryRow(ctx, "SELECT count() FROM journey_moves FINAL WHERE brand = ? AND why = ?", f.Brand.Name, why).Scan(&moved); err != nil {
		return err
	}
	if moved < uint64(want*99/100) || moved > uint64(want*101/100) {
		return fmt.Errorf("%d went on by the reason %s, and not %d", moved, why, want)
	}
	return nil
}
