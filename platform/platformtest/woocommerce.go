package platformtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The key that the imitation WooCommerce shop takes.
const (
	WooKey    = "ck_0123456789abcdef"
	WooSecret = "cs_fedcba9876543210"
)

const wooTime = "2006-01-02T15:04:05"

// NewWooCommerce starts an imitation of WooCommerce 11 with orders in its own
// tables, or, once LocalOrder is set, in the old posts storage.
func NewWooCommerce(t testing.TB) *Shop {
	return newShop(t, func(s *Shop) http.Handler {
		mux := http.NewServeMux()
		mux.HandleFunc("GET /wp-json/{$}", func(w http.ResponseWriter, _ *http.Request) {
			wooJSON(w, 200, map[string]any{"name": "Rig Store", "timezone_string": "Asia/Taipei", "gmt_offset": 8, "namespaces": []string{"wc/v3"}, "routes": map[string]any{}})
		})
		api := http.NewServeMux()
		api.HandleFunc("GET /wp-json/wc/v3/orders", s.wooOrders)
		api.HandleFunc("GET /wp-json/wc/v3/orders/{id}/refunds", s.wooOrderRefunds)
		api.HandleFunc("GET /wp-json/wc/v3/refunds", s.wooRefunds)
		api.HandleFunc("GET /wp-json/wc/v3/customers", s.wooCustomers)
		api.HandleFunc("GET /wp-json/wc/v3/reports/orders/totals", func(w http.ResponseWriter, _ *http.Request) {
			var totals []map[string]any
			for _, slug := range []string{"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft", "awaiting-pickup"} {
				totals = append(totals, map[string]any{"slug": slug, "name": slug, "total": 1})
			}
			wooJSON(w, 200, totals)
		})
		api.HandleFunc("GET /wp-json/wc/v3/data/currencies/current", func(w http.ResponseWriter, _ *http.Request) {
			wooJSON(w, 200, map[string]any{"code": "TWD", "symbol": "&#78;&#84;&#36;"})
		})
		mux.HandleFunc("/wp-json/wc/v3/", func(w http.ResponseWriter, r *http.Request) {
			key, secret := r.URL.Query().Get("consumer_key"), r.URL.Query().Get("consumer_secret")
			if key != WooKey {
				wooError(w, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
				return
			}
			if secret != WooSecret {
				wooError(w, 401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
				return
			}
			api.ServeHTTP(w, r)
		})
		return mux
	})
}

func wooJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func wooError(w http.ResponseWriter, status int, code, message string) {
	wooJSON(w, status, map[string]any{"code": code, "message": message, "data": map[string]any{"status": status}})
}

func (s *Shop) wooOrders(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	perPage, page := wooNumber(q.Get("per_page"), 10), wooNumber(q.Get("page"), 1)
	if perPage > 100 {
		wooError(w, 400, "rest_invalid_param", "Invalid parameter(s): per_page")
		return
	}
	if perPage > 1 {
		s.pageStarts()
	}
	bounds := map[string]time.Time{}
	for _, name := range []string{"after", "before", "modified_after", "modified_before"} {
		if q.Get(name) == "" {
			continue
		}
		at, err := time.Parse(wooTime, q.Get(name))
		if err != nil || q.Get("dates_are_gmt") != "true" {
			wooError(w, 400, "rest_invalid_param", "Invalid parameter(s): "+name)
			return
		}
		bounds[name] = at
	}
	rows, err := s.wooSelect(strings.Split(q.Get("status"), ","), bounds)
	if err != nil {
		wooError(w, 400, "rest_invalid_param", err.Error())
		return
	}
	s.wooSort(rows, q.Get("orderby"))
	s.wooPage(w, rows, page, perPage)
}

func (s *Shop) wooSelect(statuses []string, bounds map[string]time.Time) ([]Order, error) {
	known := []string{"any", "trash", "auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft", "awaiting-pickup"}
	for _, status := range statuses {
		if !slices.Contains(known, status) {
			//lint:ignore ST1005 WordPress's own words
			return nil, fmt.Errorf("Invalid parameter(s): status")
		}
	}
	var rows []Order
	for _, o := range s.Orders() {
		status := wooStatus(o)
		if !slices.Contains(statuses, status) && (status == "trash" || !slices.Contains(statuses, "any")) {
			continue
		}
		placed, modified := o.Placed.Truncate(time.Second), o.Modified.Truncate(time.Second)
		if at, ok := bounds["after"]; ok && !placed.After(at) {
			continue
		}
		if at, ok := bounds["before"]; ok && !placed.Before(at) {
			continue
		}
		if at, ok := bounds["modified_after"]; ok && !modified.After(at) {
			continue
		}
		if at, ok := bounds["modified_before"]; ok && !modified.Before(at) {
			continue
		}
		rows = append(rows, o)
	}
	return rows, nil
}

func (s *Shop) wooSort(rows []Order, by string) {
	key := func(o Order) string {
		at := o.Modified
		if by == "date" {
			at = o.Placed
		}
		if s.LocalOrder != nil {
			at = at.In(s.LocalOrder)
		}
		return at.Format(wooTime) + fmt.Sprintf("%012d", o.ID)
	}
	sort.SliceStable(rows, func(i, j int) bool { return key(rows[i]) < key(rows[j]) })
}

func (s *Shop) wooPage(w http.ResponseWriter, rows []Order, page, perPage int) {
	total := len(rows)
	start := min((page-1)*perPage, total)
	end := min(start+perPage, total)
	documents := []map[string]any{}
	for _, o := range rows[start:end] {
		if !s.Hidden[o.ID] {
			documents = append(documents, s.spoil(o.ID, s.wooOrder(o)))
		}
	}
	if start >= total && page > 1 && s.LocalOrder == nil {
		total = 0
	}
	wooCounts(w, total, perPage)
	wooJSON(w, 200, documents)
}

func wooCounts(w http.ResponseWriter, total, perPage int) {
	w.Header().Set("X-WP-Total", strconv.Itoa(total))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa((total+perPage-1)/perPage))
}

func wooNumber(text string, otherwise int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return otherwise
	}
	return n
}

