package derive_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

func TestKilledDerivationStillRestates(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "sales"), schematest.Brand(t, "killed"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100), prooftest.PaidOn("2025-03-20", "2", "a", 100))
	e.Done(t, brand, "one")
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-30"))
	require.NoError(t, e.Night(brand, "2025-03-31"))

	e.Insert(t, brand, "two", prooftest.PaidOn("2025-03-01", "1", "a", 70))
	e.Done(t, brand, "two")
	e.Break(t, brand, "2025-04-01")
	_, err := derive.Run(ctx, e.DB, brand, "2025-04-01")
	require.NoError(t, err)
	from, derivation, err := metric.RestateFrom(ctx, e.DB, brand.Name, "2025-04-01")
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
		require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
		prooftest.InsertRandomOrders(t, e.DB, brand, 2000, 300)
		for _, load := range []string{"l0", "l1"} {
			e.Done(t, brand, load)
		}
		_, err := derive.Run(ctx, e.DB, brand, "2025-06-30")
		require.NoError(t, err)
	}
	before := e.Text(t, stages, "killed")
	e.Break(t, killed, "2025-12-31")
	for _, brand := range []*config.Brand{calm, killed} {
		_, err := derive.Run(ctx, e.DB, brand, "2025-12-31")
		require.NoError(t, err)
	}
	after := e.Text(t, stages, "killed")
	require.NotEqual(t, before, after)
	require.Equal(t, e.Text(t, stages, "calm"), after)
}

// A run that is killed between its new rows and its tombstones leaves an order
// with two members; the next one counts it once.
func TestKilledDerivationMovesOrdersOnce(t *testing.T) {
	t.Parallel()
	const rows = "SELECT toString(arraySort(groupArray((order_id, seq, next_date, day_last)))) FROM member_orders FINAL WHERE brand = ?"
	const stages = "SELECT toString(arraySort(groupArray((valid_from, valid_to, stage)))) FROM stage_intervals FINAL WHERE brand = ?"
	guest := prooftest.PaidOn("2025-03-10", "1", "", 100)
	guest.Email = "guest@example.com"
	known := prooftest.PaidOn("2025-03-20", "2", "c", 100)
	known.Email = guest.Email
	e, ctx := openEngine(t), t.Context()
	calm, killed := schematest.Brand(t, "calm"), schematest.Brand(t, "killed")
	for _, brand := range []*config.Brand{calm, killed} {
		require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
		e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "0", "c", 100), guest)
		e.Done(t, brand, "one")
		_, err := derive.Run(ctx, e.DB, brand, "2025-03-15")
		require.NoError(t, err)
		e.Insert(t, brand, "two", known)
		e.Done(t, brand, "two")
	}
	require.NoError(t, e.Conn.Exec(ctx, "CREATE TABLE before ENGINE = Memory AS SELECT * FROM member_orders FINAL WHERE brand = 'killed' AND order_id = '1'"))
	e.Break(t, killed, "2025-03-31")
	require.NoError(t, e.Conn.Exec(ctx, "INSERT INTO member_orders SELECT * REPLACE ((SELECT max(version) + 1 FROM member_orders) AS version) FROM before"))
	require.Equal(t, "2", e.Text(t, "SELECT toString(count()) FROM member_orders FINAL WHERE brand = 'killed' AND order_id = '1'"), "the order has two members")
	for _, brand := range []*config.Brand{calm, killed} {
		_, err := derive.Run(ctx, e.DB, brand, "2025-03-31")
		require.NoError(t, err)
	}
	require.Equal(t, e.Text(t, rows, "calm"), e.Text(t, rows, "killed"))
	require.Equal(t, e.Text(t, stages, "calm"), e.Text(t, stages, "killed"))
}

func TestLoadThatIsDoneAgainIsDerivedAgain(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "reset"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	for _, total := range []int64{100, 70} {
		// A pull whose workflow was reset reads its window again.
		e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", total))
		e.Done(t, brand, "one")
		derived, err := derive.Run(ctx, e.DB, brand, "2025-03-31")
		require.NoError(t, err)
		require.EqualValues(t, 1, derived.Orders)
		require.Equal(t, fmt.Sprint(total), e.Text(t, "SELECT toString(revenue) FROM member_orders FINAL WHERE brand = 'reset'"))
	}
}

func TestOrdersFollowIdentifiersInAndOutOfQuarantine(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "quarantine"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	withPhone := func(id, customer, phone string) regulars.Order {
		o := prooftest.PaidOn("2025-03-01", id, customer, 100)
		o.Phone = phone
		return o
	}
	members := "SELECT toString(arraySort(groupUniqArrayIf(order_id, member_id != 0))) FROM member_orders FINAL WHERE brand = 'quarantine'"
	derive := func(load string, orders ...regulars.Order) string {
		e.Insert(t, brand, load, orders...)
		e.Done(t, brand, load)
		_, err := derive.Run(ctx, e.DB, brand, "2025-03-31")
		require.NoError(t, err)
		return e.Text(t, members)
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
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	guest := prooftest.PaidOn("2025-03-01", "guest", "", 100)
	guest.Email, guest.Phone = "office@x.test", "0912345678"
	orders := []regulars.Order{guest}
	e.Insert(t, brand, "one", orders...)
	e.Done(t, brand, "one")
	_, err := derive.Run(ctx, e.DB, brand, "2025-03-31")
	require.NoError(t, err)

	var many []regulars.Order
	for i := range 6 {
		o := prooftest.PaidOn("2025-03-01", fmt.Sprint(i), fmt.Sprint("c", i), 100)
		o.Email = "office@x.test"
		many = append(many, o)
	}
	e.Insert(t, brand, "two", many...)
	e.Done(t, brand, "two")
	_, err = derive.Run(ctx, e.DB, brand, "2025-03-31")
	require.NoError(t, err)
	require.Equal(t, "0", e.Text(t, "SELECT toString(countIf(member_id = 0)) FROM member_orders FINAL WHERE brand = 'anchor'"),
		"the order's phone is not asked when its e-mail is quarantined")
}
