package rest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// ShoplineGlobal imitates the REST Admin API of a SHOPLINE shop on myshopline.com, as far as
// its documentation goes. Pages are behind links, and a list of orders is of unshipped ones
// where nothing is said.
type ShoplineGlobal struct {
	*brand.Shop
	token string
}

// NewShoplineGlobal returns the API of a shop, for a token.
func NewShoplineGlobal(shop *brand.Shop, token string) *ShoplineGlobal {
	return &ShoplineGlobal{Shop: shop, token: token}
}

func (s *ShoplineGlobal) clock(unix int64) any {
	return clock(unix, s.Zone, "2006-01-02T15:04:05-07:00")
}

func shoplineGlobalError(w http.ResponseWriter, status int, code, message string) {
	sendJSON(w, status, document{"code": code, "errors": message})
}

func (s *ShoplineGlobal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+s.token {
		shoplineGlobalError(w, http.StatusUnauthorized, "Unauthorized", "access token is invalid")
		return
	}
	serveLocked(s.Shop, w, func(w http.ResponseWriter) { s.route(w, r) })
}

func (s *ShoplineGlobal) route(w http.ResponseWriter, r *http.Request) {
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/admin/openapi/"), "/")
	q := r.URL.Query()
	switch path {
	case "merchants/shop.json":
		sendJSON(w, http.StatusOK, document{"data": document{"name": "山嵐選物", "currency": "TWD", "iana_timezone": s.Zone.String()}})
	case "orders/count.json":
		sendJSON(w, http.StatusOK, document{"count": len(s.orders(q, "any"))})
	case "products/count.json":
		sendJSON(w, http.StatusOK, document{"count": len(s.products(q))})
	case "orders/abandoned_orders/count.json":
		sendJSON(w, http.StatusOK, document{"count": len(s.checkouts(q))})
	case "products/products.json":
		s.list(w, r, "products", s.products, s.product)
	case "orders/abandoned_orders.json":
		s.list(w, r, "abandoned_orders", s.checkouts, s.checkout)
	case "customers/v2/count.json":
		sendJSON(w, http.StatusOK, document{"count": len(s.Accounts)})
	case "orders.json":
		s.list(w, r, "orders", func(q url.Values) []entry { return s.orders(q, "unshipped") }, func(r entry) document { return s.order(r.order) })
	case "v2/customers.json":
		s.list(w, r, "customers", func(q url.Values) []entry { return shoplineGlobalFilter(q, listedCustomers(s.Shop)) }, func(r entry) document { return s.customer(r.person) })
	default:
		shoplineGlobalError(w, http.StatusNotFound, "NotFound", "not found")
	}
}

func (s *ShoplineGlobal) orders(q url.Values, usual string) []entry {
	wanted := q.Get("fulfillment_status")
	if wanted == "" {
		wanted = usual
	}
	return keep(shoplineGlobalFilter(q, listedOrders(s.Shop)), func(r entry) bool { return wanted == "any" || wanted == shoplineGlobalSent(r.order) })
}

func shoplineGlobalSent(o *brand.Order) string {
	if o.State == brand.StateCompleted {
		return "shipped"
	}
	return "unshipped"
}

func shoplineGlobalFilter(q url.Values, all []entry) []entry {
	for name, of := range map[string]func(entry) int64{
		"updated_at": func(r entry) int64 { return r.changed }, "created_at": func(r entry) int64 { return r.created },
	} {
		low, high := int64(-brand.Forever), int64(brand.Forever)
		if t, err := time.Parse(time.RFC3339, q.Get(name+"_min")); err == nil {
			low = t.Unix()
		}
		if t, err := time.Parse(time.RFC3339, q.Get(name+"_max")); err == nil {
			high = t.Unix()
		}
		all = keep(all, func(r entry) bool { return of(r) >= low && of(r) <= high })
	}
	if ids := q.Get("ids"); ids != "" {
		wanted := strings.Split(ids, ",")
		all = keep(all, func(r entry) bool { return slices.Contains(wanted, strconv.FormatInt(r.number, 10)) })
	}
	slices.SortFunc(all, func(x, y entry) int { return int(y.number - x.number) })
	return all
}

