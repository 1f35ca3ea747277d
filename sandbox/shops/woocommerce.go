package shops

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
)

const (
	wooAdmin  = 1
	wooPath   = "/wp-json/wc/v3"
	wooLayout = "2006-01-02T15:04:05" // no zone, in answers and in questions
)

// WooCommerce imitates the REST API v3 of a WooCommerce shop, with the habits
// that were seen on a running one.
type WooCommerce struct {
	*brand.Shop

	// PostsStorage lets orders stand where they did before WooCommerce had tables
	// of its own for them: lists are sorted by the shop's local time, and their end
	// still knows the total.
	PostsStorage bool

	key, secret string
	ready       []rendered // by order number, where orders are kept ready
}

// NewWooCommerce returns the API of a shop, for a key and its secret that may
// read.
func NewWooCommerce(shop *brand.Shop, key, secret string) *WooCommerce {
	return &WooCommerce{Shop: shop, key: key, secret: secret}
}

func (s *WooCommerce) orderID(o *brand.Order) int64 { return s.Bases.Orders + int64(o.Number) }

// wooError is WordPress's error; params name what was wrong with the request.
type wooError struct {
	status  int
	code    string
	message string
	params  map[string]any
}

func (e *wooError) write(w http.ResponseWriter) {
	data := map[string]any{"status": e.status}
	if e.params != nil {
		data["params"] = e.params
	}
	w.WriteHeader(e.status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": e.code, "message": e.message, "data": data})
}

func invalidParam(name, problem string) *wooError {
	return &wooError{400, "rest_invalid_param", "Invalid parameter(s): " + name, map[string]any{name: problem}}
}

var (
	errNoRoute   = &wooError{404, "rest_no_route", "No route was found matching the URL and request method.", nil}
	errInvalidID = &wooError{404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.", nil}
	errNoProduct = &wooError{404, "woocommerce_rest_product_invalid_id", "Invalid ID.", nil}
	errNoUser    = &wooError{404, "woocommerce_rest_invalid_id", "Invalid resource ID.", nil}
	errCantView  = &wooError{401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", nil}
	errBadSecret = &wooError{401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.", nil}
	errReadKey   = &wooError{401, "woocommerce_rest_authentication_error", "The API key provided does not have write permissions.", nil}
)

func (s *WooCommerce) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private")
	if r.URL.Path == "/wp-json" || r.URL.Path == "/wp-json/" {
		_, _ = w.Write(wooRoot(r.Host))
		return
	}
	route, ok := strings.CutPrefix(r.URL.Path, wooPath)
	if !ok {
		errNoRoute.write(w)
		return
	}
	if problem := s.refuse(r); problem != nil {
		problem.write(w)
		return
	}
	answer := faults.NewReply() // so that a slow reader doesn't hold the lock
	s.RLock()
	problem := s.route(answer, r, strings.Split(strings.Trim(route, "/"), "/"))
	s.RUnlock()
	if problem != nil {
		problem.write(answer)
	}
	answer.Send(w)
}

// refuse checks key and secret, as Basic or in the query.
func (s *WooCommerce) refuse(r *http.Request) *wooError {
	key, secret, ok := r.BasicAuth()
	if !ok {
		key, secret = r.URL.Query().Get("consumer_key"), r.URL.Query().Get("consumer_secret")
	}
	switch {
	case key != s.key:
		return errCantView
	case secret != s.secret:
		return errBadSecret
	case r.Method != http.MethodGet:
		return errReadKey
	}
	return nil
}

func (s *WooCommerce) route(w http.ResponseWriter, r *http.Request, parts []string) *wooError {
	q := r.URL.Query()
	if len(parts) > 1 && parts[0] == "orders" {
		return s.oneOrder(w, r, q, parts[1:])
	}
	if len(parts) == 2 && parts[0] == "customers" {
		return s.oneCustomer(w, parts[1])
	}
	if len(parts) == 2 && parts[0] == "products" {
		return s.oneProduct(w, parts[1])
	}
	switch strings.Join(parts, "/") {
	case "":
		_, _ = fmt.Fprintf(w, `{"namespace":"wc/v3","routes":{},"_links":{"up":[{"href":"http://%s/wp-json/"}]}}`, r.Host)
	case "orders":
		return s.orders(w, r, q)
	case "refunds":
		return s.refunds(w, r, q, s.refundOwners(q), "parent_id")
	case "customers":
		return s.customers(w, r, q)
	case "products":
		return s.products(w, r, q)
	case "reports/orders/totals":
		_, _ = w.Write(s.totals())
	case "data/currencies/current":
		_, _ = w.Write([]byte(`{"code":"TWD","name":"New Taiwan dollar","symbol":"&#78;&#84;&#36;"}`))
	case "settings/general/woocommerce_currency":
		_, _ = w.Write([]byte(`{"id":"woocommerce_currency","label":"Currency","type":"select","default":"USD","value":"TWD"}`))
	default:
		return errNoRoute
	}
	return nil
}

func wooRoot(host string) []byte {
	body, _ := json.Marshal(map[string]any{
		"name": "山嵐選物", "description": "", "url": "http://" + host, "home": "http://" + host, "gmt_offset": 8, "timezone_string": "Asia/Taipei",
		"namespaces": []string{"oembed/1.0", "wc/v3", "wc/v2", "wc/v1", "wp/v2"},
	})
	return body
}

func (s *WooCommerce) orders(w http.ResponseWriter, r *http.Request, q url.Values) *wooError {
	p, problem := parsePaging(q)
	if problem != nil {
		return problem
	}
	found, problem := s.matching(q)
	if problem != nil {
		return problem
	}
	p.keepsTotal = s.PostsStorage
	from, to := p.head(w, r, len(found))
	out := jsonWriter{buf: make([]byte, 0, 4096*(to-from)+16)}
	out.open('[')
	for _, m := range found[from:to] {
		s.appendOrder(&out, s.Find(m.Number), r.Host)
	}
	out.shut(']')
	return writeBody(w, out.buf, q)
}

// writeBody writes the body, cut down to _fields where those are asked for.
func writeBody(w http.ResponseWriter, body []byte, q url.Values) *wooError {
	if wanted := q.Get("_fields"); wanted != "" {
		body = keepFields(body, strings.Split(wanted, ","))
	}
	_, _ = w.Write(body)
	return nil
}

func keepFields(body []byte, names []string) []byte {
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return body
	}
	for _, item := range list {
		for name := range item {
			if !slices.Contains(names, name) {
				delete(item, name)
			}
		}
	}
	short, _ := json.Marshal(list)
	return short
}

// oneOrder answers orders/ID and orders/ID/refunds. An order in the trash is
// still found by its id.
func (s *WooCommerce) oneOrder(w http.ResponseWriter, r *http.Request, q url.Values, parts []string) *wooError {
	id, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return errNoRoute
	}
	o := s.Find(int32(id - s.Bases.Orders))
	if o == nil || o.State == brand.StateErased {
		return errInvalidID
	}
	switch {
	case len(parts) == 1:
		var out jsonWriter
		s.writeOrder(&out, o, r.Host)
		_, _ = w.Write(out.buf)
		return nil
	case len(parts) == 2 && parts[1] == "refunds":
		return s.refunds(w, r, q, refundsOf(o), "")
	}
	return errNoRoute
}

// owned is a refund and its order.
type owned struct {
	*brand.Order
	brand.Refund
}

func refundsOf(o *brand.Order) []owned {
	var all []owned
	for _, r := range slices.Backward(o.Refunds) {
		all = append(all, owned{o, r})
	}
	return all
}

// refundOwners are all refunds, the newest first; include asks for refund ids.
func (s *WooCommerce) refundOwners(q url.Values) []owned {
	only := include(q)
	var all []owned
	orders := s.Orders
	for i := range orders {
		if !orders[i].Listed() {
			continue
		}
		for _, r := range orders[i].Refunds {
			if only == nil || only[s.Bases.Refunds+int64(r.Number)] {
				all = append(all, owned{&orders[i], r})
			}
		}
	}
	slices.SortFunc(all, func(x, y owned) int {
		return brand.Moment{At: y.At, Number: y.Refund.Number}.Compare(brand.Moment{At: x.At, Number: x.Refund.Number})
	})
	if q.Get("orderby") == "id" {
		slices.SortFunc(all, func(x, y owned) int { return int(y.Refund.Number - x.Refund.Number) })
	}
	if q.Get("order") == "asc" {
		slices.Reverse(all)
	}
	return all
}

func (s *WooCommerce) refunds(w http.ResponseWriter, r *http.Request, q url.Values, all []owned, parent string) *wooError {
	p, problem := parsePaging(q)
	if problem != nil {
		return problem
	}
	from, to := p.head(w, r, len(all))
	var out jsonWriter
	out.open('[')
	for _, o := range all[from:to] {
		s.writeRefund(&out, o, parent)
	}
	out.shut(']')
	return writeBody(w, out.buf, q)
}

// customers has no filter by modified time: modified_after is ignored.
func (s *WooCommerce) customers(w http.ResponseWriter, r *http.Request, q url.Values) *wooError {
	p, problem := parsePaging(q)
	if problem != nil {
		return problem
	}
	orderby := q.Get("orderby")
	if !slices.Contains([]string{"", "id", "include", "name", "registered_date"}, orderby) {
		return invalidParam("orderby", "orderby is not one of id, include, name, and registered_date.")
	}
	ids := s.users(q.Get("role"))
	if only := include(q); only != nil {
		ids = slices.DeleteFunc(ids, func(place int32) bool { return !only[s.userID(place)] })
	}
	if q.Get("order") == "desc" {
		slices.Reverse(ids)
	}
	from, to := p.head(w, r, len(ids))
	out := jsonWriter{buf: make([]byte, 0, 1024*(to-from)+16)}
	out.open('[')
	for _, place := range ids[from:to] {
		if place == none {
			s.writeAdmin(&out)
			continue
		}
		s.writeCustomer(&out, &s.People[place])
	}
	out.shut(']')
	return writeBody(w, out.buf, q)
}

// userID is a WordPress user's id; the administrator's is the first.
func (s *WooCommerce) userID(place int32) int64 {
	if place == none {
		return wooAdmin
	}
	return s.Bases.Customers + int64(s.People[place].Accounts[s.Place].Number)
}

func (s *WooCommerce) oneCustomer(w http.ResponseWriter, text string) *wooError {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errNoRoute
	}
	var out jsonWriter
	for _, place := range s.users("all") {
		switch {
		case s.userID(place) != id:
		case place == none:
			s.writeAdmin(&out)
		default:
			s.writeCustomer(&out, &s.People[place])
		}
	}
	if len(out.buf) == 0 {
		return errNoUser
	}
	_, _ = w.Write(out.buf)
	return nil
}

