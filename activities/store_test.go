package activities_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
	"regulars/present/cause"
	"regulars/schema/answers"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

func wooShop(t *testing.T, orders int) (*platformtest.Shop, platform.Source) {
	t.Helper()
	shop := platformtest.NewWooCommerce(t)
	for n := range orders {
		at := time.Date(2026, 3, 1, 0, n, 0, 0, time.UTC)
		shop.Put(platformtest.Order{ID: 100 + n, Placed: at, Modified: at, State: platformtest.Paid, Total: 40, Lines: 1})
	}
	source, err := woocommerce.New(config.Shop{
		Name: "web", URL: shop.URL, RequestsPerSecond: 1000,
		Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return shop, source
}

// Orders that are edited while a first pull runs move behind what is read, not out of
// it.
func TestFirstPullReadsOnToTheEnd(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 330)
	env := newActivityEnv(t, db, source)
	load := openWindow(t, env)
	edited := 0
	shop.BeforePage = func(page int) {
		if page > 4 {
			return
		}
		edited++
		o := shop.Order(429 - page)
		o.Modified = time.Now().UTC().Truncate(time.Second).Add(time.Second)
		shop.Put(o)
	}
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	require.Equal(t, 4, edited)
	value, err := env.ExecuteActivity("CloseWindow", load)
	require.NoError(t, err)
	var result activities.LoadResult
	require.NoError(t, value.Get(&result))
	require.Empty(t, result.Trouble)
	require.EqualValues(t, 330, result.Stored, "orders that were edited meanwhile are missing")
	rows, err := intake.Loads(t.Context(), db, "acme", []string{load.LoadID})
	require.NoError(t, err)
	require.EqualValues(t, 4, rows[0].Late)
}

// What a shop may be asked is kept over the steps of a pull: once the day's requests are spent
// a step ends with the moment at which it goes on, and the next attempt reads on from there.
func TestPullKeepsTheBudgetOfTheDay(t *testing.T) {
	db := schematest.Open(t)
	shop, _ := wooShop(t, 330)
	asked := 0
	shop.BeforePage = func(int) { asked++ }
	budget, hours := 3, []string{}
	var suite testsuite.WorkflowTestSuite
	open := func() *testsuite.TestActivityEnvironment {
		connection := config.Shop{
			Name: "web", Platform: "woocommerce", URL: shop.URL, RequestsPerSecond: 1000, RequestsPerDay: budget, AvoidHours: hours, Lookback: time.Hour,
			Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
		}
		cfg := (&config.Config{Brands: []config.Brand{{Name: "acme", Currency: "TWD", Zone: time.UTC, Shops: []config.Shop{connection}}}}).WithDefaults()
		env := suite.NewTestActivityEnvironment()
		env.RegisterActivity(&activities.Shops{DB: db, Config: cfg, Open: woocommerce.New})
		return env
	}
	load := openWindow(t, open())
	_, err := open().ExecuteActivity("PullPages", load)
	var waits *temporal.ApplicationError
	require.ErrorAs(t, err, &waits)
	require.Equal(t, activities.ErrorShopAway, waits.Type())
	require.ErrorContains(t, err, "the 3 requests of today are spent, it goes on at")
	require.Positive(t, waits.NextRetryDelay())
	require.LessOrEqual(t, waits.NextRetryDelay(), 24*time.Hour)
	require.LessOrEqual(t, asked, 3, "the count was a request, too")

	budget = 0
	value, err := open().ExecuteActivity("ReadShop", load.ShopRef)
	require.NoError(t, err)
	var facts activities.ShopFacts
	require.NoError(t, value.Get(&facts))
	require.False(t, facts.Patient)
	now := time.Now().UTC()
	hours = []string{now.Add(-2*time.Hour).Format("15:04") + "-" + now.Add(2*time.Hour).Format("15:04")}
	before := asked
	_, err = open().ExecuteActivity("PullPages", load)
	require.ErrorContains(t, err, "it is left alone until")
	require.Equal(t, before, asked, "it is asked at hours to avoid")
	value, err = open().ExecuteActivity("ReadShop", load.ShopRef)
	require.NoError(t, err)
	require.NoError(t, value.Get(&facts))
	require.True(t, facts.Patient)
	hours = nil
	_, err = open().ExecuteActivity("PullPages", load)
	require.NoError(t, err)
}

// A sweep that is cut off goes on where it heartbeated, heals everything once, and takes
// nothing for deleted of which the shop doesn't say so.
func TestSweepResumes(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 330)
	cut := &cutOff{Source: source}
	env := newActivityEnv(t, db, cut)
	load := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	for _, id := range []int{101, 230, 401} {
		shop.DropOrder(id)
	}
	dearer := shop.Order(300)
	dearer.Total = 90 // and its time stays
	shop.Put(dearer)

	ref := activities.StoreRef{ShopRef: load.ShopRef, LoadID: "run/sweep", Asked: true}
	value, err := env.ExecuteActivity("CompareStore", ref)
	require.NoError(t, err)
	var plan activities.StorePlan
	require.NoError(t, value.Get(&plan))
	require.Len(t, plan.Parts, 3)
	require.False(t, plan.Lines[0].OK, "three orders too many are stored")
	in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts[:1]}

	cut.listsLeft, cut.cuts = 2, true
	_, err = env.ExecuteActivity("SweepStore", in)
	require.ErrorContains(t, err, "cut off")
	again := newActivityEnv(t, db, cut)
	cut.cuts = false
	reached := cut.last
	again.SetHeartbeatDetails(activities.Sweeping{Cursor: reached, Sweeps: []intake.Sweep{{Entity: "orders", Whole: true, Listed: 200, StartedAt: time.Now()}}})
	value, err = again.ExecuteActivity("SweepStore", in)
	require.NoError(t, err)
	var done activities.Sweeping
	require.NoError(t, value.Get(&done))
	require.Equal(t, []platform.Cursor{reached}, cut.asked[1:], "the list was read from its beginning again")
	value, err = again.ExecuteActivity("CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps})
	require.NoError(t, err)
	var swept activities.SweptStore
	require.NoError(t, value.Get(&swept))
	require.True(t, swept.Lines[0].OK, swept.Lines[0].Reason)
	require.EqualValues(t, 327, *swept.Lines[0].Platform)
	require.EqualValues(t, 327, swept.Lines[0].Stored)
	require.EqualValues(t, 4, swept.Lines[0].HealedNow)
	require.EqualValues(t, 3, done.Sweeps[0].Deleted)
	require.EqualValues(t, 1, done.Sweeps[0].Changed)
}

