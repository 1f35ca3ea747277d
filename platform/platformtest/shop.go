package platformtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sort"
	"sync"
	"testing"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
)

// State is where an order of a shop stands.
type State string

// The states that every platform can show in its own words; Trash is
// WooCommerce's.
const (
	Pending   State = "pending"
	Paid      State = "paid"
	Fulfilled State = "fulfilled"
	Cancelled State = "cancelled"
	Refunded  State = "refunded"
	Trash     State = "trash"
)

// Order is an order of a shop, and what a connector should make of it.
type Order struct {
	ID         int // from 1
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

// Customer is a customer of a shop.
type Customer struct {
	ID       int // from 1
	Email    string
	Modified time.Time
}

// Shop is a hostile shop on loopback.
type Shop struct {
	URL    string
	Faults Faults

	// Money writes a whole amount in another form than the platform does.
	Money func(units int) any
	// Spoil changes a record's document before it is sent.
	Spoil func(id int, document map[string]any)
	// BeforePage runs before each page of orders or customers is made, and may
	// change them; pages are counted from 1.
	BeforePage func(page int)
	// Hidden orders are counted but not shown, as permissions may have it.
	Hidden map[int]bool

	// forgetsCancelled: a cancelled order is worth nothing.
	forgetsCancelled bool

	server http.Handler
	lists  lists
	shop   *brand.Shop

	mu        sync.Mutex
	orders    map[int]Order
	customers map[int]Customer
	people    map[int]int // places in the brand's People, by customer
	pages     int
	requests  int
}

// newShop starts a shop at one of the brand's places.
func newShop(t testing.TB, place int, l lists, server func(*brand.Shop) http.Handler) *Shop {
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		t.Fatal(err)
	}
	b := &brand.Brand{Zone: zone, Catalog: []brand.Product{{SKU: "SKU-0", Title: "手工皂"}, {SKU: "SKU-1", Title: "茶"}}}
	s := &Shop{
		lists: l, shop: &brand.Shop{Brand: b, Place: place},
		orders: map[int]Order{}, customers: map[int]Customer{}, people: map[int]int{},
	}
	b.Shops[place] = s.shop
	s.server = server(s.shop)
	listener := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(listener.Close)
	s.URL = listener.URL
	return s
}

func (s *Shop) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.requests++
	s.mu.Unlock()
	s.Faults.serve(w, r, http.HandlerFunc(s.answer))
}

// answer lets the imitation answer and disturbs its lists.
func (s *Shop) answer(w http.ResponseWriter, r *http.Request) {
	isList, isPage := s.lists.asked(r)
	if isPage {
		s.pageStarts()
	}
	disturbs := isList && s.disturbs()
	if disturbs {
		r.Header.Del("Range") // what is disturbed has other places
	}
	reply := faults.NewReply()
	s.server.ServeHTTP(reply, r)
	if disturbs && reply.Status == http.StatusOK {
		reply.Body = s.disturb(reply.Body)
	}
	reply.Send(w)
}

func (s *Shop) pageStarts() {
	s.mu.Lock()
	s.pages++
	page, hook := s.pages, s.BeforePage
	s.mu.Unlock()
	if hook != nil {
		hook(page)
	}
}

// Put adds or replaces orders.
func (s *Shop) Put(orders ...Order) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.Lock()
	defer s.shop.Unlock()
	for _, o := range orders {
		s.orders[o.ID] = o
		for len(s.shop.Orders) < o.ID { // numbers that nobody uses
			s.shop.Orders = append(s.shop.Orders, brand.Order{State: brand.StateErased})
		}
		s.shop.Orders[o.ID-1] = orderOf(o)
	}
	s.shop.Index()
}

// Stock makes the shop sell n products, SKU-0 and so on.
func (s *Shop) Stock(n int) {
	s.shop.Lock()
	defer s.shop.Unlock()
	s.shop.Catalog = nil
	for i := range n {
		s.shop.Catalog = append(s.shop.Catalog, brand.Product{SKU: fmt.Sprintf("SKU-%d", i), Title: fmt.Sprint("茶 ", i), Price: int32(100 + i)})
	}
}

// TouchProduct changes one of the shop's products.
func (s *Shop) TouchProduct(i int, at time.Time) {
	s.shop.Lock()
	defer s.shop.Unlock()
	s.shop.Catalog[i].Changed = at.Unix()
}

// DropProduct deletes one of the shop's products.
func (s *Shop) DropProduct(i int) {
	s.shop.Lock()
	defer s.shop.Unlock()
	s.shop.Catalog[i].Gone = true
}

// PutCustomers adds or replaces customers.
func (s *Shop) PutCustomers(customers ...Customer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.Lock()
	defer s.shop.Unlock()
	for _, c := range customers {
		s.customers[c.ID] = c
		place, known := s.people[c.ID]
		if !known {
			place = len(s.shop.People)
			s.people[c.ID] = place
			s.shop.People = append(s.shop.People, brand.Person{})
		}
		s.shop.People[place] = personOf(c, s.shop.Place)
	}
	s.shop.Index()
}

// DropCustomer deletes a customer.
func (s *Shop) DropCustomer(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.Lock()
	defer s.shop.Unlock()
	if place, known := s.people[id]; known {
		s.shop.People[place] = brand.Person{}
	}
	delete(s.people, id)
	delete(s.customers, id)
	s.shop.Index()
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

// Customers are the shop's customers by id.
func (s *Shop) Customers() []Customer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Customer
	for _, c := range s.customers {
		all = append(all, c)
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
