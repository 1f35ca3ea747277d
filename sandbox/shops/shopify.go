package shops

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"regulars/sandbox/brand"
)

const (
	shopifyOldest   = "2026-01" // of the API's versions that are supported
	shopifyPageMax  = 250
	shopifyQueryMax = 1000 // points of a single query
)

func shopifyID(kind string, n int64) string {
	return "gid://shopify/" + kind + "/" + strconv.FormatInt(n, 10)
}

// Shopify imitates the Admin GraphQL API of one shop.
type Shopify struct {
	*brand.Shop
	token    string
	bucket   *bucket
	parsed   sync.Map // document text → []selection
	bulks    bulks
	scopes   []string
	variants int          // of each product; 0: one
	version  string       // that answers
	host     atomic.Value // scheme and host of the last request, for addresses of files
}

// NewShopify returns the API of a shop, for an access token. points are restored
// to its bucket of query costs per second, which holds 20 times as many; a small
// shop has 100.
func NewShopify(shop *brand.Shop, token string, points float64) *Shopify {
	s := &Shopify{Shop: shop, token: token, bucket: newBucket(points), version: shopifyOldest,
		scopes: []string{"read_orders", "read_all_orders", "read_customers", "read_products"}}
	s.host.Store("http://localhost")
	return s
}

func (s *Shopify) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/bulk/") {
		s.serveBulk(w, r)
		return
	}
	s.host.Store("http://" + r.Host)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Shopify-API-Version", s.answers(r.URL.Path))
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

// Grant leaves the app these scopes. It is called before the first request.
func (s *Shopify) Grant(scopes ...string) { s.scopes = scopes }

// Expire lets an API version fall forward to the oldest one that is supported. It is
// called before the first request.
func (s *Shopify) Expire(oldest string) { s.version = oldest }

// answers is the version that answers a request: the one asked for, unless it has expired.
func (s *Shopify) answers(path string) string {
	asked, _, _ := strings.Cut(strings.TrimPrefix(path, "/admin/api/"), "/")
	return max(asked, s.version)
}

func (s *Shopify) parse(text string) ([]selection, error) {
	if document, ok := s.parsed.Load(text); ok {
		return document.([]selection), nil
	}
	document, err := parseGraphQL(text)
	if err == nil {
		s.parsed.Store(text, document)
	}
	return document, err
}

