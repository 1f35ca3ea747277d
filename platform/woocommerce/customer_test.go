package woocommerce_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// customerShop has nothing but customers, lists them by id and notes which pages
// were asked for.
type customerShop struct {
	mu    sync.Mutex
	list  []map[string]any
	pages []int
}

func newCustomerShop(n int) *customerShop {
	shop := &customerShop{}
	for id := 1; id <= n; id++ {
		shop.list = append(shop.list, customer(id))
	}
	return shop
}

func startCustomerShop(t *testing.T, n int) (*customerShop, platform.Source) {
	t.Helper()
	shop := newCustomerShop(n)
	server := httptest.NewServer(http.HandlerFunc(shop.serve))
	t.Cleanup(server.Close)
	return shop, source(t, server.URL)
}

func customer(id int) map[string]any {
	return map[string]any{
		"id": id, "email": fmt.Sprintf("m%d@shop.test", id), "first_name": "小明", "last_name": "王", "role": "customer",
		"date_created_gmt": "2026-01-02T03:04:05", "date_modified_gmt": "2026-02-03T04:05:06",
		"billing":   map[string]any{"first_name": "小明", "last_name": "王", "email": "bill@shop.test", "phone": "0912345678", "city": "Taipei"},
		"meta_data": []any{map[string]any{"key": "marketing_consent_edm", "value": "yes"}, map[string]any{"key": "_line_user_id", "value": "U1"}},
	}
}

func (s *customerShop) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	s.pages = append(s.pages, page)
	rows := s.list[min((page-1)*size, len(s.list)):min(page*size, len(s.list))]
	w.Header().Set("X-WP-Total", strconv.Itoa(len(s.list)))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa((len(s.list)+size-1)/size))
	_ = json.NewEncoder(w).Encode(rows)
}

// asked takes the pages that were asked for since it was called last.
func (s *customerShop) asked() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	pages := s.pages
	s.pages = nil
	return pages
}

// drop removes a customer; all that come later move forward by one.
func (s *customerShop) drop(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.list {
		if c["id"] == id {
			s.list = append(s.list[:i:i], s.list[i+1:]...)
			return
		}
	}
}

var errKilled = errors.New("killed")

// A pull of customers that was killed goes on where its cursor says, and doesn't
// read again what is stored.
func TestCustomersResume(t *testing.T) {
	shop := newCustomerShop(950)
	got, cursor := map[string]int{}, platform.Cursor("")
	lives := 0
	for done := false; !done; lives++ {
		require.Less(t, lives, 20, "the pull goes on")
		server := httptest.NewServer(http.HandlerFunc(shop.serve))
		err := source(t, server.URL).Pull(t.Context(), platform.Customers, day, cursor, func(p platform.Page) error {
			for _, c := range p.Customers {
				got[c.ID]++
			}
			cursor = p.Next
			return errKilled
		})
		server.Close() // and waits for a page that was read ahead
		pages := shop.asked()
		require.NotEmpty(t, pages)
		require.Equal(t, lives+1, pages[0], "the first page of life %d", lives+1)
		if done = err == nil; !done {
			require.ErrorIs(t, err, errKilled)
		}
	}
	require.Equal(t, 11, lives, "ten pages, and a life that finds no more")
	require.Len(t, got, 950)
	for id, times := range got {
		require.Equal(t, 1, times, id)
	}
}

// Customers who are deleted while the pull is dead move others onto pages that were
// read: the next life steps back for them.
func TestCustomersThatMoveBetweenLives(t *testing.T) {
	shop, s := startCustomerShop(t, 400)
	got, cursor := map[string]bool{}, platform.Cursor("")
	keep := func(p platform.Page) {
		for _, c := range p.Customers {
			got[c.ID] = true
		}
		cursor = p.Next
	}
	err := s.Pull(t.Context(), platform.Customers, day, "", func(p platform.Page) error { keep(p); return errKilled })
	require.ErrorIs(t, err, errKilled)
	for id := 1; id <= 30; id++ {
		shop.drop(id)
	}
	require.NoError(t, s.Pull(t.Context(), platform.Customers, day, cursor, func(p platform.Page) error { keep(p); return nil }))
	for id := 31; id <= 400; id++ {
		require.True(t, got[strconv.Itoa(id)], "customer %d", id)
	}
}

func TestCustomersCursorThatIsNone(t *testing.T) {
	for _, cursor := range []platform.Cursor{"", "not a cursor", "{}", `{"page":0}`, `{"page":-3}`, "[]"} {
		shop, s := startCustomerShop(t, 150)
		n := 0
		require.NoError(t, s.Pull(t.Context(), platform.Customers, day, cursor, func(p platform.Page) error { n += len(p.Customers); return nil }))
		require.Equal(t, 150, n, cursor)
		require.Equal(t, []int{1, 2}, shop.asked())
	}
}

// A field that is null, or of another kind, spoils no other customer; its own is
// understood or rejected with a reason that quotes nothing.
func TestSpoiltCustomers(t *testing.T) {
	values := map[string]any{"null": nil, "object": map[string]any{"x": "person@shop.test"}, "list": []any{"person@shop.test"}, "text": "person@shop.test", "number": 7, "empty": ""}
	texts, times := []string{"null", "text", "number", "empty"}, []string{"null", "empty"}
	understood := map[string][]string{
		"email": texts, "first_name": texts, "last_name": texts, "role": texts, "date_created_gmt": times, "date_modified_gmt": times,
		"billing": {"null", "object"}, "meta_data": {"null"}, "id": {},
	}
	require.Len(t, understood, len(customer(1)))
	for field := range understood {
		for kind, value := range values {
			if field == "id" && kind == "number" {
				continue // another id is another customer
			}
			shop, s := startCustomerShop(t, 20)
			shop.list[10][field] = value
			var all platform.Page
			require.NoError(t, s.Pull(t.Context(), platform.Customers, day, "", func(p platform.Page) error {
				all.Customers, all.Rejected = append(all.Customers, p.Customers...), append(all.Rejected, p.Rejected...)
				return nil
			}))
			require.Equal(t, 20, len(all.Customers)+len(all.Rejected), "%s as %s", field, kind)
			for _, c := range all.Customers {
				if c.ID != "11" {
					require.Equal(t, "m"+c.ID+"@shop.test", c.Email)
					require.Equal(t, "王小明", c.Name)
				}
			}
			for _, r := range all.Rejected {
				require.Equal(t, "customers", r.Entity)
				require.NotEmpty(t, r.Reason)
				require.NotContains(t, r.Reason, "shop.test")
				require.True(t, json.Valid(r.Raw))
			}
			require.Equal(t, !slices.Contains(understood[field], kind), len(all.Rejected) == 1, "%s as %s", field, kind)
		}
	}
}

// One id on two pages, as a list that grows at its beginning shows it, is the same
// customer, in the later state.
func TestRepeatedCustomer(t *testing.T) {
	shop, s := startCustomerShop(t, 120)
	again := customer(50)
	again["email"] = "later@shop.test"
	shop.list[110] = again
	last := map[string]regulars.Customer{}
	require.NoError(t, s.Pull(t.Context(), platform.Customers, day, "", func(p platform.Page) error {
		for _, c := range p.Customers {
			last[c.ID] = c
		}
		return nil
	}))
	require.Len(t, last, 119)
	require.Equal(t, "later@shop.test", last["50"].Email)
}
