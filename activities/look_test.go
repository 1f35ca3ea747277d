package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/config/decision"
)

// A campaign whose rest waits: the first go, the rule looks at what only they bought, and
// the rest gets the text of which more bought.
func TestTheRestGetsTheBetterVariant(t *testing.T) {
	d := openDeliveries(t, 500)
	campaign := &d.Config.Brands[0].Campaigns[0]
	campaign.Variants = []config.Variant{
		{Name: "a", Weight: 1, Templates: map[string]config.Template{"line": {Text: "a"}, "edm": {Subject: "s", Text: "a"}}},
		{Name: "b", Weight: 1, Templates: map[string]config.Template{"line": {Text: "b"}, "edm": {Subject: "s", Text: "b"}}},
	}
	campaign.Decision, campaign.AttributionDays = decision.Rule{Members: 300, After: 48 * time.Hour}, 7
	look := func() (found activities.Look) {
		value, err := d.env.ExecuteActivity(d.LookAtVariants, d.ref)
		require.NoError(t, err)
		require.NoError(t, value.Get(&found))
		return found
	}
	sends := func(want int) {
		result, err := d.send()
		require.NoError(t, err)
		require.Equal(t, activities.BlockReport{Sent: want}, result)
	}

	require.EqualValues(t, 200, d.plan().Waiting)
	sends(300)
	sends(0)
	found := look()
	require.False(t, found.Decided)
	require.WithinDuration(t, time.Now().Add(24*time.Hour), found.Due, time.Minute)
	require.EqualValues(t, 200, d.plan().Waiting)

	// A day later: of b's members a third has bought, of a's few, and before the plan all.
	d.exec("INSERT INTO deliveries SELECT * REPLACE (planned_at - INTERVAL 25 HOUR AS planned_at, at - INTERVAL 25 HOUR AS at, toDate(now() - INTERVAL 2 DAY) AS date, version + 1 AS version) FROM deliveries FINAL")
	d.exec("ALTER TABLE deliveries DELETE WHERE date = ? SETTINGS mutations_sync = 1", string(d.ref.Date))
	d.exec("INSERT INTO campaign_runs SELECT * REPLACE (toDate(now() - INTERVAL 2 DAY) AS date) FROM campaign_runs FINAL")
	d.exec(`INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, revenue)
		SELECT 'acme', member_id, 'web', toString(member_id), now() - INTERVAL 1 HOUR, toDate(now()), 1, 100 FROM deliveries FINAL
		WHERE variant != '' AND member_id % if(variant = 'a', 50, 3) = 0`)
	d.exec(`INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, revenue)
		SELECT 'acme', member_id, 'web', concat('before', toString(member_id)), now() - INTERVAL 90 HOUR, toDate(now() - INTERVAL 90 HOUR), 1, 100 FROM deliveries FINAL WHERE variant = 'a'`)
	var date time.Time
	require.NoError(t, d.conn.QueryRow(t.Context(), "SELECT any(date) FROM deliveries").Scan(&date))
	d.ref.Date = regulars.DateOf(date, time.UTC)
	require.Equal(t, activities.Look{Decided: true, Variant: "b"}, look())
	require.Equal(t, activities.Look{Decided: true, Variant: "b"}, look(), "it is decided once")
	var variants, members, buyers int64
	require.NoError(t, d.conn.QueryRow(t.Context(), "SELECT toInt64(length(names)), toInt64(arraySum(members)), toInt64(arraySum(buyers)) FROM variant_verdicts FINAL").Scan(&variants, &members, &buyers))
	require.Equal(t, []int64{2, 300}, []int64{variants, members})
	require.Greater(t, buyers, int64(20))
	require.Less(t, buyers, int64(100))

	var a uint64
	require.NoError(t, d.conn.QueryRow(t.Context(), "SELECT count() FROM deliveries FINAL WHERE variant = 'a'").Scan(&a))
	require.InDelta(t, 150, a, 40)
	sends(200)
	require.Equal(t, "b", d.posts["line"].last.Text)
	for _, p := range d.posts {
		p.requireEachAtMostOnce(t)
	}
	require.EqualValues(t, 500, d.settle().Sent)

	// The rule is taken away while others wait: they draw lots.
	campaign.Decision = decision.Rule{}
	d.exec("INSERT INTO deliveries SELECT * REPLACE ('a|b' AS trial, '' AS variant, 'planned' AS state, version + 1 AS version) FROM (SELECT * FROM deliveries FINAL WHERE variant = 'b')")
	require.Equal(t, activities.Look{Decided: true}, look())
	var waiting uint64
	require.NoError(t, d.conn.QueryRow(t.Context(), "SELECT count() FROM deliveries FINAL WHERE variant = ''").Scan(&waiting))
	require.Zero(t, waiting)
}
