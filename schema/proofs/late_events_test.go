package proofs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// Events and costs that come late, and events that turn out to be a member's,
// restate the dates from theirs on, once.
func TestLateEventsRestate(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t), schematest.Brand(t, "late")
	ctx := t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	e.bring(t, brand, "one", paidOn("2025-03-01", "1", "a", 100))
	e.done(t, brand, "one")
	require.NoError(t, e.measure(brand, "2025-03-01", "2025-03-09"))
	require.NoError(t, e.night(brand, "2025-03-10"))

	late := func(load, day, customer string) {
		require.NoError(t, e.conn.Exec(ctx, `INSERT INTO events (brand, shop, event_id, type, date, node, load_id, version)
			SELECT ?, 'web', ?, 'page_view', toDate(?), sipHash64(concat('customer:web/', ?)), ?, 1`, brand.Name, load, day, customer, load))
		e.done(t, brand, load)
	}
	late("two", "2025-03-05", "a")
	require.EqualValues(t, "2025-03-05", e.restatesFrom(t, brand, "2025-03-11"))
	require.EqualValues(t, "2025-03-12", e.restatesFrom(t, brand, "2025-03-12"), "restated already")

	late("three", "2025-03-03", "b")
	require.EqualValues(t, "2025-03-03", e.restatesFrom(t, brand, "2025-03-12"))
	e.register(t, brand, "2025-03-12", "b")
	e.done(t, brand, "register 2025-03-12")
	require.EqualValues(t, "2025-03-03", e.restatesFrom(t, brand, "2025-03-12"), "what b did before registering was nobody's")
	require.EqualValues(t, "2025-03-13", e.restatesFrom(t, brand, "2025-03-13"))

	require.NoError(t, e.conn.Exec(ctx, "INSERT INTO costs (brand, shop, date, kind, amount, load_id, version) VALUES (?, 'web', toDate('2025-03-07'), 'ads', 5, 'bills', 1)", brand.Name))
	e.done(t, brand, "bills")
	require.EqualValues(t, "2025-03-07", e.restatesFrom(t, brand, "2025-03-13"))
}

// restatesFrom derives, tells from which date a night must measure, and publishes
// that.
func (e *engine) restatesFrom(t *testing.T, brand *config.Brand, date regulars.BusinessDate) regulars.BusinessDate {
	t.Helper()
	_, err := derive.Run(t.Context(), e.db, brand, date)
	require.NoError(t, err)
	from, derivation, err := metric.RestateFrom(t.Context(), e.db, brand.Name, date)
	require.NoError(t, err)
	require.NoError(t, e.publish(brand, metric.Measurement{From: from, To: date, Kind: "night", Restates: derivation}))
	return from
}