func wooStatus(o Order) string {
	return map[State]string{Pending: "pending", Paid: "processing", Fulfilled: "completed", Cancelled: "cancelled", Refunded: "refunded", "trash": "trash"}[o.State]
}

func (s *Shop) wooOrder(o Order) map[string]any {
	zone := s.LocalOrder
	if zone == nil {
		zone = time.FixedZone("", 8*3600)
	}
	var paid any
	if o.State == Paid || o.State == Fulfilled || o.State == Refunded {
		paid = o.Placed.UTC().Format(wooTime)
	}
	lines := []any{}
	for i := range o.Lines {
		lines = append(lines, map[string]any{
			"id": o.ID*10000 + i, "name": "手工皂", "product_id": 93, "variation_id": 0, "quantity": 1, "sku": fmt.Sprintf("SKU-%d", i),
			"subtotal": s.Money(o.Total / o.Lines), "total": s.Money(o.Total / o.Lines), "total_tax": s.Money(0), "price": o.Total / o.Lines, "meta_data": []any{}, "parent_name": nil,
		})
	}
	refunds := []any{}
	for _, r := range o.Refunds {
		refunds = append(refunds, map[string]any{"id": r.ID, "reason": "", "total": s.Money(-r.Amount)})
	}
	return map[string]any{
		"id": o.ID, "parent_id": 0, "number": strconv.Itoa(o.ID), "status": wooStatus(o), "currency": "TWD", "version": "11.0.1",
		"date_created": o.Placed.In(zone).Format(wooTime), "date_created_gmt": o.Placed.UTC().Format(wooTime),
		"date_modified": o.Modified.In(zone).Format(wooTime), "date_modified_gmt": o.Modified.UTC().Format(wooTime),
		"date_paid_gmt": paid, "date_completed_gmt": nil,
		"total": s.Money(o.Total), "total_tax": s.Money(0), "discount_total": s.Money(0), "discount_tax": s.Money(0), "shipping_total": s.Money(0), "shipping_tax": s.Money(0),
		"customer_id": o.CustomerID, "payment_method": "bacs", "customer_note": "",
		"billing":    map[string]any{"first_name": "小明", "last_name": "王", "email": o.Email, "phone": "0912345678", "country": "TW"},
		"meta_data":  []any{map[string]any{"id": 1, "key": "_any", "value": map[string]any{"a": []int{1}}}, map[string]any{"id": 2, "key": "_n", "value": 7}},
		"line_items": lines, "coupon_lines": []any{}, "refunds": refunds,
	}
}

func (s *Shop) wooRefund(o Order, r Refund) map[string]any {
	return map[string]any{
		"id": r.ID, "parent_id": o.ID, "amount": s.Money(r.Amount), "reason": "", "line_items": []any{},
		"date_created": r.At.Add(8 * time.Hour).UTC().Format(wooTime), "date_created_gmt": r.At.UTC().Format(wooTime),
	}
}

func (s *Shop) wooRefunds(w http.ResponseWriter, r *http.Request) {
	wanted := strings.Split(r.URL.Query().Get("include"), ",")
	found := []any{}
	for _, o := range s.Orders() {
		for _, refund := range o.Refunds {
			if slices.Contains(wanted, strconv.Itoa(refund.ID)) {
				found = append(found, s.wooRefund(o, refund))
			}
		}
	}
	perPage := wooNumber(r.URL.Query().Get("per_page"), 10)
	wooCounts(w, len(found), perPage)
	wooJSON(w, 200, found[:min(len(found), perPage)])
}

func (s *Shop) wooOrderRefunds(w http.ResponseWriter, r *http.Request) {
	o := s.Order(wooNumber(r.PathValue("id"), 0))
	found := []any{}
	for _, refund := range o.Refunds {
		found = append(found, s.wooRefund(o, refund))
	}
	wooJSON(w, 200, found)
}

func (s *Shop) wooCustomers(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	perPage, page := wooNumber(q.Get("per_page"), 10), wooNumber(q.Get("page"), 1)
	if perPage > 1 {
		s.pageStarts()
	}
	all := s.customersByID()
	start := min((page-1)*perPage, len(all))
	documents := []map[string]any{}
	for _, c := range all[start:min(start+perPage, len(all))] {
		documents = append(documents, s.spoil(c.ID, map[string]any{
			"id": c.ID, "date_created_gmt": "2025-04-21T06:50:56", "date_modified_gmt": c.Modified.UTC().Format(wooTime),
			"email": c.Email, "first_name": "Mei", "last_name": "陳", "role": "customer", "is_paying_customer": true,
			"billing": map[string]any{"first_name": "Mei", "last_name": "陳", "phone": "0912382992", "city": "Taipei", "email": c.Email},
			"meta_data": []any{
				map[string]any{"id": 1, "key": "_line_user_id", "value": "U0123456789abcdef0123456789abcdef"},
				map[string]any{"id": 2, "key": "marketing_consent_edm", "value": "yes"},
				map[string]any{"id": 3, "key": "marketing_consent_edm_at", "value": "2026-05-01T00:00:00Z"},
				map[string]any{"id": 4, "key": "marketing_consent_sms", "value": "no"},
			},
		}))
	}
	wooCounts(w, len(all), perPage)
	wooJSON(w, 200, documents)
}
