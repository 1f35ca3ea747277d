package proofs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// broken derives while the table of stages is missing: a run that ends after it
// wrote the orders and the cycles, and before it wrote the stages.
func (e *engine) broken(t *testing.T, brand *config.Brand, to regulars.BusinessDate) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, e.conn.Exec(ctx, "RENAME TABLE stage_intervals TO stage_intervals_away"))
	_, err := derive.Run(ctx, e.db, brand, to)
	require.Error(t, err)
	require.NoError(t, e.conn.Exec(ctx, "RENAME TABLE stage_intervals_away TO stage_intervals"))
}

func (e *engine) bring(t *testing.T, brand *config.Brand, load string, orders ...regulars.Order) {
	t.Helper()
	l := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: load, ReadAt: time.Now()}
	require.NoError(t, intake.InsertOrders(context.Background(), e.db, l, orders))
}

func (e *engine) done(t *testing.T, brand *config.Brand, load string) {
	t.Helper()
	now := time.Now().UTC()
	require.NoError(t, intake.PutLoad(context.Background(), e.db, intake.Row{
		Brand: brand.Name, Shop: brand.Shops[0].Name, Entity: "orders", LoadID: load, Kind: intake.LoadWindow,
		State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now,
	}))
}

func (e *engine) text(t testing.TB, query string, args ...any) (text string) {
	t.Helper()
	require.NoError(t, e.conn.QueryRow(context.Background(), query, args...).Scan(&text))
	return text
}

func paidOn(date, id, customer string, total int64) regulars.Order {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return regulars.Order{ID: id, CustomerID: customer, PlacedAt: at, Currency: "TWD", Placed: true, Paid: true, Total: regulars.Money(total * 10_000)}
}

func TestKilledDerivationStillRestates(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "killed"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	e.bring(t, brand, "one", paidOn("2025-03-01", "1", "a", 100), paidOn("2025-03-20", "2", "a", 100))
	e.done(t, brand, "one")
	require.NoError(t, e.measure(brand, "2025-03-01", "2025-03-30"))
	require.NoError(t, e.night(brand, "2025-03-31"))

	e.bring(t, brand, "two", paidOn("2025-03-01", "1", "a", 70))
	e.done(t, brand, "two")
	e.broken(t, brand, "2025-04-01")
	_, err := derive.Run(ctx, e.db, brand, "2025-04-01")
	require.NoError(t, err)
	from, derivation, err := metric.RestateFrom(ctx, e.db, brand.Name, "2025-04-01")
	require.NoError(t, err)
	require.NotZero(t, derivation)
	require.EqualValues(t, "2025-03-01", from, "the date that the killed run changed is forgotten")
}

func TestKilledDerivationStillMovesStages(t *testing.T) {
	t.Parallel()
	const stages = "SELECT toString(arraySort(groupArray((member_id, valid_from, valid_to, stage)))) FROM stage_intervals FINAL WHERE brand = ?"
	e, ctx := openEngine(t), t.Context()
	calm, killed := schematest.Brand(t, "calm"), schematest.Brand(t, "killed")
	for _, brand := range []*config.Brand{calm, killed} {
		require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
		insertRandomOrders(t, e.db, brand, 2000, 300)
		for _, load := range []string{"l0", "l1"} {
			e.done(t, brand, load)
		}
		_, err := derive.Run(ctx, e.db, brand, "2025-06-30")
		require.NoError(t, err)
	}
	before := e.text(t, stages, "killed")
	e.broken(t, killed, "2025-12-31")
	for _, brand := range []*config.Brand{calm, killed} {
		_, err := derive.Run(ctx, e.db, brand, "2025-12-31")
		require.NoError(t, err)
	}
	after := e.text(t, stages, "killed")
	require.NotEqual(t, before, after)
	require.Equal(t, e.text(t, stages, "calm"), after)
}

