package rigs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/activities/nighttest"
	"regulars/config"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/schematest"
)

// rig is a running shop that its own API changes, and that says what it holds.
type rig interface {
	// connect is how the connector reaches the shop.
	connect() config.Shop
	// prepare reads what the changes need.
	prepare(ctx context.Context) error
	// changes are what the storm may do. A change that doesn't fit returns errUnfit.
	changes() []change
	// truth is everything that the shop holds, read without the connector.
	truth(ctx context.Context) (truth, error)
	// unseen reports whether a difference is of a kind that the platform declares to
	// announce by nothing, so that it may wait for the sweep.
	unseen(what string, o order) bool
}

// errUnfit is returned by a change for which nothing is there.
var errUnfit = errors.New("the change doesn't fit")

type change struct {
	name string
	make func(ctx context.Context) error
}

// truth is what a shop holds.
type truth struct {
	orders    map[string]order
	customers map[string]customer
}

type order struct {
	id, status, customer, email string
	placed, updated             time.Time
	cancelled, paid             bool
	rate                        decimal.Decimal // of the order's currency
	total                       decimal.Decimal // before refunds
	totalKnown                  bool
	refunds                     map[string]decimal.Decimal
	lines                       int
}

type customer struct {
	email, name string
	consents    map[string]bool // by channel
}

// heldOrder is an order as it is stored.
type heldOrder struct {
	ID        string            `ch:"order_id"`
	Status    string            `ch:"status"`
	Customer  string            `ch:"customer_id"`
	Email     string            `ch:"email"`
	Cancelled bool              `ch:"cancelled"`
	Paid      bool              `ch:"paid"`
	Total     decimal.Decimal   `ch:"total"`
	Refunded  decimal.Decimal   `ch:"refunded"`
	RefundIDs []string          `ch:"refunds.id"`
	Amounts   []decimal.Decimal `ch:"refunds.amount"`
	Lines     uint64            `ch:"lines"`
}

type heldCustomer struct {
	ID    string `ch:"customer_id"`
	Email string `ch:"email"`
	Name  string `ch:"name"`
}

type heldConsent struct {
	Key     string `ch:"key"`
	Granted bool   `ch:"granted"`
}

// storm is one test of a rig.
type storm struct {
	t      *testing.T
	rig    rig
	db     *schema.DB
	nights *nighttest.Nights
	random *rand.Rand
	kinds  map[string]int
}

// run pulls the shop, lets it be changed with nights between, and holds what is stored
// against it.
func run(t *testing.T, r rig) {
	random := rand.New(rand.NewPCG(seed.New(t), 7))
	if settable, ok := r.(interface{ setRandom(*rand.Rand) }); ok {
		settable.setRandom(random)
	}
	require.NoError(t, r.prepare(t.Context()))
	s := &storm{t: t, rig: r, db: schematest.Open(t), random: random, kinds: map[string]int{}}
	shop := r.connect()
	shop.Zone, shop.Currency, shop.Lookback = time.UTC, "TWD", time.Second
	cfg := (&config.Config{Brands: []config.Brand{{
		Name: "acme", Currency: "TWD", Zone: time.UTC, Shops: []config.Shop{shop},
		Rates: []config.Rate{{Currency: "USD", From: "2020-01-01", Rate: usd}},
	}}}).WithDefaults()
	cfg.Brands[0].Shops[0].Sweep = 0 // only where totals differ
	s.nights = nighttest.New(t, s.db, cfg)
	s.nights.Kill(random, kills)

	started := time.Now()
	s.night()
	t.Logf("first pull took %s", time.Since(started).Round(time.Millisecond))
	require.Empty(t, s.differences(), "after the first pull")
	total := changes(t)
	for made, nights := 0, 4; nights > 0; nights-- {
		n := (total - made) / nights
		s.change(n)
		made += n
		s.night()
		s.requireNamed()
	}
	s.nights.Swept = true
	s.night()
	require.Empty(t, s.differences(), "after the sweep")
	t.Logf("%d changes: %v; the worker was killed %d times", total, s.kinds, s.nights.Killed())
	require.Positive(t, s.nights.Killed(), "times that the worker was killed")
	require.Greater(t, len(s.kinds), 10, "kinds of changes that the shop took")
}

// kills is how often the worker is killed while it pulls.
const kills = 30

// usd is the rate of orders in US dollars.
const usd = "30"

func (s *storm) night() []activities.StoreLine {
	s.t.Helper()
	started := time.Now()
	lines := s.nights.Night()
	for _, line := range lines {
		s.t.Logf("night, %s: %s", time.Since(started).Round(time.Second), fmt.Sprintf("%s: platform %s, stored %d, healed %d, ok %v", line.Entity, shown(line.Platform), line.Stored, line.HealedNow, line.OK))
	}
	return lines
}

func shown(n *uint64) string {
	if n == nil {
		return "says nothing"
	}
	return fmt.Sprint(*n)
}

// change makes n random changes.
func (s *storm) change(n int) {
	s.t.Helper()
	all := s.rig.changes()
	for made, tries := 0, 0; made < n; tries++ {
		require.Less(s.t, tries, 20*n+100, "changes that fit")
		one := all[s.random.IntN(len(all))]
		err := one.make(s.t.Context())
		if errors.Is(err, errUnfit) {
			continue
		}
		require.NoError(s.t, err, one.name)
		s.kinds[one.name]++
		made++
	}
}