// list answers the page behind a link, whose token holds the filters and the last id.
func (s *ShoplineGlobal) list(w http.ResponseWriter, r *http.Request, kind string, find func(url.Values) []entry, write func(entry) document) {
	q, behind := r.URL.Query(), int64(brand.Forever)
	size := intOf(q.Get("limit"), 50)
	if token := q.Get("page_info"); token != "" {
		text, err := base64.RawURLEncoding.DecodeString(token)
		last, filters, _ := strings.Cut(string(text), "?")
		known, wrong := url.ParseQuery(filters)
		if err != nil || wrong != nil || len(q) > 2 {
			shoplineGlobalError(w, http.StatusBadRequest, "InvalidPageInfo", "page_info is illegal")
			return
		}
		q, behind = known, int64(intOf(last, 0))
	}
	if size < 1 || size > 100 {
		shoplineGlobalError(w, http.StatusUnprocessableEntity, "InvalidLimit", "limit is illegal")
		return
	}
	all := keep(find(q), func(r entry) bool { return r.number < behind })
	rows := []document{}
	for _, r := range cutPage(all, 1, size) {
		rows = append(rows, write(r))
	}
	if len(all) > size {
		q.Del("limit")
		token := base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(all[size-1].number, 10) + "?" + q.Encode()))
		w.Header().Set("Link", fmt.Sprintf(`<https://%s%s?limit=%d&page_info=%s>; rel="next"`, r.Host, r.URL.Path, size, token))
	}
	sendJSON(w, http.StatusOK, document{kind: rows})
}

func (s *ShoplineGlobal) money(dollars int32) string { return fmt.Sprintf("%d.00", dollars) }

func (s *ShoplineGlobal) set(dollars int32) document {
	amount := document{"amount": s.money(dollars), "currency_code": "TWD"}
	return document{"shop_money": amount, "presentment_money": amount}
}

func (s *ShoplineGlobal) order(o *brand.Order) document {
	who := s.IdentityOf(o)
	money, status := "unpaid", "open"
	switch {
	case o.Refunded() > 0 && o.Refunded() >= o.Total():
		money = "refunded"
	case o.Refunded() > 0:
		money = "partially_refunded"
	case o.Paid > 0:
		money = "paid"
	}
	if o.State == brand.StateCancelled || o.State == brand.StateFailed {
		status = "cancelled"
	}
	lines, refunds := []document{}, []document{}
	for i, l := range o.Lines {
		product := s.Catalog[l.Product]
		line := document{"id": strconv.Itoa(i + 1), "product_id": strconv.Itoa(int(l.Product) + 1), "title": product.Title, "sku": product.SKU, "quantity": l.Quantity, "price": s.money(l.Price), "gift_card": false}
		if l.Discount > 0 {
			line["discount_allocations"] = []document{{"amount": s.money(l.Discount)}}
		}
		lines = append(lines, line)
	}
	for _, r := range o.Refunds {
		refunds = append(refunds, document{
			"id": strconv.Itoa(int(r.Number)), "created_at": s.clock(r.At), "refund_line_items": []any{},
			"transactions": []document{{"kind": "refund", "status": "success", "amount": s.money(r.Amount)}},
		})
	}
	customer := document{"id": nil, "email": who.Email, "first_name": who.Name, "last_name": "", "phone": who.Phone, "area_code": "+886"}
	if who.CustomerID != "" {
		customer["id"] = strconv.Itoa(intOf(who.CustomerID, 0) - int(s.Bases.Customers))
	}
	return document{
		"id": strconv.Itoa(int(o.Number)), "name": fmt.Sprintf("D%d", o.Number), "status": status, "financial_status": money, "fulfillment_status": shoplineGlobalSent(o),
		"created_at": s.clock(o.Placed), "order_at": s.clock(o.Placed), "updated_at": s.clock(o.Updated), "cancelled_at": s.clock(o.Cancelled), "currency": "TWD", "presentment_currency": "TWD",
		"total_price": s.money(o.Total()), "current_total_price": s.money(o.Total() - o.Refunded()), "subtotal_price": s.money(o.Goods()), "total_line_items_price": s.money(o.Goods()),
		"total_discounts": s.money(o.Discount()), "total_tax": "0.00", "taxes_included": true, "total_shipping_price_set": s.set(o.Shipping), "total_tip_received": "0.00",
		"email": who.Email, "phone": who.Phone, "customer": customer, "billing_address": document{"name": who.Name, "country_code": "TW"}, "line_items": lines, "refunds": refunds, "tags": "",
	}
}

func (s *ShoplineGlobal) customer(p *brand.Person) document {
	a := p.Accounts[s.Place]
	return document{
		"id": strconv.Itoa(int(a.Number)), "email": p.Email, "first_name": p.Given, "last_name": p.Family, "phone": p.Mobile, "area_code": "+886", "gender": "female", "birthday": nil,
		"accepts_marketing": p.Consents[brand.EDMChannel].Granted, "accepts_marketing_updated_at": s.clock(p.Consents[brand.EDMChannel].At),
		"accepts_mobile_marketing": p.Consents[brand.SMSChannel].Granted, "accepts_mobile_marketing_updated_at": s.clock(p.Consents[brand.SMSChannel].At),
		"default_address": document{"city": brand.Cities[p.City], "country_code": "TW"}, "tags": "VIP, 老客人", "orders_count": 0,
		"created_at": s.clock(a.Registered), "updated_at": s.clock(a.Updated),
	}
}