// A shop that says that most of its records are deleted may be another one: only a
// person who asks for the sweep lets it take them away.
func TestSweepAsksBeforeItTakesMuchAway(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 330)
	env := newActivityEnv(t, db, source)
	load := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	for id := range 210 {
		shop.DropOrder(100 + id)
	}
	stored := func() int {
		type row struct {
			N uint64 `ch:"n"`
		}
		return int(schematest.Query[row](t, db, "SELECT count() AS n FROM orders FINAL")[0].N)
	}
	ref := activities.StoreRef{ShopRef: load.ShopRef, LoadID: "run/sweep"}
	value, err := env.ExecuteActivity("CompareStore", ref)
	require.NoError(t, err)
	var plan activities.StorePlan
	require.NoError(t, value.Get(&plan))
	in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts}
	_, err = env.ExecuteActivity("SweepStore", in)
	require.ErrorContains(t, err, "of 330 stored orders are deleted: see that its url and key are those of the real shop")
	require.GreaterOrEqual(t, stored(), 230)

	in.Asked = true
	_, err = env.ExecuteActivity("SweepStore", in)
	require.NoError(t, err)
	require.Equal(t, 120, stored())
}

// What can't be stored is counted as rejected, neither as missing nor as healed, and read
// again only when it changed, when the rules did, or when a person asks.
func TestSweepKnowsWhatIsRejected(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 6)
	misdate := func(id int) { // a refund of the year 2200 can't be stored
		o := shop.Order(id)
		o.Refunds = []platformtest.Refund{{ID: 7000 + id, At: time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), Amount: 5}}
		shop.Put(o)
	}
	misdate(101)
	asked := &asked{Source: source}
	env := newActivityEnv(t, db, asked)
	load := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	sweeps := 0
	sweep := func(byPerson bool) (intake.Sweep, activities.StoreLine, []string) {
		asked.ids = nil
		sweeps++
		ref := activities.StoreRef{ShopRef: load.ShopRef, LoadID: fmt.Sprintf("run/sweep%d", sweeps), Asked: byPerson}
		in := activities.SweepInput{StoreRef: ref, Parts: []activities.SweepPart{{Entity: "orders", Whole: true, Spans: []intake.Span{{To: time.Now()}}}}}
		value, err := env.ExecuteActivity("SweepStore", in)
		require.NoError(t, err)
		var done activities.Sweeping
		require.NoError(t, value.Get(&done))
		value, err = env.ExecuteActivity("CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps})
		require.NoError(t, err)
		var swept activities.SweptStore
		require.NoError(t, value.Get(&swept))
		require.True(t, swept.Lines[0].OK, swept.Lines[0].Reason)
		return done.Sweeps[0], swept.Lines[0], asked.ids
	}

	// What the pull rejected is known.
	found, line, ids := sweep(false)
	require.Empty(t, ids, "a rejected record was read again")
	require.Zero(t, found.Missing+found.Changed+found.Rejected+line.HealedNow)
	require.EqualValues(t, 5, line.Stored)
	require.EqualValues(t, 1, line.Rejected)
	require.EqualValues(t, 6, *line.Platform)
	require.False(t, line.Differs(), "what was rejected is missed")

	// A stored one that changed, which no time tells, so that it can't be stored any more.
	misdate(104)
	found, line, ids = sweep(false)
	require.Equal(t, []string{"104"}, ids)
	require.EqualValues(t, 1, found.Rejected)
	require.Zero(t, found.Missing+found.Changed+line.HealedNow, "what was rejected is called healed")
	_, _, ids = sweep(false)
	require.Empty(t, ids, "a rejected record was read again")
	_, _, ids = sweep(true)
	require.Equal(t, []string{"101", "104"}, ids, "a person asked for all")

	// Another rate may make it storable, and so does a change in the shop.
	env = newActivityEnv(t, db, asked, func(c *config.Config) {
		c.Brands[0].Rates = []config.Rate{{Currency: "USD", From: "2026-01-01", Rate: "31"}}
	})
	_, _, ids = sweep(false)
	require.Equal(t, []string{"101", "104"}, ids, "the rules changed")
	mended := shop.Order(101)
	mended.Refunds, mended.Modified = nil, mended.Modified.Add(time.Hour)
	shop.Put(mended)
	found, line, ids = sweep(false)
	require.Equal(t, []string{"101"}, ids)
	require.EqualValues(t, 1, found.Missing)
	require.EqualValues(t, 1, line.HealedNow)
	require.EqualValues(t, 6, line.Stored)
	require.Zero(t, line.Rejected, "it is stored, in its state of before")

	// One that the shop deletes is forgotten, and hides no other.
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	shop.Put(platformtest.Order{ID: 200, Placed: at, Modified: at, State: platformtest.Paid, Total: 40, Lines: 1})
	misdate(200)
	found, line, _ = sweep(false)
	require.EqualValues(t, 1, found.Rejected)
	require.EqualValues(t, 1, line.Rejected)
	shop.DropOrder(200)
	_, line, ids = sweep(false)
	require.Empty(t, ids)
	require.Zero(t, line.Rejected)
	require.False(t, line.Differs())
}

