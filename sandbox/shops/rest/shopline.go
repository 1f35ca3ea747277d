package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// Shopline imitates the Open API of SHOPLINE in Taiwan, as far as its documentation goes.
// Refunds are return orders; the amounts of TWD have as many cents as dollars.
type Shopline struct {
	*brand.Shop
	token, handle string

	// Archived orders are in no list; asked for by their ids they are gone.
	Archived map[int32]bool
}

// NewShopline returns the API of a shop, for a token and the handle that the API wants as
// User-Agent.
func NewShopline(shop *brand.Shop, token, handle string) *Shopline {
	return &Shopline{Shop: shop, token: token, handle: handle}
}

// ShoplineID is how SHOPLINE writes the id of a record with a number.
func ShoplineID(number int64) string { return fmt.Sprintf("66a1f0c2d4e5f600%08x", number) }

// ShoplineNumber is the number of the record with an id; 0: there is none.
func ShoplineNumber(id string) int64 {
	tail, ok := strings.CutPrefix(id, "66a1f0c2d4e5f600")
	n, err := strconv.ParseInt(tail, 16, 64)
	if !ok || err != nil {
		return 0
	}
	return n
}

const shoplineLayout = "2006-01-02T15:04:05.000-07:00"

func shoplineClock(unix int64) any { return clock(unix, time.UTC, shoplineLayout) }

func shoplineError(w http.ResponseWriter, status int, code, message string) {
	sendJSON(w, status, document{"message": message, "code": code, "extras": document{}})
}

func (s *Shopline) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer "+s.token:
		shoplineError(w, http.StatusUnauthorized, "Unauthorized", "The access token is invalid")
	case r.Header.Get("User-Agent") != s.handle:
		shoplineError(w, http.StatusForbidden, "Forbidden", "User-Agent is required")
	default:
		serveLocked(s.Shop, w, func(w http.ResponseWriter) { s.route(w, r) })
	}
}

func (s *Shopline) route(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	path := strings.Trim(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	switch kind, id, one := strings.Cut(path, "/"); {
	case path == "token/info":
		sendJSON(w, http.StatusOK, document{
			"staff":    document{"id": ShoplineID(1), "email": "staff@example.com"},
			"merchant": document{"id": ShoplineID(2), "name": "山嵐選物", "handle": s.handle, "base_country_code": "TW", "base_currency_code": "TWD"},
		})
	case kind == "orders" && one:
		s.oneOrder(w, id)
	case kind == "customers" && one:
		s.oneCustomer(w, id)
	case kind == "products" && one:
		r, found := oneProduct(s.Shop, ShoplineNumber(id))
		if !found {
			shoplineError(w, http.StatusNotFound, "NotFound", "Not found")
			return
		}
		sendJSON(w, http.StatusOK, s.product(r))
	case kind == "orders":
		s.list(w, q, keep(listedOrders(s.Shop), func(r entry) bool { return !s.Archived[r.order.Number] }), s.order)
	case kind == "customers":
		s.list(w, q, listedCustomers(s.Shop), s.customer)
	case kind == "products" && !one && q.Get("previous_id") == "": // behind an id is a beta, that few shops have
		s.list(w, q, listedProducts(s.Shop), s.product)
	case kind == "return_orders":
		s.list(w, q, listedRefunds(s.Shop), s.returned)
	default:
		shoplineError(w, http.StatusNotFound, "NotFound", "Not found")
	}
}

// list answers a list, sorted by the time of creation whatever it is filtered by.
func (s *Shopline) list(w http.ResponseWriter, q url.Values, all []entry, write func(entry) document) {
	all, err := shoplineFilter(q, all)
	if err != nil {
		shoplineError(w, http.StatusUnprocessableEntity, "UnprocessableEntity", err.Error())
		return
	}
	if q.Get("sort_by") != "asc" {
		slices.Reverse(all)
	}
	size, page := intOf(q.Get("per_page"), 24), intOf(q.Get("page"), 1)
	if size < 1 || size > 999 {
		shoplineError(w, http.StatusUnprocessableEntity, "UnprocessableEntity", "per_page is invalid")
		return
	}
	total := len(all)
	if previous := q.Get("previous_id"); previous != "" {
		page = 1
		all = s.behind(all, ShoplineNumber(previous), q.Get("sort_by") == "asc")
	}
	items := []document{}
	for _, r := range cutPage(all, page, size) {
		items = append(items, write(r))
	}
	sendJSON(w, http.StatusOK, document{
		"items": items, "pagination": document{"current_page": page, "per_page": size, "total_count": total, "total_pages": (total + size - 1) / size},
	})
}

// behind is the part of a list behind the record with a number, also where that record is
// not in the list any more.
func (s *Shopline) behind(all []entry, number int64, rising bool) []entry {
	var at int64
	if o := s.Find(int32(number)); o != nil {
		at = o.Placed
	}
	for _, r := range all {
		if r.number == number {
			at = r.created
		}
	}
	mark := brand.Moment{At: at, Number: int32(number)}
	return keep(slices.Clone(all), func(r entry) bool {
		order := brand.Moment{At: r.created, Number: int32(r.number)}.Compare(mark)
		return rising && order > 0 || !rising && order < 0
	})
}

func shoplineFilter(q url.Values, all []entry) ([]entry, error) {
	for name, of := range map[string]func(entry) int64{
		"updated": func(r entry) int64 { return r.changed }, "created": func(r entry) int64 { return r.created },
	} {
		for edge, passes := range map[string]func(at, bound int64) bool{
			"_after": func(at, bound int64) bool { return at >= bound }, "_before": func(at, bound int64) bool { return at <= bound },
		} {
			text := q.Get(name + edge)
			if text == "" {
				continue
			}
			bound, err := time.Parse(time.RFC3339, text)
			if err != nil {
				if bound, err = time.Parse(time.DateTime, text); err != nil {
					return nil, fmt.Errorf("%s%s is invalid", name, edge)
				}
			}
			all = keep(all, func(r entry) bool { return passes(of(r)*1000, bound.UnixMilli()) })
		}
	}
	if ids := q["order_ids[]"]; ids != nil {
		all = keep(all, func(r entry) bool { return slices.Contains(ids, ShoplineID(r.number)) })
	}
	if id := q.Get("order_id"); id != "" {
		all = keep(all, func(r entry) bool { return ShoplineID(int64(r.order.Number)) == id })
	}
	return all, nil
}

func (s *Shopline) oneOrder(w http.ResponseWriter, id string) {
	o := s.Find(int32(ShoplineNumber(id)))
	switch {
	case o == nil || o.State == brand.StateErased || o.State == brand.StateDraft:
		shoplineError(w, http.StatusNotFound, "NotFound", "Order not found")
	case s.Archived[o.Number]:
		shoplineError(w, http.StatusGone, "OrderArchived", "Order archived")
	default:
		sendJSON(w, http.StatusOK, s.order(entry{number: int64(o.Number), order: o}))
	}
}

func (s *Shopline) oneCustomer(w http.ResponseWriter, id string) {
	p := s.Customer(ShoplineNumber(id))
	if p == nil {
		shoplineError(w, http.StatusNotFound, "NotFound", "Customer not found")
		return
	}
	sendJSON(w, http.StatusOK, s.customer(entry{number: ShoplineNumber(id), person: p}))
}
