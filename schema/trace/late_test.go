package trace_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
	"regulars/schema/trace"
)

// tell stores events of one date as rows of a load.
func (e *engine) tell(t *testing.T, brand *config.Brand, load, kind, day, customer string, ids ...string) {
	t.Helper()
	for _, id := range ids {
		require.NoError(t, e.Conn.Exec(t.Context(), `INSERT INTO events (brand, shop, event_id, type, date, node, load_id, version)
			SELECT ?, 'web', ?, ?, toDate(?), sipHash64(concat('customer:web/', ?)), ?, 1`, brand.Name, id, kind, day, customer, load))
	}
}

// causes are what moved a number, in words: orders, then late changes.
func (e *engine) causes(t *testing.T, brand string, date regulars.BusinessDate, scope, metric, window string) []string {
	t.Helper()
	all, err := trace.Restated(t.Context(), e.DB, brand, trace.RestatedQuery{
		From: date, To: date, Scope: scope, Metric: metric, Window: window, Changes: 5,
	})
	require.NoError(t, err)
	require.NotEmpty(t, all, "%s %s %s of %s is not restated", scope, metric, window, date)
	var said []string
	for _, c := range all[0].Changes {
		said = append(said, c.String())
	}
	for _, c := range all[0].Late {
		said = append(said, c.String())
	}
	return said
}

func TestRestatedNamesLateEvents(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "visits", "sales", "buyers", "behaviour"), schematest.Brand(t, "late")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	e.tell(t, brand, "one", "login", "2025-03-01", "a", "x")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	require.NoError(t, e.Night(brand, "2025-03-10"))

	e.tell(t, brand, "two", "login", "2025-03-05", "a", "l1", "l2")
	e.tell(t, brand, "two", "login", "2025-03-08", "a", "l3")
	e.Loaded(t, brand, "two", prooftest.PaidOn("2025-03-05", "2", "b", 70))
	require.NoError(t, e.Night(brand, "2025-03-11"))

	require.Equal(t, []string{"2 events of 2025-03-05 of web, load two"}, e.causes(t, brand.Name, "2025-03-05", "brand", "aarrr_logins", "day"))
	require.Equal(t, []string{"3 events from 2025-03-05 on of web, load two"}, e.causes(t, brand.Name, "2025-03-09", "brand", "aarrr_logins", "7d"))
	require.Equal(t, []string{"web/2: new order, date 2025-03-05, total 70"}, e.causes(t, brand.Name, "2025-03-05", "brand", "revenue", "day"),
		"revenue reads no events")
	require.Equal(t, []string{"web/2: new order, date 2025-03-05, total 70", "2 events of 2025-03-05 of web, load two"},
		e.causes(t, brand.Name, "2025-03-05", "brand", "engagement_rate", "day"))

	editions, err := trace.Editions(t.Context(), e.DB, brand.Name, trace.Figure{Metric: "aarrr_logins", Scope: "brand", Window: "day", Date: "2025-03-05"})
	require.NoError(t, err)
	require.Len(t, editions, 3)
	require.Zero(t, editions[0].Orders, "the order has nothing to do with logins")
	require.Len(t, editions[0].Late, 1)
	require.Empty(t, editions[1].Late)
}

func TestRestatedNamesWhoseEventsTheyAre(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "buyers", "behaviour", "aarrr", "aipl_flow", "aipl"), schematest.Brand(t, "people")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	e.tell(t, brand, "one", "page_view", "2025-03-02", "b", "v1", "v2")
	e.tell(t, brand, "one", "page_view", "2025-03-04", "b", "v3")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	e.Register(t, brand, "2025-03-10", "b")
	e.Done(t, brand, "register 2025-03-10")
	require.NoError(t, e.Night(brand, "2025-03-10"))
	said := e.causes(t, brand.Name, "2025-03-02", "brand", "aarrr_visitors", "day")
	require.Regexp(t, `^\[3 events from 2025-03-02 on given to member \d+ \(known by web/customers/b\)\]$`, fmt.Sprint(said))

	both := prooftest.PaidOn("2025-03-11", "2", "a", 10)
	both.Email = "b@example.com"
	e.Loaded(t, brand, "three", both)
	other := prooftest.PaidOn("2025-03-11", "3", "b", 10)
	other.Email = "b@example.com"
	e.Loaded(t, brand, "four", other)
	require.NoError(t, e.Night(brand, "2025-03-11"))
	said = e.causes(t, brand.Name, "2025-03-10", "brand", "aipl_i", "day")
	require.Regexp(t, `3 events from 2025-03-02 on moved from member \d+ to \d+ \(linked by \w+ and \w+ in web/orders/[23]\)`, fmt.Sprint(said))
}

func TestRestatedNamesLateCosts(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "activation", "aarrr"), schematest.Brand(t, "costs")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Register(t, brand, "2025-03-07", "a")
	e.Done(t, brand, "register 2025-03-07")
	e.pay(t, brand, "bills", "2025-03-01", 3)
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	e.pay(t, brand, "more bills", "2025-03-07", 5)
	require.NoError(t, e.Night(brand, "2025-03-10"))
	require.Equal(t, []string{"costs of 2025-03-07 of web, load more bills"},
		e.causes(t, brand.Name, "2025-03-07", "brand", "aarrr_cost_per_acquisition", "day"))
	all, err := trace.Restated(t.Context(), e.DB, brand.Name, trace.RestatedQuery{From: "2025-03-01", To: "2025-03-09", Metric: "aarrr_cost*", Window: "day"})
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, []any{0.0, 5.0, 1, 0}, []any{*all[0].Was, *all[0].Is, all[0].AllLate, len(all[0].Late)})
}

