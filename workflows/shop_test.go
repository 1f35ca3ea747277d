package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/platform"
)

// fakeShop is a small shop in memory: it pages through what changed within the
// window, and refuses for a while when asked to.
type fakeShop struct {
	mu        sync.Mutex
	orders    []regulars.Order
	customers []regulars.Customer
	busy      int             // so many answers are HTTP 429
	refuses   *platform.Error // what every answer is instead
	missing   int64           // records that it counts and does not hand over
	pageSize  int
}

func newFakeShop() *fakeShop { return &fakeShop{pageSize: 7} }

// buy adds customers who bought on the date, with consent to mail.
func (s *fakeShop) buy(people int, on regulars.BusinessDate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := on.Time().Add(12 * time.Hour)
	for i := range people {
		id := strconv.Itoa(len(s.customers) + 1)
		email := fmt.Sprintf("person%s@example.com", id)
		s.customers = append(s.customers, regulars.Customer{
			ID: id, Email: email, RegisteredAt: at, UpdatedAt: at,
			Consents: []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, At: at, Source: "form"}},
		})
		s.orders = append(s.orders, regulars.Order{
			ID: "o" + id, Number: "#" + id, PlacedAt: at.Add(time.Duration(i) * time.Second), UpdatedAt: at,
			CustomerID: id, Email: email, Status: "paid", Placed: true, Paid: true, Currency: "TWD", Total: 1000000,
		})
	}
}

func (s *fakeShop) open(config.Shop, platform.HTTPOptions) (platform.Source, error) { return s, nil }

func (s *fakeShop) Entities() []platform.Entity {
	return []platform.Entity{platform.Customers, platform.Orders}
}

func (s *fakeShop) answer() error {
	if s.refuses != nil {
		return s.refuses
	}
	if s.busy > 0 {
		s.busy--
		return &platform.Error{Op: "page", Status: 429, Retryable: true, RetryAfter: time.Second, Err: errors.New("too many requests")}
	}
	return nil
}

func (s *fakeShop) Pull(_ context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	start, _ := strconv.Atoi(string(from))
	for at := start; ; at += s.pageSize {
		if err := s.answer(); err != nil {
			return err
		}
		page := s.page(e, w, at)
		page.Next = platform.Cursor(strconv.Itoa(at + s.pageSize))
		if len(page.Orders)+len(page.Customers) == 0 {
			return nil
		}
		if err := yield(page); err != nil {
			return err
		}
	}
}

func (s *fakeShop) page(e platform.Entity, w platform.Window, at int) platform.Page {
	if e == platform.Customers {
		return platform.Page{Customers: slice(s.customers, w, at, s.pageSize, func(c regulars.Customer) time.Time { return c.UpdatedAt })}
	}
	return platform.Page{Orders: slice(s.orders, w, at, s.pageSize, func(o regulars.Order) time.Time { return o.UpdatedAt })}
}

func slice[T any](all []T, w platform.Window, at, n int, changed func(T) time.Time) []T {
	var inside []T
	for _, r := range all {
		if !changed(r).Before(w.From) && (w.To.IsZero() || changed(r).Before(w.To)) {
			inside = append(inside, r)
		}
	}
	at = min(at, len(inside))
	return inside[at:min(at+n, len(inside))]
}

func (s *fakeShop) Count(_ context.Context, e platform.Entity, w platform.Window) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses != nil {
		return 0, s.refuses
	}
	page := s.page(e, w, 0)
	for at := s.pageSize; ; at += s.pageSize {
		more := s.page(e, w, at)
		if len(more.Orders)+len(more.Customers) == 0 {
			return int64(len(page.Orders)+len(page.Customers)) + s.missing, nil
		}
		page.Orders, page.Customers = append(page.Orders, more.Orders...), append(page.Customers, more.Customers...)
	}
}

func (s *fakeShop) Reread(_ context.Context, since time.Time, yield func(platform.Page) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return yield(s.page(platform.Orders, platform.Window{From: since, To: time.Now()}, 0))
}

// Sights: it can count and list its orders and customers, and knows each by its id.
func (s *fakeShop) Sights() []platform.Sight {
	return []platform.Sight{
		{Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true},
		{Entity: platform.Customers, Total: true, List: true, ByID: true},
	}
}

func (s *fakeShop) Total(_ context.Context, e platform.Entity, created platform.Window) (int64, error) {
	var n int64
	return n, s.list(e, created, func(platform.Listed) { n++ })
}

func (s *fakeShop) List(_ context.Context, e platform.Entity, created platform.Window, _ platform.Cursor, yield func(platform.ListPage) error) error {
	var page platform.ListPage
	if err := s.list(e, created, func(r platform.Listed) { page.Records = append(page.Records, r) }); err != nil {
		return err
	}
	return yield(page)
}

func (s *fakeShop) list(e platform.Entity, created platform.Window, add func(platform.Listed)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuses != nil {
		return s.refuses
	}
	within := func(at time.Time) bool {
		return !at.Before(created.From) && (created.To.IsZero() || at.Before(created.To))
	}
	for _, o := range s.orders {
		if e == platform.Orders && within(o.PlacedAt) {
			add(platform.Listed{ID: o.ID, Modified: o.UpdatedAt})
		}
	}
	for _, c := range s.customers {
		if e == platform.Customers && within(c.RegisteredAt) {
			add(platform.Listed{ID: c.ID})
		}
	}
	return nil
}

func (s *fakeShop) Read(_ context.Context, e platform.Entity, ids []string, yield func(platform.Page) error) (platform.Fate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var page platform.Page
	var fate platform.Fate
	for _, id := range ids {
		order := slices.IndexFunc(s.orders, func(o regulars.Order) bool { return o.ID == id })
		customer := slices.IndexFunc(s.customers, func(c regulars.Customer) bool { return c.ID == id })
		switch {
		case e == platform.Orders && order >= 0:
			page.Orders = append(page.Orders, s.orders[order])
		case e == platform.Customers && customer >= 0:
			page.Customers = append(page.Customers, s.customers[customer])
		default:
			fate.Deleted = append(fate.Deleted, id)
		}
	}
	return fate, yield(page)
}

// remove deletes an order without a trace.
func (s *fakeShop) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orders = slices.DeleteFunc(s.orders, func(o regulars.Order) bool { return o.ID == id })
}

func (s *fakeShop) Check(context.Context) (platform.Facts, error) { return platform.Facts{}, nil }

// fakePost counts what each address got.
type fakePost struct {
	mu  sync.Mutex
	got map[string]int
}

func (p *fakePost) open(string, config.Channel) (channel.Sender, error) { return p, nil }

func (p *fakePost) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	results := make([]channel.Result, len(batch))
	for i, m := range batch {
		p.got[m.To]++
		results[i].Outcome = regulars.OutcomeSent
	}
	return results, nil
}

// sent is how many addresses got something, and the most that one got.
func (p *fakePost) sent() (addresses, most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.got {
		most = max(most, n)
	}
	return len(p.got), most
}

func (p *fakePost) KeyLife() time.Duration             { return 0 }
func (p *fakePost) BatchSize() int                     { return 10 }
func (p *fakePost) Way([]regulars.Message) channel.Way { return channel.Push }
func (p *fakePost) Check(context.Context) error        { return nil }
func (p *fakePost) Close() error                       { return nil }
