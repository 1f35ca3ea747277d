package platformtest

import (
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"sync"
	"testing"
	"time"
)

// State is where an order of an imitation shop stands.
type State string

// The states that every platform can show in its own words.
const (
	Pending   State = "pending"
	Paid      State = "paid"
	Fulfilled State = "fulfilled"
	Cancelled State = "cancelled"
	Refunded  State = "refunded"
)

// Order is an order of an imitation shop, and what a connector should make of it.
type Order struct {
	ID         int
	Placed     time.Time
	Modified   time.Time
	State      State
	Total      int // whole units, before refunds
	CustomerID int // 0: a guest
	Email      string
	Lines      int // as many lines, of equal amount; Total is a multiple of it
	Refunds    []Refund
}

// Refund is money given back.
type Refund struct {
	ID     int
	At     time.Time
	Amount int
}

// Customer is a customer of an imitation shop.
type Customer struct {
	ID       int
	Email    string
	Modified time.Time
}

// Shop is an imitation shop on loopback.
type Shop struct {
	URL    string
	Faults Faults

	// Money writes an amount the way the shop does; default "1280.00".
	Money func(units int) any
	// Spoil changes a record's document before it is sent.
	Spoil func(id int, document map[string]any)
	// BeforePage runs before each page of orders is made; it may change orders.
	BeforePage func(page int)
	// Hidden orders are counted but not shown, as permissions may have it.
	Hidden map[int]bool
	// LocalOrder sorts by the zone's local time, as WooCommerce's old storage does.
	LocalOrder *time.Location

	mu        sync.Mutex
	orders    map[int]Order
	customers map[int]Customer
	pages     int
	requests  int
}

func newShop(t testing.TB, handler func(*Shop) http.Handler) *Shop {
	s := &Shop{
		Money:     func(units int) any { return strconv.Itoa(units) + ".00" },
		orders:    map[int]Order{},
		customers: map[int]Customer{},
	}
	inner := handler(s)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests++
		s.mu.Unlock()
		s.Faults.serve(w, r, inner)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Put adds or replaces orders.
func (s *Shop) Put(orders ...Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range orders {
		s.orders[o.ID] = o
	}
}

// PutCustomers adds or replaces customers.
func (s *Shop) PutCustomers(customers ...Customer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range customers {
		s.customers[c.ID] = c
	}
}

// DropCustomer deletes a customer.
func (s *Shop) DropCustomer(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.customers, id)
}

// Order is an order as the shop has it now.
func (s *Shop) Order(id int) Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.orders[id]
}

// Orders are the shop's orders by id.
func (s *Shop) Orders() []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Order
	for _, o := range s.orders {
		all = append(all, o)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// Requests is how many requests came so far.
func (s *Shop) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// pageStarts announces a page of orders.
func (s *Shop) pageStarts() {
	s.mu.Lock()
	s.pages++
	page, hook := s.pages, s.BeforePage
	s.mu.Unlock()
	if hook != nil {
		hook(page)
	}
}

func (s *Shop) customersByID() []Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Customer
	for _, c := range s.customers {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

func (s *Shop) spoil(id int, document map[string]any) map[string]any {
	if s.Spoil != nil {
		s.Spoil(id, document)
	}
	return document
}
