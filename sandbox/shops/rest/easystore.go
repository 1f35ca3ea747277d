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

// EasyStore imitates the API 3.0 of an EasyStore shop, as far as it is known. Filters count
// in the shop's time zone, answers carry its offset.
type EasyStore struct {
	*brand.Shop
	token string
}

// NewEasyStore returns the API of a shop, for a token.
func NewEasyStore(shop *brand.Shop, token string) *EasyStore {
	return &EasyStore{Shop: shop, token: token}
}

func (s *EasyStore) clock(unix int64) any {
	return clock(unix, s.Zone, "2006-01-02T15:04:05.000-07:00")
}

func easyStoreError(w http.ResponseWriter, status int, message string) {
	sendJSON(w, status, document{"error": document{"message": message}})
}

func (s *EasyStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Header.Get("EasyStore-Access-Token") {
	case s.token:
		serveLocked(s.Shop, w, func(w http.ResponseWriter) { s.route(w, r) })
	case "":
		easyStoreError(w, http.StatusUnauthorized, "unauthorized")
	default:
		easyStoreError(w, http.StatusForbidden, "permission_denied")
	}
}

func (s *EasyStore) route(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	path, ok := strings.CutPrefix(strings.TrimSuffix(r.URL.Path, ".json"), "/api/3.0/")
	if !ok {
		easyStoreError(w, http.StatusNotFound, "not found")
		return
	}
	switch kind, id, one := strings.Cut(path, "/"); {
	case path == "store":
		sendJSON(w, http.StatusOK, document{"store": document{"name": "山嵐選物", "easystore_domain": r.Host, "currency": "TWD", "timezone": s.Zone.String()}})
	case kind == "orders" && one:
		if o := s.Find(int32(intOf(id, 0))); o != nil && o.Listed() {
			sendJSON(w, http.StatusOK, document{"order": s.order(o)})
			return
		}
		easyStoreError(w, http.StatusNotFound, "not found")
	case kind == "customers" && one:
		if p := s.Customer(int64(intOf(id, 0))); p != nil {
			sendJSON(w, http.StatusOK, document{"customer": s.customer(p)})
			return
		}
		easyStoreError(w, http.StatusNotFound, "not found")
	case kind == "products" && one:
		if r, found := oneProduct(s.Shop, int64(intOf(id, 0))); found {
			sendJSON(w, http.StatusOK, document{"product": s.product(r)})
			return
		}
		easyStoreError(w, http.StatusNotFound, "not found")
	case kind == "orders":
		s.list(w, q, kind, listedOrders(s.Shop), func(r entry) document { return s.order(r.order) })
	case kind == "products":
		s.list(w, q, kind, listedProducts(s.Shop), s.product)
	case kind == "checkouts":
		s.list(w, q, kind, listedCheckouts(s.Shop), s.checkout)
	case kind == "customers":
		s.list(w, q, kind, listedCustomers(s.Shop), func(r entry) document { return s.customer(r.person) })
	default:
		easyStoreError(w, http.StatusNotFound, "not found")
	}
}

func (s *EasyStore) list(w http.ResponseWriter, q url.Values, kind string, all []entry, write func(entry) document) {
	for name, of := range map[string]func(entry) int64{
		"updated_at": func(r entry) int64 { return r.changed }, "created_at": func(r entry) int64 { return r.created },
	} {
		low, high := int64(-brand.Forever), int64(brand.Forever)
		if t, err := time.ParseInLocation(time.DateTime, q.Get(name+"_min"), s.Zone); err == nil {
			low = t.Unix()
		}
		if t, err := time.ParseInLocation(time.DateTime, q.Get(name+"_max"), s.Zone); err == nil {
			high = t.Unix()
		}
		all = keep(all, func(r entry) bool { return of(r) >= low && of(r) <= high })
	}
	if ids := q.Get("ids"); ids != "" {
		wanted := strings.Split(ids, ",")
		all = keep(all, func(r entry) bool { return slices.Contains(wanted, strconv.FormatInt(r.number, 10)) })
	}
	if since := q.Get("since_id"); since != "" {
		all = keep(all, func(r entry) bool { return r.number >= int64(intOf(since, 0)) })
	}
	if q.Get("sort") == "id.asc" {
		slices.SortFunc(all, func(x, y entry) int { return int(x.number - y.number) })
	} else {
		slices.Reverse(all)
	}
	page, size := intOf(q.Get("page"), 1), min(intOf(q.Get("limit"), 20), 100)
	rows := []document{}
	for _, r := range cutPage(all, page, size) {
		rows = append(rows, write(r))
	}
	sendJSON(w, http.StatusOK, document{kind: rows, "total_count": len(all), "page_count": (len(all) + size - 1) / size})
}

