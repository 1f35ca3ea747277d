package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// store is a shop with lists of records at addresses: the tests of a Source ask it over
// HTTP, and see what it was asked for.
type store struct {
	URL string

	mu    sync.Mutex
	lists map[string][]record // by their paths, in the order in which they are shown
	asked []*http.Request
	slow  int                                                 // pages larger than that time out; 0: none do
	fault func(w http.ResponseWriter, r *http.Request) bool   // answers instead of the shop
	after func(s *store, r *http.Request)                     // runs when an answer was made
	blind string                                              // a parameter that is ignored
	total func(path string, rows int) (key string, total int) // how many rows there are said to be; nil: nothing is said
}

// record is one of a list. Its extra text stands in it as further keys.
type record struct {
	id            string
	made, changed time.Time
	extra         string
}

func (r record) json() string {
	changed := strconv.Quote(r.changed.Format(time.RFC3339Nano))
	if r.changed.IsZero() {
		changed = "null"
	}
	return fmt.Sprintf(`{"id":%q,"made":%q,"changed":%s%s}`, r.id, r.made.Format(time.RFC3339Nano), changed, r.extra)
}

func newShop(t *testing.T, orders ...record) *store {
	s := &store{lists: map[string][]record{"/orders": orders}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r)
	if s.fault != nil && s.fault(w, r) {
		return
	}
	path, id, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	rows := s.lists["/"+path]
	if one {
		s.one(w, rows, id)
		return
	}
	s.page(w, "/"+path, r.URL.Query())
	if s.after != nil {
		s.after(s, r)
	}
}

func (s *store) one(w http.ResponseWriter, rows []record, id string) {
	at := slices.IndexFunc(rows, func(r record) bool { return r.id == id })
	if at < 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = fmt.Fprint(w, rows[at].json())
}

// chosen are the rows that a question is about. Bounds include the second that they name.
func (s *store) chosen(path string, q url.Values) []record {
	q.Del(s.blind)
	var rows []record
	for _, r := range s.lists[path] {
		within := func(t time.Time, from, to string) bool {
			text := t.UTC().Format(time.RFC3339)
			return (q.Get(from) == "" || text >= q.Get(from)) && (q.Get(to) == "" || text <= q.Get(to))
		}
		switch ids := strings.Split(strings.Join(q["ids"], ","), ","); {
		case q.Has("ids") && !slices.Contains(ids, r.id),
			q.Get("part") != "" && !strings.Contains(r.extra, q.Get("part")),
			!within(r.changed, "changed_min", "changed_max"), !within(r.made, "made_min", "made_max"):
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

func (s *store) page(w http.ResponseWriter, path string, q url.Values) {
	rows := s.chosen(path, q)
	all := len(rows)
	size, _ := strconv.Atoi(q.Get("size"))
	if s.slow > 0 && size > s.slow {
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	}
	begin := 0
	if page, err := strconv.Atoi(q.Get("page")); err == nil {
		begin = (page - 1) * size
	}
	if offset, err := strconv.Atoi(q.Get("offset")); err == nil {
		begin = offset
	}
	if behind := q.Get("behind"); behind != "" {
		begin = slices.IndexFunc(rows, func(r record) bool { return r.id == behind }) + 1
	}
	rows = rows[min(begin, all):min(begin+size, all)]
	body := map[string]any{}
	var shown []json.RawMessage
	for _, r := range rows {
		shown = append(shown, json.RawMessage(r.json()))
	}
	body["rows"] = shown
	if s.total != nil {
		key, total := s.total(path, all)
		w.Header().Set("X-"+key, strconv.Itoa(total))
		body[key] = total
	}
	text, _ := json.Marshal(body)
	_, _ = w.Write(text)
}

// saysAll makes the shop say how many rows a question has.
func (s *store) saysAll() { s.total = func(_ string, rows int) (string, int) { return "total", rows } }

// questions are what the shop was asked for at a path, of one parameter.
func (s *store) questions(path, parameter string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, r := range s.asked {
		if r.URL.Path == path {
			all = append(all, strings.Join(r.URL.Query()[parameter], "|"))
		}
	}
	return all
}

// order is what a record of the shop is as an order.
type order struct {
	regulars.Order
	hasTotal bool
}

var fields = rest.Fields[order]{
	"id":       func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"made":     func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"changed":  func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"status":   func(r *rest.Reader, o *order) { o.Status = r.Word() },
	"total":    func(r *rest.Reader, o *order) { o.Total, o.hasTotal = r.Worth() },
	"email":    func(r *rest.Reader, o *order) { o.Email = r.Word() },
	"customer": func(r *rest.Reader, o *order) { o.CustomerID = r.ID() },
	"deleted":  func(r *rest.Reader, o *order) { o.Deleted = r.Flag() == regulars.AnswerYes },
	"returned": func(r *rest.Reader, o *order) {
		amount := r.Money()
		o.Refunds, o.Refunded = []regulars.Refund{{ID: "whole", At: o.UpdatedAt, Amount: amount}}, amount
	},
}

func readOrder(r *rest.Reader) *rest.Row {
	o := order{Order: regulars.Order{Status: "open", Currency: "TWD", Total: 1}, hasTotal: true}
	raw, reason := r.Record(func() { rest.Object(r, &o, fields) })
	return rest.OrderRow(&o.Order, o.hasTotal, raw, reason)
}

// listed declares the shop's orders, two on a page.
func listed(cut rest.Cut) *rest.List {
	write := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return &rest.List{
		Entity: platform.Orders, Op: "orders page", Path: "/orders", Read: readOrder, Rows: "rows", Total: "total",
		Cut: cut, CutKey: map[rest.Cut]string{rest.ByKey: "behind", rest.ByNumber: "page", rest.ByOffset: "offset", rest.ByLink: "token"}[cut],
		SizeKey: "size", Size: 2, Least: 1,
		Changed: rest.Bounds{After: "changed_min", Before: "changed_max", Write: write}, Created: rest.Bounds{After: "made_min", Before: "made_max", Write: write},
		Begin: begin,
	}
}

var begin = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (s *store) source(lists ...*rest.List) *rest.Source {
	return &rest.Source{
		Platform: "tea", Lists: lists, Facts: nil,
		Client: &rest.Client{
			HTTP: platform.NewHTTP(platform.HTTPOptions{MinWait: time.Nanosecond, Tries: 3}, 0), Base: s.URL, Zone: time.UTC,
		},
	}
}

// some are n records, an hour apart.
func some(n int) []record {
	var all []record
	for i := range n {
		at := begin.Add(time.Duration(i) * time.Hour)
		all = append(all, record{id: fmt.Sprintf("o%02d", i), made: at, changed: at})
	}
	return all
}

// pull returns the ids that a source yields, in their order, and its cursors.
func pull(t *testing.T, s *rest.Source, w platform.Window, from platform.Cursor) (ids []string, cursors []platform.Cursor) {
	t.Helper()
	require.NoError(t, s.Pull(t.Context(), platform.Orders, w, from, func(p platform.Page) error {
		require.Empty(t, p.Rejected)
		for _, o := range p.Orders {
			ids = append(ids, o.ID)
		}
		cursors = append(cursors, p.Next)
		return nil
	}))
	return ids, cursors
}

func idsOf(all []record) []string {
	var ids []string
	for _, r := range all {
		ids = append(ids, r.id)
	}
	return ids
}