// none stands for the administrator, who is nobody of the brand's people.
const none = int32(-1)

// users are the places in Brand.People of the customers by ascending id. The
// first ids of a WordPress belong to those who set it up; a shop whose customers
// begin with id 1 has no administrator.
func (s *WooCommerce) users(role string) []int32 {
	var ids []int32
	if s.Bases.Customers > 0 && (role == "all" || role == "administrator") {
		ids = append(ids, none)
	}
	if role == "administrator" {
		return ids
	}
	return append(ids, s.Accounts...)
}

func (s *WooCommerce) products(w http.ResponseWriter, r *http.Request, q url.Values) *wooError {
	p, problem := parsePaging(q)
	if problem != nil {
		return problem
	}
	var kept []int
	only := include(q)
	for i, product := range s.Catalog {
		if !product.Gone && (only == nil || only[wooProduct+int64(i)]) {
			kept = append(kept, i)
		}
	}
	if q.Get("order") == "desc" {
		slices.Reverse(kept)
	}
	from, to := p.head(w, r, len(kept))
	var out jsonWriter
	out.open('[')
	for _, i := range kept[from:to] {
		s.writeProduct(&out, i)
	}
	out.shut(']')
	return writeBody(w, out.buf, q)
}

// wooProduct is the id of the first product.
const wooProduct = 20

func (s *WooCommerce) oneProduct(w http.ResponseWriter, text string) *wooError {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return errNoRoute
	}
	i := int(id - wooProduct)
	if i < 0 || i >= len(s.Catalog) || s.Catalog[i].Gone {
		return errNoProduct
	}
	var out jsonWriter
	s.writeProduct(&out, i)
	_, _ = w.Write(out.buf)
	return nil
}

func (s *WooCommerce) totals() []byte {
	counts := map[string]int64{}
	orders := s.Orders
	for i := range orders {
		counts[statusOf(&orders[i])]++
	}
	var out jsonWriter
	out.open('[')
	for _, status := range [...][2]string{{"pending", "Pending payment"}, {"processing", "Processing"}, {"on-hold", "On hold"}, {"completed", "Completed"},
		{"cancelled", "Cancelled"}, {"refunded", "Refunded"}, {"failed", "Failed"}, {"checkout-draft", "Draft"}, {pluginStatus, "Awaiting pickup"}} {
		out.open('{')
		out.field("slug", status[0])
		out.field("name", status[1])
		out.intField("total", counts[status[0]])
		out.shut('}')
	}
	out.shut(']')
	return out.buf
}