func easyStoreMoney(dollars int32) string { return fmt.Sprintf("%d.00", dollars) }

var easyStoreMoneyStates = map[brand.State]string{
	brand.StatePending: "unpaid", brand.StateOnHold: "pending", brand.StateProcessing: "paid", brand.StateCompleted: "paid", brand.StateCancelled: "unpaid", brand.StateFailed: "voided",
}

func (s *EasyStore) order(o *brand.Order) document {
	who := s.IdentityOf(o)
	state, sent := easyStoreMoneyStates[o.State], "unfulfilled"
	if o.State == brand.StateCompleted {
		sent = "fulfilled"
	}
	switch refunded := o.Refunded(); {
	case refunded > 0 && refunded >= o.Total():
		state = "refunded"
	case refunded > 0:
		state = "partially_refunded"
	}
	family, given := "", who.Name
	customer := document{"id": nil, "email": who.Email, "first_name": given, "last_name": family, "phone": who.Phone, "country_code": "TW", "accepts_marketing": true}
	if who.CustomerID != "" {
		customer["id"] = int64(intOf(who.CustomerID, 0)) - s.Bases.Customers
	}
	lines, refunds := []document{}, []document{}
	for i, l := range o.Lines {
		product := s.Catalog[l.Product]
		lines = append(lines, document{
			"id": i + 1, "product_id": l.Product + 1, "product_name": product.Title, "variant_id": 36, "variant_name": "", "sku": product.SKU, "price": easyStoreMoney(l.Price),
			"subtotal": easyStoreMoney(l.Price * int32(l.Quantity)), "total_discount": easyStoreMoney(l.Discount), "quantity": l.Quantity,
		})
	}
	for _, r := range o.Refunds {
		refunds = append(refunds, document{"id": r.Number, "amount": easyStoreMoney(r.Amount), "created_at": s.clock(r.At)})
	}
	return document{
		"id": o.Number, "number": o.Number, "order_number": fmt.Sprintf("#%d", o.Number), "token": "b9f6", "currency_code": "TWD", "currency_rate": "1.0",
		"total_line_items_price": easyStoreMoney(o.Goods()), "subtotal_price": easyStoreMoney(o.Goods()), "total_discount": easyStoreMoney(o.Discount()),
		"total_tax": "0.00", "total_shipping": easyStoreMoney(o.Shipping), "total_price": easyStoreMoney(o.Total()), "total_transaction_charge": 0.0,
		"total_refund_amount": easyStoreMoney(o.Refunded()), "financial_status": state, "fulfillment_status": sent, "source_name": "sf",
		"is_cancelled": o.State == brand.StateCancelled, "cancelled_at": s.clock(o.Cancelled), "closed_at": nil,
		"processed_at": s.clock(o.Placed), "created_at": s.clock(o.Placed), "updated_at": s.clock(o.Updated), "customer": customer, "line_items": lines, "refunds": refunds,
		"transactions": []any{},
	}
}

func (s *EasyStore) customer(p *brand.Person) document {
	a := p.Accounts[s.Place]
	return document{
		"id": a.Number, "email": p.Email, "first_name": p.Given, "last_name": p.Family, "phone": p.Mobile, "birthdate": nil, "gender": nil, "country_code": "TW",
		"accepts_marketing": p.Consents[brand.EDMChannel].Granted, "total_spent": "0.0", "total_order": 0, "is_deleted": false,
		"created_at": s.clock(a.Registered), "updated_at": s.clock(a.Updated),
	}
}