func (s *Shopify) execute(document []selection, variables map[string]any) []byte {
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
	s.RLock()
	a.record(s.root(a), document)
	s.RUnlock()
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

func (s *Shopify) costOf(requested float64, actual any, left float64) map[string]any {
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

func (s *Shopify) root(a *answer) record {
	return record{"QueryRoot", func(f *selection) (any, bool) {
		switch f.name {
		case "orders":
			return s.orders(a, f), true
		case "customers":
			return s.customers(a, f), true
		case "products":
			return s.products(a, f), true
		case "product":
			return s.productByID(a.text(f, "id"), a), true
		case "abandonedCheckouts":
			return s.abandonedCheckouts(a, f), true
		case "ordersCount":
			return s.count(a, f, s.Changed, s.Placed), true
		case "customersCount":
			return s.countCustomers(a, f), true
		case "productsCount":
			return s.countProducts(a, f), true
		case "order":
			return s.byID(a.text(f, "id"), a), true
		case "customer":
			return s.customerByID(a.text(f, "id")), true
		case "node":
			if id := a.text(f, "id"); strings.Contains(id, "/BulkOperation/") {
				return s.bulkByID(id), true
			}
			return s.byID(a.text(f, "id"), a), true
		case "bulkOperationRunQuery":
			return s.runBulk(a, f), true
		case "shop":
			return s.about(), true
		case "currentAppInstallation":
			return s.installation(), true
		}
		return nil, false
	}}
}

func (s *Shopify) byID(id string, a *answer) any {
	digits, ok := strings.CutPrefix(id, "gid://shopify/Order/")
	if !ok {
		return nil
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	o := s.Find(int32(n - s.Bases.Orders))
	if err != nil || o == nil || !s.shows(o) {
		return nil
	}
	return s.orderRecord(o, a)
}

// shows reports whether the app may see an order: without the scope read_all_orders those
// of the last 60 days only, and nothing says that there are others.
func (s *Shopify) shows(o *brand.Order) bool {
	return o.Listed() && (slices.Contains(s.scopes, "read_all_orders") || time.Since(time.Unix(o.Placed, 0)) < 60*24*time.Hour)
}

func (s *Shopify) customerByID(id string) any {
	digits, _ := strings.CutPrefix(id, "gid://shopify/Customer/")
	n, err := strconv.ParseInt(digits, 10, 64)
	p := s.Customer(n - s.Bases.Customers)
	if err != nil || p == nil {
		return nil
	}
	return s.customerRecord(p)
}

// The connections below page by a cursor that holds the last row's value and
// id: a row that moves while it is paged comes again at the end.

func (s *Shopify) orders(a *answer, f *selection) any {
	rows, byPlaced := s.Changed, false
	switch a.text(f, "sortKey") {
	case "UPDATED_AT":
	case "", "CREATED_AT", "PROCESSED_AT", "ID":
		rows, byPlaced = s.Placed, true
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
	keep := func(m brand.Moment) bool {
		o := s.Find(m.Number)
		at := o.Placed
		if byPlaced {
			at = o.Updated
		}
		return s.shows(o) && other.holds(at)
	}
	page := s.page(a, f, rows.Between(own.from, own.to), keep)
	return s.connection("Order", page, func(m brand.Moment) record { return s.orderRecord(s.Find(m.Number), a) })
}

func (s *Shopify) customers(a *answer, f *selection) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	rows := s.Customers.Between(filter.updated.from, filter.updated.to)
	keep := func(m brand.Moment) bool {
		return filter.created.holds(s.People[m.Number-1].Accounts[brand.ShopifyShop].Registered)
	}
	page := s.page(a, f, rows, keep)
	return s.connection("Customer", page, func(m brand.Moment) record { return s.customerRecord(&s.People[m.Number-1]) })
}

func (s *Shopify) count(a *answer, f *selection, byUpdated, byCreated brand.Timeline) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	rows := byUpdated.Between(filter.updated.from, filter.updated.to)
	count := len(rows)
	if byCreated != nil && (filter.created != everything || !slices.Contains(s.scopes, "read_all_orders")) {
		count = 0
		for _, m := range byCreated.Between(filter.created.from, filter.created.to) {
			if o := s.Find(m.Number); s.shows(o) && filter.updated.holds(o.Updated) {
				count++
			}
		}
	}
	return exactly(count)
}

// exactly is a count that no limit has cut.
func exactly(count int) record {
	return fixed("Count", map[string]any{"count": int64(count), "precision": "EXACT"})
}

func (s *Shopify) countCustomers(a *answer, f *selection) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	if filter.created == everything {
		return s.count(a, f, s.Customers, nil)
	}
	var within brand.Timeline
	for _, m := range s.Customers {
		if filter.created.holds(s.People[m.Number-1].Accounts[brand.ShopifyShop].Registered) {
			within = append(within, m)
		}
	}
	return s.count(a, f, within, nil)
}

// rows is one page of a connection.
type rows struct {
	moments brand.Timeline
	more    bool
}

func (s *Shopify) page(a *answer, f *selection, all brand.Timeline, keep func(brand.Moment) bool) rows {
	first := a.number(f, "first")
	if a.everything {
		first = len(all)
	}
	if !a.everything && (first < 1 || first > shopifyPageMax) {
		a.fail(fmt.Sprintf("first must be between 1 and %d", shopifyPageMax))
		return rows{}
	}
	if after := a.text(f, "after"); after != "" {
		m, err := readCursor(after)
		if err != nil {
			a.fail("Invalid cursor for current pagination sort.")
			return rows{}
		}
		all = all.After(m)
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

func cursorOf(m brand.Moment) string {
	text, _ := json.Marshal(cursor{LastID: int64(m.Number), LastValue: strconv.FormatInt(m.At, 10)})
	return base64.StdEncoding.EncodeToString(text)
}

func readCursor(text string) (brand.Moment, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return brand.Moment{}, err
	}
	var c cursor
	if err := json.Unmarshal(raw, &c); err != nil {
		return brand.Moment{}, err
	}
	at, err := strconv.ParseInt(c.LastValue, 10, 64)
	return brand.Moment{At: at, Number: int32(c.LastID)}, err
}
