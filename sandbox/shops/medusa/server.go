package medusa

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// Server is the API of one shop.
type Server struct {
	*brand.Shop

	key string
}

// New returns the API of a shop, for a secret key.
func New(shop *brand.Shop, key string) *Server { return &Server{Shop: shop, key: key} }

// ID is how the shop writes the id of an order or a customer: 26 characters that sort by
// the number, as a shop may have that was imported. Medusa's own have a prefix, order_ or
// cus_, as those of the other records here do.
func ID(number int64) string { return fmt.Sprintf("%026d", number) }

func prefixed(prefix string, number int64) string { return prefix + "_" + ID(number) }

// NumberOf reads a record's number from its id; 0: it is none.
func NumberOf(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

type document = map[string]any

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	user, _, basic := r.BasicAuth()
	if !basic || user != s.key {
		send(w, http.StatusUnauthorized, document{"message": "Unauthorized"})
		return
	}
	s.RLock()
	status, body := s.answer(strings.Trim(r.URL.Path, "/"), r.URL.Query())
	s.RUnlock()
	send(w, status, body)
}

func send(w http.ResponseWriter, status int, body document) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) answer(path string, q url.Values) (int, document) {
	switch path {
	case "admin/stores":
		return http.StatusOK, s.stores()
	case "admin/orders":
		return s.list("orders", s.orders(), q)
	case "admin/customers":
		return s.list("customers", s.customers(), q)
	case "admin/products":
		if q.Has("id[$gt]") { // not known to be taken
			return http.StatusBadRequest, document{"type": "invalid_data", "message": "Invalid request: Expected type: 'string, array' for field 'id', got: 'object'"}
		}
		return s.list("products", s.products(), q)
	case "admin/payments":
		return s.list("payments", s.payments(), q)
	}
	if id, ok := strings.CutPrefix(path, "admin/orders/"); ok {
		return s.one("order", id, s.anyOrder(id), q)
	}
	if id, ok := strings.CutPrefix(path, "admin/customers/"); ok {
		at := slices.IndexFunc(s.customers(), func(r record) bool { return r.id == id })
		if at < 0 {
			return notFound("Customer", id)
		}
		return s.one("customer", id, &s.customers()[at], q)
	}
	if id, ok := strings.CutPrefix(path, "admin/products/"); ok {
		products := s.products()
		at := slices.IndexFunc(products, func(r record) bool { return r.id == id })
		if at < 0 {
			return notFound("Product", id)
		}
		return s.one("product", id, &products[at], q)
	}
	return http.StatusNotFound, document{"type": "not_found", "message": "Cannot GET /" + path}
}

func notFound(kind, id string) (int, document) {
	return http.StatusNotFound, document{"type": "not_found", "message": kind + " id not found: " + id}
}

// record is a record that can be filtered, and its document, which is made when asked for.
type record struct {
	id               string
	created, updated int64
	document         func() document
}

func (s *Server) one(kind, id string, found *record, q url.Values) (int, document) {
	if found == nil {
		return notFound(strings.ToUpper(kind[:1])+kind[1:], id)
	}
	return http.StatusOK, document{kind: chosen(kind+"s", found.document(), q.Get("fields"))}
}

// list answers a page of what the filters leave. What can't be understood is a failure of
// the server, as it is in the real one.
func (s *Server) list(name string, all []record, q url.Values) (int, document) {
	f, err := readFilter(q)
	if err != nil {
		return http.StatusInternalServerError, document{"code": "unknown_error", "type": "unknown_error", "message": "An unknown error occurred."}
	}
	all = slices.DeleteFunc(all, func(r record) bool { return !f.holds(r) })
	slices.SortStableFunc(all, func(a, b record) int {
		if f.order == "updated_at" {
			return cmp.Compare(a.updated, b.updated)
		}
		return cmp.Compare(a.id, b.id)
	})
	page := all[min(f.offset, len(all)):min(f.offset+f.limit, len(all))]
	documents := make([]document, 0, len(page))
	for _, r := range page {
		documents = append(documents, chosen(name, r.document(), q.Get("fields")))
	}
	return http.StatusOK, document{name: documents, "count": len(all), "offset": f.offset, "limit": f.limit}
}

// filter is what a list was asked for.
type filter struct {
	ids              []string
	behind           string
	created, updated [2]int64 // half-open
	order            string
	limit, offset    int
}

const never = int64(1) << 60

func readFilter(q url.Values) (filter, error) {
	f := filter{ids: q["id[]"], behind: q.Get("id[$gt]"), created: [2]int64{-never, never}, updated: [2]int64{-never, never}, order: q.Get("order"), limit: 50}
	for name, bound := range map[string]*int64{
		"created_at[$gte]": &f.created[0], "created_at[$lt]": &f.created[1], "updated_at[$gte]": &f.updated[0], "updated_at[$lt]": &f.updated[1],
	} {
		if text := q.Get(name); text != "" {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return f, err
			}
			*bound = at.Unix()
		}
	}
	for name, number := range map[string]*int{"limit": &f.limit, "offset": &f.offset} {
		if text := q.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 {
				return f, fmt.Errorf("%s: %q", name, text)
			}
			*number = n
		}
	}
	if f.order != "" && f.order != "id" && f.order != "updated_at" {
		return f, fmt.Errorf("order: %q", f.order)
	}
	return f, nil
}

func (f filter) holds(r record) bool {
	return (len(f.ids) == 0 || slices.Contains(f.ids, r.id)) && r.id > f.behind &&
		r.created >= f.created[0] && r.created < f.created[1] && r.updated >= f.updated[0] && r.updated < f.updated[1]
}

// defaults are the fields of an order that come without being asked for.
var defaults = []string{"id", "display_id", "status", "version", "summary", "total", "metadata", "created_at", "updated_at"}

// chosen leaves of a document what was asked for, by the first part of each name. Orders
// are short without it.
func chosen(kind string, d document, fields string) document {
	wanted := strings.FieldsFunc(fields, func(r rune) bool { return r == ',' })
	if len(wanted) == 0 && kind != "orders" {
		return d
	}
	if len(wanted) == 0 {
		wanted = defaults
	}
	short := document{"id": d["id"]}
	for _, name := range wanted {
		name, _, _ = strings.Cut(strings.TrimLeft(name, "*+"), ".")
		if value, known := d[name]; known {
			short[name] = value
		}
	}
	return short
}
