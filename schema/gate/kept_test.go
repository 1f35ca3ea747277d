package gate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/gate"
	"regulars/schema/schematest"
)

// The certificate names a cycle and a fit that stand on the small history that was loaded
// first, and none of those that were made of what there is.
func TestWhatStandsOnASmallFirstHistoryIsNamed(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	const night = regulars.BusinessDate("2024-02-15")
	exec := func(statement string) { require.NoError(t, db.Conn().Exec(ctx, statement), statement) }
	kept := func() []gate.Kept {
		_, err := gate.Certify(ctx, db, "acme", night, time.Now())
		require.NoError(t, err)
		c, err := gate.ReadCertificate(ctx, db, "acme", night)
		require.NoError(t, err)
		return c.Kept
	}
	require.Empty(t, kept(), "of nothing nothing is kept")
	exec(`INSERT INTO cycle_used (brand, valid_from, cycle_days, source, gaps, computed_at) VALUES
		('acme', '1970-01-01', 30, 'fallback', 0, now64()), ('acme', '2024-02-01', 30, 'fallback', 1, now64()), ('acme', '2024-03-01', 30, 'fallback', 0, now64())`)
	exec(`INSERT INTO model_fits (brand, fitted_on, model, members, repeaters, state, version) VALUES ('acme', '2024-02-11', 'bg_nbd', 60, 0, 'few', 1)`)
	// Each of so many people buys every ten days; all but the first have a gap before them.
	orders := `INSERT INTO member_orders (brand, member_id, shop, order_id, date, is_purchase, day_last, prev_date)
		SELECT 'acme', number % %PEOPLE% + 1, 'web', toString(number), toDate('2024-01-01') + 10 * intDiv(number, %PEOPLE%), true, true,
			if(number < %PEOPLE%, toDate(0), toDate('2024-01-01') + 10 * (intDiv(number, %PEOPLE%) - 1)) FROM numbers(3 * %PEOPLE%)`
	exec(strings.ReplaceAll(orders, "%PEOPLE%", "1"))
	require.Empty(t, kept(), "two gaps, of which one was known, are no other history")
	exec("TRUNCATE TABLE member_orders")
	exec(strings.ReplaceAll(orders, "%PEOPLE%", "130"))
	require.Equal(t, []gate.Kept{{What: gate.KeptCycle, From: "2024-02-01", Then: 1, Now: 260}, {What: gate.KeptFit, From: "2024-02-11", Then: 60, Now: 130}}, kept())
	exec(`INSERT INTO cycle_used (brand, valid_from, cycle_days, source, gaps, computed_at) VALUES ('acme', '2024-02-01', 10, 'median', 260, now64())`)
	exec(`INSERT INTO model_fits (brand, fitted_on, model, members, repeaters, state, version) VALUES ('acme', '2024-02-12', 'bg_nbd', 130, 130, 'fitted', 1)`)
	require.Empty(t, kept(), "they were remade")
	exec(`INSERT INTO cycle_used (brand, valid_from, cycle_days, source, gaps, computed_at) VALUES ('acme', '2024-02-10', 45, 'config', 0, now64())`)
	require.Empty(t, kept(), "a cycle that the config sets stands on no history")
}