// Changes of different months that make up for each other are found the same night: one
// order is deleted, and one that no window showed is there.
func TestMonthsThatMakeUpForEachOther(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 6)
	env := newActivityEnv(t, db, source, func(c *config.Config) { c.Brands[0].Shops[0].Sweep = 0 })
	load := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	plan := compareStore(t, env, load.ShopRef)
	require.Empty(t, plan.Parts, "all is alike")
	require.Equal(t, []cause.Cause{{Code: cause.SpansCompared}}, plan.Lines[0].Notes)
	require.Contains(t, plan.Lines[0].Blind, cause.Cause{Code: cause.Unseen + "posts_edited"})

	shop.DropOrder(102)
	june := time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC)
	shop.Put(platformtest.Order{ID: 300, Placed: june, Modified: june, State: platformtest.Paid, Total: 40, Lines: 1})
	plan = compareStore(t, env, load.ShopRef)
	require.True(t, plan.Lines[0].OK, "the totals agree")
	require.Len(t, plan.Parts, 2, "orders, and the refunds that go with them")
	month := func(month time.Month) intake.Span {
		return intake.Span{From: time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, month+1, 1, 0, 0, 0, 0, time.UTC)}
	}
	require.Equal(t, []intake.Span{month(time.March), month(time.June)}, plan.Parts[0].Spans)
	value, err := env.ExecuteActivity("SweepStore", activities.SweepInput{StoreRef: activities.StoreRef{ShopRef: load.ShopRef, LoadID: "run/sweep"}, Parts: plan.Parts})
	require.NoError(t, err)
	var done activities.Sweeping
	require.NoError(t, value.Get(&done))
	require.EqualValues(t, 1, done.Sweeps[0].Deleted)
	require.EqualValues(t, 1, done.Sweeps[0].Missing)
	require.Empty(t, compareStore(t, env, load.ShopRef).Parts)
}

func compareStore(t *testing.T, env *testsuite.TestActivityEnvironment, shop activities.ShopRef) activities.StorePlan {
	t.Helper()
	value, err := env.ExecuteActivity("CompareStore", activities.StoreRef{ShopRef: shop, LoadID: "run/sweep"})
	require.NoError(t, err)
	var plan activities.StorePlan
	require.NoError(t, value.Get(&plan))
	return plan
}

