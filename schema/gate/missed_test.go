package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/schematest"
)

// A night that follows missed nights finds exactly the dates since the last published
// one, decides by the config what becomes of them, and says so in its certificate, also
// after it ran again.
func TestCatchUp(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	entered := func(name, catchUp string) config.Campaign {
		return config.Campaign{Name: name, CatchUp: catchUp, Audience: config.Audience{Enters: []string{"sleep"}}}
	}
	b := &config.Brand{Name: "acme", Campaigns: []config.Campaign{
		entered("wake-up", config.CatchUpSend), entered("welcome", config.CatchUpSkip),
		{Name: "all-active", Audience: config.Audience{Is: []string{"active"}}},
		{Name: "resting", CatchUp: config.CatchUpSend, Paused: true},
	}}
	publish := func(generation int, kind string, from, to regulars.BusinessDate) {
		require.NoError(t, db.Conn().Exec(ctx, "INSERT INTO generations VALUES ('acme', ?, ?, ?, ?, 'published', 0, now(), now(), 1)",
			generation, kind, from.Time(), to.Time()))
	}
	published := func(generation int, from, to regulars.BusinessDate) { publish(generation, "night", from, to) }

	none, err := gate.CatchUp(ctx, db, b, "2026-11-27")
	require.NoError(t, err)
	require.Empty(t, none, "a first night misses nothing")
	publish(9, "backfill", "2025-11-01", "2025-11-03")
	none, err = gate.CatchUp(ctx, db, b, "2026-11-20")
	require.NoError(t, err)
	require.Empty(t, none, "a first night after a backfill misses nothing")

	published(1, "2026-11-20", "2026-11-22")
	published(2, "2026-12-01", "2026-12-01")
	none, err = gate.CatchUp(ctx, db, b, "2026-11-23")
	require.NoError(t, err)
	require.Empty(t, none, "the date before is published")
	c, err := gate.Certify(ctx, db, "acme", "2026-11-23", time.Now())
	require.NoError(t, err)
	require.Nil(t, c.Missed)

	want := gate.Missed{
		First: "2026-11-23", Last: "2026-11-26", ComputedFrom: "2026-11-23",
		Sent: []string{"wake-up"}, Skipped: []string{"welcome"},
	}
	missed, err := gate.CatchUp(ctx, db, b, "2026-11-27")
	require.NoError(t, err)
	require.Equal(t, want, missed)
	require.Equal(t, regulars.BusinessDate("2026-11-23"), missed.Since("wake-up"))
	require.Empty(t, missed.Since("welcome"))
	require.Empty(t, missed.Since("all-active"))

	// The night publishes them with its own, and runs again.
	published(3, "2026-11-23", "2026-11-27")
	none, err = gate.CatchUp(ctx, db, b, "2026-11-27")
	require.NoError(t, err)
	require.Empty(t, none)
	read, err := gate.ReadMissed(ctx, db, "acme", "2026-11-27")
	require.NoError(t, err)
	require.Equal(t, want, read, "the plan of a second run forgets what the first decided")
	_, err = gate.Certify(ctx, db, "acme", "2026-11-27", time.Now())
	require.NoError(t, err)
	c, err = gate.ReadCertificate(ctx, db, "acme", "2026-11-27")
	require.NoError(t, err)
	require.Equal(t, &want, c.Missed)

	// After a year only so many dates are computed with a night.
	missed, err = gate.CatchUp(ctx, db, b, "2027-12-01")
	require.NoError(t, err)
	require.Equal(t, regulars.BusinessDate("2026-12-02"), missed.First)
	require.Equal(t, regulars.BusinessDate("2027-12-01").AddDays(-gate.MaxCaughtUp), missed.ComputedFrom)

	_, err = gate.ReadCertificate(ctx, db, "other", "2026-11-27")
	require.ErrorIs(t, err, schema.ErrNoRows)
}

// Only the brand's own nights count, and a night whose numbers were forgotten was one.
func TestMissedDatesAreTheBrandsOwn(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	b := &config.Brand{Name: "acme"}
	generation := func(brand string, number int, from, to, state string) {
		require.NoError(t, db.Conn().Exec(ctx, "INSERT INTO generations VALUES (?, ?, 'night', ?, ?, ?, 0, now(), now(), 1)", brand, number, from, to, state))
	}
	generation("other", 1, "2026-11-20", "2026-11-25", "published")
	none, err := gate.CatchUp(ctx, db, b, "2026-11-26")
	require.NoError(t, err)
	require.Empty(t, none, "another brand's night is no night of this one")
	generation("acme", 2, "2026-11-18", "2026-11-20", "forgotten")
	generation("acme", 3, "2026-11-19", "2026-11-22", "published")
	generation("acme", 4, "2026-11-23", "2026-11-24", "writing")
	generation("acme", 5, "2026-11-26", "2026-11-28", "published")
	want := gate.Missed{First: "2026-11-23", Last: "2026-11-25", ComputedFrom: "2026-11-23"}
	missed, err := gate.CatchUp(ctx, db, b, "2026-11-26")
	require.NoError(t, err)
	require.Equal(t, want, missed)
	_, err = gate.CatchUp(ctx, db, &config.Brand{Name: "other"}, "2026-11-28")
	require.NoError(t, err)
	for night, want := range map[regulars.BusinessDate]regulars.BusinessDate{"2026-11-26": "2026-11-23", "2026-11-28": ""} {
		read, err := gate.ReadMissed(ctx, db, "acme", night)
		require.NoError(t, err)
		require.Equal(t, want, read.First, night)
	}
}