// A run that is killed between its new rows and its tombstones leaves an order
// with two members; the next one counts it once.
func TestKilledDerivationMovesOrdersOnce(t *testing.T) {
	t.Parallel()
	const rows = "SELECT toString(arraySort(groupArray((order_id, seq, next_date, day_last)))) FROM member_orders FINAL WHERE brand = ?"
	const stages = "SELECT toString(arraySort(groupArray((valid_from, valid_to, stage)))) FROM stage_intervals FINAL WHERE brand = ?"
	guest := paidOn("2025-03-10", "1", "", 100)
	guest.Email = "guest@example.com"
	known := paidOn("2025-03-20", "2", "c", 100)
	known.Email = guest.Email
	e, ctx := openEngine(t), t.Context()
	calm, killed := schematest.Brand(t, "calm"), schematest.Brand(t, "killed")
	for _, brand := range []*config.Brand{calm, killed} {
		require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
		e.bring(t, brand, "one", paidOn("2025-03-01", "0", "c", 100), guest)
		e.done(t, brand, "one")
		_, err := derive.Run(ctx, e.db, brand, "2025-03-15")
		require.NoError(t, err)
		e.bring(t, brand, "two", known)
		e.done(t, brand, "two")
	}
	require.NoError(t, e.conn.Exec(ctx, "CREATE TABLE before ENGINE = Memory AS SELECT * FROM member_orders FINAL WHERE brand = 'killed' AND order_id = '1'"))
	e.broken(t, killed, "2025-03-31")
	require.NoError(t, e.conn.Exec(ctx, "INSERT INTO member_orders SELECT * REPLACE ((SELECT max(version) + 1 FROM member_orders) AS version) FROM before"))
	require.Equal(t, "2", e.text(t, "SELECT toString(count()) FROM member_orders FINAL WHERE brand = 'killed' AND order_id = '1'"), "the order has two members")
	for _, brand := range []*config.Brand{calm, killed} {
		_, err := derive.Run(ctx, e.db, brand, "2025-03-31")
		require.NoError(t, err)
	}
	require.Equal(t, e.text(t, rows, "calm"), e.text(t, rows, "killed"))
	require.Equal(t, e.text(t, stages, "calm"), e.text(t, stages, "killed"))
}

func TestLoadThatIsDoneAgainIsDerivedAgain(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "reset"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	for _, total := range []int64{100, 70} {
		// A pull whose workflow was reset reads its window again.
		e.bring(t, brand, "one", paidOn("2025-03-01", "1", "a", total))
		e.done(t, brand, "one")
		derived, err := derive.Run(ctx, e.db, brand, "2025-03-31")
		require.NoError(t, err)
		require.EqualValues(t, 1, derived.Orders)
		require.Equal(t, fmt.Sprint(total), e.text(t, "SELECT toString(revenue) FROM member_orders FINAL WHERE brand = 'reset'"))
	}
}

func TestOrdersFollowIdentifiersInAndOutOfQuarantine(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "quarantine"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	withPhone := func(id, customer, phone string) regulars.Order {
		o := paidOn("2025-03-01", id, customer, 100)
		o.Phone = phone
		return o
	}
	members := "SELECT toString(arraySort(groupUniqArrayIf(order_id, member_id != 0))) FROM member_orders FINAL WHERE brand = 'quarantine'"
	derive := func(load string, orders ...regulars.Order) string {
		e.bring(t, brand, load, orders...)
		e.done(t, brand, load)
		_, err := derive.Run(ctx, e.db, brand, "2025-03-31")
		require.NoError(t, err)
		return e.text(t, members)
	}
	const shared = "0912345678"
	mailed := withPhone("mailed", "", shared)
	mailed.Email = ""
	require.Equal(t, "['mailed']", derive("one", mailed))

	var many []regulars.Order
	for i := range 6 {
		many = append(many, withPhone(fmt.Sprint(i), fmt.Sprint("c", i), shared))
	}
	require.Equal(t, "['0','1','2','3','4','5']", derive("two", many...), "a quarantined phone still ties an order to a member")

	for i := range many {
		many[i].Phone = ""
	}
	require.Equal(t, "['0','1','2','3','4','5','mailed']", derive("three", many...), "an order does not follow its phone out of quarantine")
}

func TestOrderKeepsItsMemberByAnotherIdentifier(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "anchor"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	guest := paidOn("2025-03-01", "guest", "", 100)
	guest.Email, guest.Phone = "office@x.test", "0912345678"
	orders := []regulars.Order{guest}
	e.bring(t, brand, "one", orders...)
	e.done(t, brand, "one")
	_, err := derive.Run(ctx, e.db, brand, "2025-03-31")
	require.NoError(t, err)

	var many []regulars.Order
	for i := range 6 {
		o := paidOn("2025-03-01", fmt.Sprint(i), fmt.Sprint("c", i), 100)
		o.Email = "office@x.test"
		many = append(many, o)
	}
	e.bring(t, brand, "two", many...)
	e.done(t, brand, "two")
	_, err = derive.Run(ctx, e.db, brand, "2025-03-31")
	require.NoError(t, err)
	require.Equal(t, "0", e.text(t, "SELECT toString(countIf(member_id = 0)) FROM member_orders FINAL WHERE brand = 'anchor'"),
		"the order's phone is not asked when its e-mail is quarantined")
}
