package metric_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// Events and costs that come late, and events that turn out to be a member's,
// restate the dates from theirs on, once.
func TestLateEventsRestate(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "visits"), schematest.Brand(t, "late")
	ctx := t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	e.Done(t, brand, "one")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	require.NoError(t, e.Night(brand, "2025-03-10"))

	late := func(load, day, customer string) {
		require.NoError(t, e.Conn.Exec(ctx, `INSERT INTO events (brand, shop, event_id, type, date, node, load_id, version)
			SELECT ?, 'web', ?, 'page_view', toDate(?), sipHash64(concat('customer:web/', ?)), ?, 1`, brand.Name, load, day, customer, load))
		e.Done(t, brand, load)
	}
	late("two", "2025-03-05", "a")
	require.EqualValues(t, "2025-03-05", e.RestatesFrom(t, brand, "2025-03-11"))
	require.EqualValues(t, "2025-03-12", e.RestatesFrom(t, brand, "2025-03-12"), "restated already")

	late("three", "2025-03-03", "b")
	require.EqualValues(t, "2025-03-03", e.RestatesFrom(t, brand, "2025-03-12"))
	e.Register(t, brand, "2025-03-12", "b")
	e.Done(t, brand, "register 2025-03-12")
	require.EqualValues(t, "2025-03-03", e.RestatesFrom(t, brand, "2025-03-12"), "what b did before registering was nobody's")
	require.EqualValues(t, "2025-03-13", e.RestatesFrom(t, brand, "2025-03-13"))

	require.NoError(t, e.Conn.Exec(ctx, "INSERT INTO costs (brand, shop, date, kind, amount, load_id, version) VALUES (?, 'web', toDate('2025-03-07'), 'ads', 5, 'bills', 1)", brand.Name))
	e.Done(t, brand, "bills")
	require.EqualValues(t, "2025-03-07", e.RestatesFrom(t, brand, "2025-03-13"))
}
