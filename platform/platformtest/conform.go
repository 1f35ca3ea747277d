package platformtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// Connector is what the suite needs of a connector under test.
type Connector struct {
	NewShop func(testing.TB) *Shop
	Open    func(address string, opts platform.HTTPOptions) (platform.Source, error)
	Secrets []string // of Open; no error may show them
	Lacks   Lacks    // what the platform does not provide

	// Also opens the shop to be asked for products, and checkouts, too; nil: there are none.
	Also func(address string, opts platform.HTTPOptions) (platform.Source, error)

	// AlsoUncounted are those of them that the platform doesn't count.
	AlsoUncounted map[platform.Entity]bool

	// Bulk: windows are read from files that the shop makes, not page by page.
	Bulk bool

	// RereadsChanged: the re-read yields old orders that changed lately, too.
	RereadsChanged bool
}

// Lacks is what no connector can know of a platform, since it has no such thing in its API.
type Lacks struct {
	Timezone, Currency bool // of the shop
	ConsentTime        bool // of a customer's answer
	City               bool // of a customer
	ChangedCustomers   bool // how many customers changed within a window
	Counts             bool // how many records there are
	Customers          bool // any
	Deleted            bool // that a record was deleted
}

var (
	from = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 1)
)

func window() platform.Window { return platform.Window{From: from, To: to} }

// quick makes failed tries repeat at once.
func quick() platform.HTTPOptions {
	return platform.HTTPOptions{MinWait: time.Millisecond, Timeout: 5 * time.Second}
}

// Conform runs the suite. Every row of a shop must come out right, or rejected
// with a reason, whatever happens on the way.
func Conform(t *testing.T, c Connector) {
	t.Run("pages", c.pages)
	t.Run("half-open window", c.halfOpen)
	t.Run("pages that move while they are read", c.moving)
	t.Run("one second over many pages loses a row meanwhile", c.movingWithinASecond)
	t.Run("resume from every cursor", c.resume)
	if c.Also != nil {
		t.Run("what is also pulled", c.also)
	}
	if !c.Lacks.Counts { // else an empty page is the end
		t.Run("empty page in the middle", c.emptyPage)
	}
	t.Run("repeated ids", c.repeated)
	t.Run("passing faults", c.passingFaults)
	t.Run("lasting faults", c.lastingFaults)
	if !c.Bulk {
		t.Run("pages become smaller where the shop is slow", c.slowPages)
	}
	if !c.Bulk { // rows of a file stand by themselves
		t.Run("strange answers", c.strange)
	}
	t.Run("waits are reported", c.waits)
	t.Run("slow answers and cancellation", c.cancellation)
	t.Run("a failing store ends the pull", c.failingStore)
	t.Run("money in every form", c.money)
	t.Run("unknown fields", c.unknownFields)
	t.Run("nulls and wrong kinds everywhere", c.spoilt)
	t.Run("an enormous order", c.enormous)
	if !c.Lacks.Customers {
		t.Run("customers", c.customers)
	}
	t.Run("re-read", c.reread)
	t.Run("the whole shop", c.whole)
	t.Run("wrong key", c.wrongKey)
	t.Run("a key that expires in the middle", c.expired)
	t.Run("check", c.check)
}

// fill puts n orders into a shop, with many equal times over page borders.
func fill(s *Shop, n int) {
	every := []State{Paid, Fulfilled, Pending, Cancelled, Refunded}
	var orders []Order
	for i := range n {
		second := i / 7
		if i > 90 && i < 330 {
			second = 13 // 240 orders in one second, over two pages of a hundred
		}
		o := Order{
			ID: 1000 + i, Placed: from.Add(time.Duration(second) * time.Second), Modified: from.Add(time.Duration(second) * time.Second),
			State: every[i%len(every)], Total: 42 * (30 + i), Lines: 1 + i%2, Email: fmt.Sprintf("M%d@Example.test", i), CustomerID: i % 3,
		}
		if o.State == Refunded {
			o.Refunds = []Refund{{ID: 900_000 + i, At: o.Placed.Add(30 * 24 * time.Hour), Amount: o.Total}}
		}
		if i%11 == 0 && o.State == Fulfilled {
			o.Refunds = []Refund{{ID: 900_000 + i, At: o.Placed.Add(time.Hour), Amount: 100}, {ID: 910_000 + i, At: o.Placed.Add(2 * time.Hour), Amount: 7}}
		}
		orders = append(orders, o)
	}
	s.Put(orders...)
}

// start starts a shop with n orders and its source.
func (c Connector) start(t *testing.T, n int, opts platform.HTTPOptions) (*Shop, platform.Source) {
	shop := c.NewShop(t)
	fill(shop, n)
	source, err := c.Open(shop.URL, opts)
	require.NoError(t, err)
	return shop, source
}

// pulled is all that a pull yielded; later rows replace earlier ones.
type pulled struct {
	orders    map[string]regulars.Order
	customers map[string]regulars.Customer
	products  map[string]regulars.Product // by id and SKU
	events    map[string]regulars.Event
	rejected  []regulars.Rejected
	rawless   []string // ids of products and events without the record that the shop gave
	rows      int
	cursors   []platform.Cursor
}

func newPulled() *pulled {
	return &pulled{
		orders: map[string]regulars.Order{}, customers: map[string]regulars.Customer{},
		products: map[string]regulars.Product{}, events: map[string]regulars.Event{},
	}
}