func (e *engine) pay(t *testing.T, brand *config.Brand, load, day string, spent int64) {
	t.Helper()
	require.NoError(t, e.Conn.Exec(t.Context(), "INSERT INTO costs (brand, shop, date, kind, amount, load_id, version) VALUES (?, 'web', toDate(?), 'ads', ?, ?, 1)",
		brand.Name, day, spent, load))
	e.Done(t, brand, load)
}

// A product in another category restates both categories, with its name; a new
// title restates nothing.
func TestRestatedNamesTheProduct(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "products"), prooftest.TradingBrand("shelf")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	describe := func(load, title, category string, version int) {
		require.NoError(t, e.Conn.Exec(t.Context(), `INSERT INTO products (brand, shop, product_id, sku, title, category, load_id, version)
			VALUES ('shelf', 'web', 'p1', 'tea', ?, ?, ?, ?), ('shelf', 'web', 'p2', 'cup', 'Cup', 'ware', ?, ?)`, title, category, load, version, load, version))
		e.Done(t, brand, load)
	}
	describe("one", "Tea", "drinks", 1)
	e.Trade(t, brand, "web",
		prooftest.Lined("1", "ann", "2025-03-02 10:00:00", 100, prooftest.LineOf("tea", "p1", "", 2, 100)),
		prooftest.Lined("2", "bob", "2025-03-04 10:00:00", 100, prooftest.LineOf("tea", "p1", "", 2, 50), prooftest.LineOf("cup", "p2", "", 2, 50)),
		prooftest.Lined("3", "bob", "2025-03-01 10:00:00", 100, prooftest.LineOf("tea", "p1", "gifts", 2, 50)))
	e.Done(t, brand, "load-web")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	require.NoError(t, e.Night(brand, "2025-03-10"))

	describe("two", "Green tea", "drinks", 2)
	require.EqualValues(t, "2025-03-11", e.RestatesFrom(t, brand, "2025-03-11"), "only a title changed")

	describe("three", "Green tea", "leaves", 3)
	require.EqualValues(t, "2025-03-02", e.RestatesFrom(t, brand, "2025-03-11"))
	said := []string{"product tea now in category leaves, was in drinks, in 2 orders from 2025-03-02 on of web, load three"}
	require.Equal(t, said, e.causes(t, brand.Name, "2025-03-04", "category:drinks", "revenue", "day"))
	require.Equal(t, said, e.causes(t, brand.Name, "2025-03-09", "category:leaves", "orders", "28d"))
	require.EqualValues(t, "2025-03-12", e.RestatesFrom(t, brand, "2025-03-12"), "restated already")
}

// What a killed run found, the one that does it again finds once.
func TestKilledDerivationNamesWhatCameLateOnce(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "visits"), schematest.Brand(t, "again")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	e.tell(t, brand, "one", "login", "2025-03-01", "a", "x")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-09"))
	require.NoError(t, e.Night(brand, "2025-03-10"))

	e.tell(t, brand, "two", "login", "2025-03-05", "a", "l1")
	e.pay(t, brand, "two", "2025-03-05", 9)
	e.Break(t, brand, "2025-03-11")
	e.tell(t, brand, "two", "login", "2025-03-05", "a", "l2")
	e.Break(t, brand, "2025-03-11")
	require.NoError(t, e.Night(brand, "2025-03-11"))
	require.Equal(t, []string{"2 events of 2025-03-05 of web, load two"}, e.causes(t, brand.Name, "2025-03-05", "brand", "aarrr_logins", "day"))
	require.Equal(t, "2", e.Text(t, "SELECT toString(count()) FROM late_changes FINAL WHERE brand = 'again'"))
}

// What campaigns send after a date was computed is no change of settings.
func TestRestatedNamesTheCampaign(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "campaigns"), schematest.Brand(t, "campaigns")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	require.NoError(t, e.Night(brand, "2025-03-01"))
	send := func(campaign string, addressee uint64) {
		require.NoError(t, e.Conn.Exec(t.Context(), `INSERT INTO deliveries (brand, campaign, channel, date, member_id, state, planned_at, at, version)
			VALUES ('campaigns', ?, 'edm', '2025-03-01', ?, 'planned', now64(3), now64(3), 1), ('campaigns', ?, 'edm', '2025-03-01', ?, 'sent', now64(3), now64(3), 2)`,
			campaign, addressee, campaign, addressee))
	}
	send("hello", 7)
	require.NoError(t, e.Night(brand, "2025-03-02"))
	send("again", 8)
	require.NoError(t, e.Night(brand, "2025-03-03"))
	require.Equal(t, []string{"campaign again: 1 message of 2025-03-01 planned or sent later"},
		e.causes(t, brand.Name, "2025-03-01", "brand", "sent", "day"))
}
