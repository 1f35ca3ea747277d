package rest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// Cyberbiz imitates the app API v1 of CYBERBIZ, as far as it is known. Lists begin with the
// newest record, and times are Taipei's, without a zone.
type Cyberbiz struct {
	*brand.Shop
	token string
}

// NewCyberbiz returns the API of a shop, for a token.
func NewCyberbiz(shop *brand.Shop, token string) *Cyberbiz {
	return &Cyberbiz{Shop: shop, token: token}
}

var cyberbizZone = time.FixedZone("", 8*60*60)

func cyberbizClock(unix int64) any { return clock(unix, cyberbizZone, time.DateTime) }

func cyberbizError(w http.ResponseWriter, status int, text string) {
	sendJSON(w, status, document{"error": []string{text}})
}

func (s *Cyberbiz) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.token {
		cyberbizError(w, http.StatusUnauthorized, "權限不足")
		return
	}
	serveLocked(s.Shop, w, func(w http.ResponseWriter) { s.route(w, r) })
}

func (s *Cyberbiz) route(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch kind, id, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), "/"); {
	case r.URL.Path == "/shop":
		sendJSON(w, http.StatusOK, document{"shop_info": document{"id": 7, "name": "山嵐選物", "primary_domain": "shop.example", "currency": "TWD", "language": "zh-TW"}})
	case kind == "orders" && one:
		o := s.Find(int32(intOf(id, 0)))
		if o == nil || !o.Listed() {
			cyberbizError(w, http.StatusNotFound, "無此資源")
			return
		}
		sendJSON(w, http.StatusOK, s.order(o))
	case kind == "customers" && one:
		p := s.Customer(int64(intOf(id, 0)))
		if p == nil {
			sendJSON(w, http.StatusOK, nil) // a lookup that finds nothing
			return
		}
		sendJSON(w, http.StatusOK, s.customer(p))
	case kind == "products" && one:
		r, found := oneProduct(s.Shop, int64(intOf(id, 0)))
		if !found {
			cyberbizError(w, http.StatusNotFound, "無此資源")
			return
		}
		sendJSON(w, http.StatusOK, s.product(r))
	case kind == "orders":
		s.list(w, q, listedOrders(s.Shop), func(r entry) document { return s.order(r.order) })
	case kind == "products":
		s.list(w, url.Values{"page": q["page"], "per_page": q["per_page"]}, listedProducts(s.Shop), s.product) // no filter is known
	case kind == "customers":
		s.list(w, q, listedCustomers(s.Shop), func(r entry) document { return s.customer(r.person) })
	default:
		cyberbizError(w, http.StatusNotFound, "無此資源")
	}
}

func (s *Cyberbiz) list(w http.ResponseWriter, q url.Values, all []entry, write func(entry) document) {
	for name, of := range map[string]func(entry) int64{
		"updated_at_start_time": func(r entry) int64 { return r.changed }, "start_time": func(r entry) int64 { return r.created },
	} {
		all = keep(all, cyberbizSpan(q.Get(name), q.Get(strings.Replace(name, "start", "end", 1)), of))
	}
	slices.Reverse(all)
	page, size := intOf(q.Get("page"), 1), min(intOf(q.Get("per_page"), 50), 50)
	rows := []document{}
	for _, r := range cutPage(all, page, size) {
		rows = append(rows, write(r))
	}
	pages := (len(all) + size - 1) / size
	for name, n := range map[string]int{"X-Page": page, "X-Per-Page": size, "X-Offset": 0, "X-Total": len(all), "X-Total-Pages": pages} {
		w.Header().Set(name, strconv.Itoa(n))
	}
	sendJSON(w, http.StatusOK, rows)
}

// cyberbizSpan lets through what lies between two moments, both included.
func cyberbizSpan(from, to string, of func(entry) int64) func(entry) bool {
	low, high := int64(-brand.Forever), int64(brand.Forever)
	if t, err := time.ParseInLocation(time.DateTime, from, cyberbizZone); err == nil {
		low = t.Unix()
	}
	if t, err := time.ParseInLocation(time.DateTime, to, cyberbizZone); err == nil {
		high = t.Unix()
	}
	return func(r entry) bool { return of(r) >= low && of(r) <= high }
}