func (p *pulled) take(page platform.Page) error {
	for _, o := range page.Orders {
		p.orders[o.ID] = o
	}
	for _, c := range page.Customers {
		p.customers[c.ID] = c
	}
	for _, product := range page.Products {
		p.look(product.ID, product.Raw)
		product.Raw = nil // it differs where nothing that was read of it does
		p.products[product.ID+"/"+product.SKU] = product
	}
	for _, e := range page.Events {
		p.look(e.ID, e.Raw)
		e.Raw = nil
		p.events[e.ID] = e
	}
	p.rejected = append(p.rejected, page.Rejected...)
	p.rows += page.Rows()
	p.cursors = append(p.cursors, page.Next)
	return nil
}

// look notes a product or an event whose raw record isn't one that names it.
func (p *pulled) look(id string, raw []byte) {
	number := strings.TrimPrefix(id, "checkout-")
	if !json.Valid(raw) || !bytes.Contains(raw, []byte(number)) {
		p.rawless = append(p.rawless, id)
	}
}

// known is how many records came, each once.
func (p *pulled) known() int {
	return len(p.orders) + len(p.customers) + len(p.products) + len(p.events)
}

func pull(t *testing.T, s platform.Source, e platform.Entity, w platform.Window) *pulled {
	t.Helper()
	p := newPulled()
	require.NoError(t, s.Pull(t.Context(), e, w, "", p.take))
	require.Empty(t, p.rawless, "the raw record is kept next to what was read of it")
	return p
}

// right compares an order with what the shop has.
func right(t *testing.T, s *Shop, want Order, got regulars.Order) {
	t.Helper()
	refunded := 0
	for _, r := range want.Refunds {
		refunded += r.Amount
	}
	require.Equal(t, s.ID(want.ID), got.ID)
	require.Truef(t, want.Placed.Equal(got.PlacedAt), "placed %s, got %s", want.Placed, got.PlacedAt)
	require.Truef(t, want.Modified.Equal(got.UpdatedAt), "modified %s, got %s", want.Modified, got.UpdatedAt)
	require.Equal(t, units(s.worth(want)), got.Total, "total before refunds")
	require.Equal(t, units(refunded), got.Refunded)
	require.Equal(t, "TWD", got.Currency)
	require.Equal(t, want.Email, got.Email)
	require.Equal(t, want.CustomerID == 0, got.CustomerID == "", "guest")
	require.Equal(t, want.State == Paid || want.State == Fulfilled || want.State == Refunded, got.Paid, "paid in state %s", want.State)
	require.Equal(t, want.State == Fulfilled, got.Fulfilled, "fulfilled in state %s", want.State)
	require.Equal(t, want.State == Cancelled, got.Cancelled, "cancelled in state %s", want.State)
	require.True(t, got.Placed)
	require.Len(t, got.Lines, want.Lines)
	var lines regulars.Money
	for _, line := range got.Lines {
		lines += line.Amount
		require.EqualValues(t, 1, line.Quantity)
	}
	require.Equal(t, units(want.Total/want.Lines*want.Lines), lines)
	require.Len(t, got.Refunds, len(want.Refunds))
	for i, r := range want.Refunds {
		require.Equal(t, units(r.Amount), got.Refunds[i].Amount)
		require.Truef(t, r.At.Equal(got.Refunds[i].At), "refund at %s, got %s", r.At, got.Refunds[i].At)
	}
	require.True(t, json.Valid(got.Raw), "raw record")
}

// worth is what the platform says of an order's total.
func (s *Shop) worth(o Order) int {
	if s.forgetsCancelled && o.State == Cancelled {
		return 0
	}
	return o.Total
}

// ID is how the shop writes the id of a record.
func (s *Shop) ID(number int) string { return s.lists.id(number) }

// numberOf is the number of the record with an id.
func (s *Shop) numberOf(t *testing.T, id string) int {
	t.Helper()
	n := s.lists.number(id)
	require.Positive(t, n, "%q is no id of the shop", id)
	return n
}

func units(n int) regulars.Money { return regulars.Money(n * 10_000) }

func allRight(t *testing.T, s *Shop, p *pulled) {
	t.Helper()
	require.Empty(t, p.rejected)
	orders := s.Orders()
	require.Len(t, p.orders, len(orders))
	for _, o := range orders {
		right(t, s, o, p.orders[s.ID(o.ID)])
	}
}

func allThere(t *testing.T, shop *Shop, entity platform.Entity, p *pulled) {
	t.Helper()
	switch entity {
	case platform.Orders:
		allRight(t, shop, p)
	case platform.Customers:
		require.Empty(t, p.rejected)
		require.Len(t, p.customers, len(shop.Customers()))
		for _, c := range shop.Customers() {
			require.Equal(t, c.Email, p.customers[shop.ID(c.ID)].Email)
		}
	default:
		t.Fatalf("the suite has no shop with %s: add it here and to the imitations", entity)
	}
}

// putCustomers puts n customers into a shop, nine in a second.
func putCustomers(s *Shop, n int) {
	var customers []Customer
	for i := range n {
		customers = append(customers, Customer{ID: i + 1, Email: fmt.Sprintf("M%d@Example.test", i), Modified: from.Add(time.Duration(i/9) * time.Second)})
	}
	s.PutCustomers(customers...)
}
