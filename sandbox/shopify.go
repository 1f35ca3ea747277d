package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

const (
	shopifyOrderBase    = 5_000_000_000
	shopifyCustomerBase = 7_000_000_000
	shopifyVersion      = "2026-10"
	shopifyPageMax      = 250
	shopifyQueryMax     = 1000 // points of a single query
)

func shopifyID(kind string, n int64) string {
	return "gid://shopify/" + kind + "/" + strconv.FormatInt(n, 10)
}

// shopifyServer imitates the Admin GraphQL API of one shop.
type shopifyServer struct {
	*shop
	token  string
	bucket *bucket
	parsed sync.Map // document text → []selection
}

func (s *shopifyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Shopify-API-Version", shopifyVersion)
	if !strings.HasPrefix(r.URL.Path, "/admin/api/") || !strings.HasSuffix(r.URL.Path, "/graphql.json") {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"errors":"Not Found"}`)
		return
	}
	if r.Header.Get("X-Shopify-Access-Token") != s.token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`)
		return
	}
	var request struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&request); err != nil || r.Method != http.MethodPost {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"errors":{"query":"Required parameter missing or invalid"}}`)
		return
	}
	document, err := s.parse(request.Query)
	if err != nil {
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": []graphqlError{{Message: err.Error(), Extensions: map[string]any{"code": "parseError"}}}})
		return
	}
	_, _ = w.Write(s.execute(document, request.Variables))
}

func (s *shopifyServer) parse(text string) ([]selection, error) {
	if document, ok := s.parsed.Load(text); ok {
		return document.([]selection), nil
	}
	document, err := parseGraphQL(text)
	if err == nil {
		s.parsed.Store(text, document)
	}
	return document, err
}

func (s *shopifyServer) execute(document []selection, variables map[string]any) []byte {
	a := &answer{variables: variables}
	cost := math.Ceil(a.cost(document))
	if cost > shopifyQueryMax {
		message := fmt.Sprintf("Query cost is %.0f, which exceeds the single query max cost limit (%d).", cost, shopifyQueryMax)
		return failedAnswer(message, "MAX_COST_EXCEEDED", s.costOf(cost, nil, s.bucket.giveBack(0)))
	}
	left, ok := s.bucket.take(cost)
	if !ok {
		return failedAnswer("Throttled", "THROTTLED", s.costOf(cost, nil, left))
	}
	a.out.buf = make([]byte, 0, 64<<10)
	a.out.open('{')
	a.out.key("data")
	s.mu.RLock()
	a.record(s.root(a), document)
	s.mu.RUnlock()
	if len(a.errors) > 0 {
		body, _ := json.Marshal(map[string]any{"errors": a.errors, "extensions": map[string]any{"cost": s.costOf(cost, nil, s.bucket.giveBack(cost))}})
		return body
	}
	actual := int64(math.Ceil(cost * a.share()))
	extensions, _ := json.Marshal(map[string]any{"cost": s.costOf(cost, actual, s.bucket.giveBack(cost-float64(actual)))})
	a.out.rawField("extensions", string(extensions))
	a.out.shut('}')
	return a.out.buf
}

func (s *shopifyServer) costOf(requested float64, actual any, left float64) map[string]any {
	return map[string]any{
		"requestedQueryCost": int64(requested),
		"actualQueryCost":    actual,
		"throttleStatus":     map[string]any{"maximumAvailable": s.bucket.capacity, "currentlyAvailable": int64(left), "restoreRate": s.bucket.restore},
	}
}

func failedAnswer(message, code string, cost map[string]any) []byte {
	body, _ := json.Marshal(map[string]any{
		"errors":     []graphqlError{{Message: message, Extensions: map[string]any{"code": code, "documentation": "https://shopify.dev/api/usage/rate-limits"}}},
		"extensions": map[string]any{"cost": cost},
	})
	return body
}

func (s *shopifyServer) root(a *answer) record {
	return record{"QueryRoot", func(f *selection) (any, bool) {
		switch f.name {
		case "orders":
			return s.orders(a, f), true
		case "customers":
			return s.customers(a, f), true
		case "ordersCount":
			return s.count(a, f, s.ledger.changed, s.ledger.placed), true
		case "customersCount":
			return s.count(a, f, s.ledger.customers, nil), true
		case "order":
			return s.byID(a.text(f, "id"), a), true
		case "node":
			return s.byID(a.text(f, "id"), a), true
		case "shop":
			return s.about(), true
		case "currentAppInstallation":
			return s.installation(), true
		}
		return nil, false
	}}
}

func (s *shopifyServer) byID(id string, a *answer) any {
	digits, ok := strings.CutPrefix(id, "gid://shopify/Order/")
	if !ok {
		return nil
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	o := s.find(int32(n - shopifyOrderBase))
	if err != nil || o == nil || !o.listed() {
		return nil
	}
	return s.orderRecord(o, a)
}

// The connections below page by a cursor that holds the last row's value and
// id: a row that moves while it is paged comes again at the end.

func (s *shopifyServer) orders(a *answer, f *selection) any {
	rows, byPlaced := s.ledger.changed, false
	switch a.text(f, "sortKey") {
	case "UPDATED_AT":
	case "", "CREATED_AT", "PROCESSED_AT", "ID":
		rows, byPlaced = s.ledger.placed, true
	default:
		return a.fail("sortKey isn't imitated: use UPDATED_AT or CREATED_AT")
	}
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	own, other := filter.updated, filter.created
	if byPlaced {
		own, other = other, own
	}
	keep := func(m moment) bool {
		o := s.find(m.number)
		at := o.placed
		if byPlaced {
			at = o.updated
		}
		return o.listed() && other.holds(at)
	}
	page := s.page(a, f, rows.between(own.from, own.to), keep)
	return s.connection("Order", page, func(m moment) record { return s.orderRecord(s.find(m.number), a) })
}

func (s *shopifyServer) customers(a *answer, f *selection) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	rows := s.ledger.customers.between(filter.updated.from, filter.updated.to)
	keep := func(m moment) bool {
		return filter.created.holds(s.brand.people[m.number-1].accounts[shopifyShop].registered)
	}
	page := s.page(a, f, rows, keep)
	return s.connection("Customer", page, func(m moment) record { return s.customerRecord(&s.brand.people[m.number-1]) })
}

func (s *shopifyServer) count(a *answer, f *selection, byUpdated, byCreated timeline) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	rows := byUpdated.between(filter.updated.from, filter.updated.to)
	count := len(rows)
	if filter.created != everything && byCreated != nil {
		count = 0
		for _, m := range byCreated.between(filter.created.from, filter.created.to) {
			if o := s.find(m.number); o.listed() && filter.updated.holds(o.updated) {
				count++
			}
		}
	}
	return record{"Count", func(f *selection) (any, bool) {
		switch f.name {
		case "count":
			return int64(count), true
		case "precision":
			return "EXACT", true
		}
		return nil, false
	}}
}

// rows is one page of a connection.
type rows struct {
	moments timeline
	more    bool
}

func (s *shopifyServer) page(a *answer, f *selection, all timeline, keep func(moment) bool) rows {
	first := a.number(f, "first")
	if first < 1 || first > shopifyPageMax {
		a.fail(fmt.Sprintf("first must be between 1 and %d", shopifyPageMax))
		return rows{}
	}
	if after := a.text(f, "after"); after != "" {
		m, err := readCursor(after)
		if err != nil {
			a.fail("Invalid cursor for current pagination sort.")
			return rows{}
		}
		all = all.after(m)
	}
	var page rows
	for _, m := range all {
		if !keep(m) {
			continue
		}
		if len(page.moments) == first {
			page.more = true
			break
		}
		page.moments = append(page.moments, m)
	}
	a.wanted += first
	a.given += len(page.moments)
	return page
}

func (a *answer) fail(message string) any {
	a.errors = append(a.errors, graphqlError{Message: message, Extensions: map[string]any{"code": "BAD_REQUEST"}})
	return nil
}

type cursor struct {
	LastID    int64  `json:"last_id"`
	LastValue string `json:"last_value"`
}

func (m moment) cursor() string {
	text, _ := json.Marshal(cursor{LastID: int64(m.number), LastValue: strconv.FormatInt(m.at, 10)})
	return base64.StdEncoding.EncodeToString(text)
}

func readCursor(text string) (moment, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return moment{}, err
	}
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil {
		return moment{}, err
	}
	at, err := strconv.ParseInt(c.LastValue, 10, 64)
	return moment{at: at, number: int32(c.LastID)}, err
}