var cyberbizStates = map[brand.State][3]string{
	brand.StatePending: {"open", "pending", "unshipped"}, brand.StateOnHold: {"open", "pending", "unshipped"}, brand.StateProcessing: {"open", "paid", "preparing"},
	brand.StateCompleted: {"closed", "paid", "received"}, brand.StateCancelled: {"cancelled", "pending", "cancel"}, brand.StateFailed: {"open", "failed", "unshipped"},
}

func (s *Cyberbiz) order(o *brand.Order) document {
	who := s.IdentityOf(o)
	state := cyberbizStates[o.State]
	switch refunded := o.Refunded(); {
	case refunded > 0 && refunded >= o.Total():
		state[1] = "refunded"
	case refunded > 0:
		state[1] = "partial_refunded"
	}
	d := document{
		"id": o.Number, "order_number": 1000 + o.Number, "order_name": "#" + strconv.Itoa(int(1000+o.Number)), "token": "REDACTED",
		"created_at": cyberbizClock(o.Placed), "updated_at": cyberbizClock(o.Updated), "subtotal_price": float64(o.Goods()),
		"prices": document{
			"total_line_items_price": float64(o.Goods()), "shipping_rate_price": float64(o.Shipping), "total_price": float64(o.Total()),
			"discounts": document{"shop_discount": nil, "vip_discount": 0, "coupon_discount": nil, "coupon_discounts": []any{}, "price_discount": float64(o.Discount())},
		},
		"statuses": document{"order_status": state[0], "financial_status": state[1], "fulfillment_status": state[2], "return_status": "no_need"},
		"timings": document{
			"request_return_at": nil, "return_at": nil, "refund_at": nil, "closed_at": cyberbizClock(o.Completed), "cancelled_at": cyberbizClock(o.Cancelled), "confirmed_at": cyberbizClock(o.Paid),
		},
		"customer": nil, "buyer": document{"email": who.Email, "mobile": who.Phone}, "shipping_type": "cyberbiz", "shipping_name": "自取",
		"transaction_number": nil, "note": "", "utm_tracking": document{}, "tags": []any{}, "from_device": "桌機",
	}
	if who.CustomerID != "" {
		d["customer"] = document{"id": int64(intOf(who.CustomerID, 0)) - s.Bases.Customers, "name": who.Name, "email": who.Email, "mobile": who.Phone}
	}
	lines, refunds := []document{}, []document{}
	for i, l := range o.Lines {
		product := s.Catalog[l.Product]
		lines = append(lines, document{
			"id": i + 1, "product_id": l.Product + 1, "product_variant_id": 19, "title": product.Title, "variant_title": "", "sku": product.SKU, "price": float64(l.Price),
			"quantity": l.Quantity, "item_type": "normal", "total_price_before_discounts": float64(l.Price) * float64(l.Quantity),
			"total_discount": float64(l.Discount), "total_price_after_discounts": float64(l.Amount()),
		})
	}
	for _, r := range o.Refunds {
		refunds = append(refunds, document{"body": "退款", "price": float64(r.Amount), "refunded_at": cyberbizClock(r.At)})
	}
	d["line_items"], d["return_histories"] = lines, refunds
	return d
}

func (s *Cyberbiz) customer(p *brand.Person) document {
	a := p.Accounts[s.Place]
	providers := []document{}
	if p.LineID != "" {
		providers = append(providers, document{"provider_type": "line", "uid": p.LineID})
	}
	return document{
		"id": a.Number, "name": p.Name(), "email": p.Email, "mobile": p.Mobile, "gender": "女", "birthday": nil, "accepts_marketing": p.Consents[brand.EDMChannel].Granted,
		"bonus_remain": 12.0, "uid_providers": providers, "tags": []document{{"name": "VIP"}}, "status": "enabled", "vip_info": nil,
		"created_at": cyberbizClock(a.Registered), "updated_at": cyberbizClock(a.Updated),
	}
}