// requireNamed fails for every difference that isn't of a kind that the platform declares.
func (s *storm) requireNamed() {
	s.t.Helper()
	var wrong []string
	for _, d := range s.differences() {
		if s.rig.unseen(d.what, d.order) {
			s.t.Logf("waits for the sweep, as declared: %s", d)
			continue
		}
		wrong = append(wrong, d.String())
	}
	require.Empty(s.t, wrong)
}

// difference is what is stored otherwise than the shop has it.
type difference struct {
	what      string
	order     order
	want, got any
}

func (d difference) String() string {
	return fmt.Sprintf("%s %s: the shop has %v, stored is %v", d.order.id, d.what, d.want, d.got)
}

// differences compares the whole shop with what is stored.
func (s *storm) differences() []difference {
	s.t.Helper()
	want, err := s.rig.truth(s.t.Context())
	require.NoError(s.t, err)
	require.NotEmpty(s.t, want.orders)
	require.NotEmpty(s.t, want.customers)
	held := schematest.Query[heldOrder](s.t, s.db, "SELECT order_id, status, customer_id, email, cancelled, paid, total, refunded, `refunds.id`, `refunds.amount`, "+
		"length(`lines.title`) AS lines FROM orders FINAL ORDER BY order_id")
	var found []difference
	stored := map[string]bool{}
	for _, got := range held {
		stored[got.ID] = true
		o, there := want.orders[got.ID]
		if !there {
			found = append(found, difference{"existence", order{id: got.ID}, false, true})
			continue
		}
		found = append(found, compare(o, got)...)
	}
	for id, o := range want.orders {
		if !stored[id] {
			found = append(found, difference{"existence", o, true, false})
		}
	}
	return append(found, s.comparePeople(want.customers)...)
}

func compare(o order, got heldOrder) (found []difference) {
	say := func(what string, want, got any) { found = append(found, difference{what, o, want, got}) }
	if o.status != got.Status {
		say("status", o.status, got.Status)
	}
	if o.customer != got.Customer {
		say("customer", o.customer, got.Customer)
	}
	if !strings.EqualFold(o.email, got.Email) {
		say("email", o.email, got.Email)
	}
	if o.cancelled != got.Cancelled {
		say("cancelled", o.cancelled, got.Cancelled)
	}
	if o.paid != got.Paid {
		say("paid", o.paid, got.Paid)
	}
	if o.lines != int(got.Lines) {
		say("lines", o.lines, got.Lines)
	}
	cents := func(d decimal.Decimal) string { return d.Mul(o.rate).StringFixed(2) }
	if o.totalKnown && cents(o.total) != got.Total.StringFixed(2) {
		say("total", cents(o.total), got.Total)
	}
	refunds, want := map[string]string{}, map[string]string{}
	sum := decimal.Zero
	for i, id := range got.RefundIDs {
		refunds[id] = got.Amounts[i].StringFixed(2)
	}
	for id, amount := range o.refunds {
		want[id] = cents(amount)
		sum = sum.Add(amount)
	}
	if fmt.Sprint(refunds) != fmt.Sprint(want) { // of maps, sorted by key
		say("refunds", want, refunds)
	}
	if cents(sum) != got.Refunded.StringFixed(2) {
		say("refunded", cents(sum), got.Refunded)
	}
	return found
}

func (s *storm) comparePeople(want map[string]customer) (found []difference) {
	s.t.Helper()
	say := func(id, what string, want, got any) {
		found = append(found, difference{what, order{id: id}, want, got})
	}
	stored := map[string]bool{}
	for _, got := range schematest.Query[heldCustomer](s.t, s.db, "SELECT customer_id, email, name FROM customers FINAL ORDER BY customer_id") {
		stored[got.ID] = true
		c, there := want[got.ID]
		switch {
		case !there:
			say(got.ID, "existence of the customer", false, true)
		case !strings.EqualFold(c.email, got.Email):
			say(got.ID, "email of the customer", c.email, got.Email)
		case c.name != got.Name:
			say(got.ID, "name of the customer", c.name, got.Name)
		}
	}
	granted := map[string]bool{}
	for _, one := range schematest.Query[heldConsent](s.t, s.db, `SELECT concat(splitByChar('/', evidence)[3], ' ', channel) AS key, argMax(granted, (at, version)) AS granted
		FROM consent_facts FINAL WHERE startsWith(evidence, 'customers/') GROUP BY key`) {
		granted[one.Key] = one.Granted
	}
	for id, c := range want {
		if !stored[id] {
			say(id, "existence of the customer", true, false)
			continue
		}
		for _, channel := range []string{"edm", "sms", "line"} {
			if yes := granted[id+" "+channel]; yes != c.consents[channel] {
				say(id, "consent to "+channel, c.consents[channel], yes)
			}
		}
	}
	return found
}

// pick takes one of the values that fit, at random.
func pick[K ~string, V any](random *rand.Rand, all map[K]V, fits func(V) bool) (V, error) {
	var keys []K
	for k, v := range all {
		if fits(v) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		var none V
		return none, errUnfit
	}
	slices.Sort(keys)
	return all[keys[random.IntN(len(keys))]], nil
}