// Orders that are known as hidden are asked for by their ids each night: one is deleted,
// one shows again, one stays hidden.
func TestHiddenOrdersAreAskedFor(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 6)
	env := newActivityEnv(t, db, source)
	load := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	known := intake.Load{Brand: &config.Brand{Name: "acme"}, Shop: &config.Shop{Name: "web"}, ReadAt: time.Now()}
	require.NoError(t, intake.Hide(t.Context(), db, known, intake.EntityOrders, []string{"101", "103", "105"}))
	shop.DropOrder(101)
	shop.Hidden = map[int]bool{105: true}

	reread := activities.LoadRef{ShopRef: load.ShopRef, Entity: "reread", Kind: intake.LoadReread, LoadID: "run/reread"}
	value, err := env.ExecuteActivity("OpenReread", reread)
	require.NoError(t, err)
	require.NoError(t, value.Get(&reread))
	_, err = env.ExecuteActivity("Reread", reread)
	require.NoError(t, err)
	type row struct {
		ID string `ch:"id"`
	}
	require.Equal(t, []row{{"105"}}, schematest.Query[row](t, db, "SELECT id FROM store_hidden FINAL"))
	require.Equal(t, []row{{"100"}, {"102"}, {"103"}, {"104"}, {"105"}}, schematest.Query[row](t, db, "SELECT order_id AS id FROM orders FINAL ORDER BY id"))
}

// A webhook names an order whose change moves no date, and one that is deleted: the night
// asks for both, once, and not for what it has read since.
func TestHintedOrdersAreAskedFor(t *testing.T) {
	db := schematest.Open(t)
	shop, source := wooShop(t, 4)
	asking := &asked{Source: source}
	env := newActivityEnv(t, db, asking, func(c *config.Config) { c.Brands[0].Shops[0].Reread = 0 })
	brand, web := &config.Brand{Name: "acme"}, &config.Shop{Name: "web"}
	store, err := answers.Open(db, "a key of the tests")
	require.NoError(t, err)
	record := func(at time.Time, ids ...string) {
		store.Now = func() time.Time { return at }
		for _, id := range ids {
			require.NoError(t, store.RecordHints(t.Context(), brand, web, []answers.Hint{{Entity: intake.EntityOrders, ID: id}}))
		}
	}
	record(time.Now().Add(-time.Hour), "100") // which the window reads
	load := openWindow(t, env)
	_, err = env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	shop.DropOrder(101)
	at := time.Date(2026, 3, 1, 0, 2, 0, 0, time.UTC)
	shop.Put(platformtest.Order{ID: 102, Placed: at, Modified: at, State: platformtest.Paid, Total: 70, Lines: 1})
	record(time.Now(), "101", "102", "999")
	require.NoError(t, store.RecordHints(t.Context(), brand, web, []answers.Hint{{Entity: intake.EntityCustomers, ID: "7"}}))

	reread := func(run string) {
		asking.ids = nil
		ref := activities.LoadRef{ShopRef: load.ShopRef, Entity: "reread", Kind: intake.LoadReread, LoadID: run + "/reread"}
		value, err := env.ExecuteActivity("OpenReread", ref)
		require.NoError(t, err)
		require.NoError(t, value.Get(&ref))
		_, err = env.ExecuteActivity("Reread", ref)
		require.NoError(t, err)
	}
	reread("first")
	require.Equal(t, []string{"7", "101", "102", "999"}, asking.ids, "customers, and then orders")
	type row struct {
		ID    string          `ch:"id"`
		Total decimal.Decimal `ch:"total"`
	}
	require.Equal(t, []row{{"102", decimal.New(700000, -4)}}, schematest.Query[row](t, db, "SELECT order_id AS id, total FROM orders FINAL WHERE order_id IN ('101', '102', '999')"))
	reread("second")
	require.Empty(t, asking.ids, "each is asked for once")
	record(time.Now().Add(time.Second), "102")
	reread("third")
	require.Equal(t, []string{"102"}, asking.ids, "until it is named again")
}

// asked remembers which ids were asked for.
type asked struct {
	platform.Source
	ids []string
}

func (a *asked) Read(ctx context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	a.ids = append(a.ids, ids...)
	return a.Source.Read(ctx, e, ids, yield)
}

// cutOff breaks a list off after some pages.
type cutOff struct {
	platform.Source
	listsLeft int
	cuts      bool
	last      platform.Cursor
	asked     []platform.Cursor
}

func (c *cutOff) List(ctx context.Context, e platform.Entity, created platform.Window, from platform.Cursor, yield func(platform.ListPage) error) error {
	c.asked = append(c.asked, from)
	return c.Source.List(ctx, e, created, from, func(page platform.ListPage) error {
		if c.cuts && c.listsLeft == 0 {
			return &platform.Error{Op: "list", Retryable: true, Hint: "cut off"}
		}
		c.listsLeft--
		err := yield(page)
		c.last = page.Next
		return err
	})
}
