package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/schema"
	"regulars/schema/intake"
)

// benchPull times the activity that pulls a WooCommerce shop, and ClickHouse
// reading the same pages with url().
func benchPull(ctx context.Context, db *schema.DB, orders int, profile string) error {
	if err := takeChecksum(); err != nil {
		return err
	}
	pages := newPages(orders)
	server := httptest.NewServer(pages)
	defer server.Close()

	var ours time.Duration
	err := profiled(profile, func() (err error) {
		ours, err = pullShop(db, config.Shop{
			Name: "woo", Platform: "woocommerce", URL: server.URL, Key: config.NewSecret("ck_1"), KeySecret: config.NewSecret("cs_1"),
			RequestsPerSecond: 1e6, Zone: time.UTC, Lookback: time.Hour,
		})
		return err
	})
	if err != nil {
		return err
	}
	urlPattern := fmt.Sprintf("%s/wp-json/wc/v3/orders?per_page=100&page={1..%d}", server.URL, orders/100)
	plain, err := fastest(1, func() error {
		return plainURL.Exec(ctx, db, urlParams{Brand: "bench", URL: urlPattern})
	})
	if err != nil {
		return err
	}
	perSecond := func(d time.Duration) float64 { return float64(orders) / d.Seconds() }
	fmt.Printf("\npulling WooCommerce    %d orders: %.0f/s; ClickHouse's own url(): %.0f/s; ratio %.2f\n",
		orders, perSecond(ours), perSecond(plain), perSecond(ours)/perSecond(plain))
	return printShares(ctx, profile, pullParts)
}

// pullParts are what a pull spends the worker's processor time on: functions, with what
// they call.
var pullParts = []part{
	{"reading records", `regulars/platform/woocommerce.readOrder`},
	{"phones", `regulars/identity.PhoneIn`},
	{"columns of records", `regulars/schema/intake.(*orderColumns).add`},
	{"columns into the driver", `regulars/schema/intake.(*orderColumns).give`},
	{"sending them", `github.com/ClickHouse/clickhouse-go/v2.(*connect).sendData`},
	{"the shop's answers (the bench's own)", `main.(*pages).ServeHTTP`},
}

// takeChecksum runs an activity that does nothing. Before the first one of a process Temporal
// takes the checksum of the program, 0.2 s of a processor, which is no pull's.
func takeChecksum() error {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestActivityEnvironment()
	nothing := func(context.Context) error { return nil }
	env.RegisterActivity(nothing)
	_, err := env.ExecuteActivity(nothing)
	return err
}

// pullShop times the activity that pulls all orders of a shop.
func pullShop(db *schema.DB, shop config.Shop) (time.Duration, error) {
	cfg := (&config.Config{Brands: []config.Brand{{
		Name: "bench", Timezone: "UTC", Zone: time.UTC, Currency: "TWD", Shops: []config.Shop{shop},
	}}}).WithDefaults()
	shops := &activities.Shops{Config: cfg, DB: db, Open: connectors.Open}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestActivityEnvironment()
	env.SetTestTimeout(30 * time.Minute)
	env.RegisterActivity(shops)
	started := time.Now()
	_, err := env.ExecuteActivity(shops.PullPages, activities.LoadRef{
		ShopRef: activities.ShopRef{Brand: "bench", Shop: shop.Name},
		Entity:  string(platform.Orders), LoadID: "bench-" + shop.Name, Kind: intake.LoadWindow, To: time.Now(),
	})
	return time.Since(started), err
}

// pages are a shop's orders, ready to be served: one changed per second.
type pages struct {
	orders [][]byte
	start  time.Time
}

const lineItem = `{"id":315,"name":"Oolong","product_id":93,"variation_id":0,"quantity":2,"tax_class":"","subtotal":"130.00","subtotal_tax":"0.00","total":"130.00","total_tax":"0.00","taxes":[],"meta_data":[],"sku":"TEA-1","price":65}`

func newPages(n int) *pages {
	p := &pages{start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	for i := range n {
		at := p.start.Add(time.Duration(i) * time.Second).Format("2006-01-02T15:04:05")
		p.orders = append(p.orders, fmt.Appendf(nil, `{"id":%d,"parent_id":0,"number":"%d","order_key":"wc_order_%d","created_via":"checkout","version":"11.0.1","status":"completed","currency":"TWD","date_created":"%s","date_created_gmt":"%s","date_modified":"%s","date_modified_gmt":"%s","discount_total":"0.00","discount_tax":"0.00","shipping_total":"60.00","shipping_tax":"0.00","cart_tax":"0.00","total":"190.00","total_tax":"0.00","prices_include_tax":false,"customer_id":%d,"customer_ip_address":"","customer_note":"","billing":{"first_name":"小明","last_name":"王","company":"","address_1":"","city":"台北市","country":"TW","email":"p%d@example.com","phone":"09%08d"},"shipping":{"first_name":"","last_name":""},"payment_method":"bacs","payment_method_title":"","transaction_id":"","date_paid":"%s","date_paid_gmt":"%s","date_completed":null,"date_completed_gmt":null,"cart_hash":"","meta_data":[{"id":1,"key":"_utm","value":"x"}],"line_items":[%s,%s],"tax_lines":[],"shipping_lines":[],"fee_lines":[],"coupon_lines":[],"refunds":[]}`,
			i+1, i+1, i+1, at, at, at, at, i%9000+1, i%9000+1, i%9000+1, at, at, lineItem, lineItem))
	}
	return p
}

// ServeHTTP answers as WooCommerce does, without its own work: lists by page, or
// by what changed after a second.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if r.URL.Path == "/wp-json/wc/v3/reports/orders/totals" {
		_, _ = fmt.Fprintf(w, `[{"slug":"completed","name":"Completed","total":%d}]`, len(p.orders))
		return
	}
	if r.URL.Path != "/wp-json/wc/v3/orders" || query.Get("status") == "trash" {
		w.Header().Set("X-WP-Total", "0")
		w.Header().Set("X-WP-TotalPages", "0")
		_, _ = w.Write([]byte("[]"))
		return
	}
	from := 0
	if after, err := time.Parse("2006-01-02T15:04:05", query.Get("modified_after")); err == nil {
		from = sort.Search(len(p.orders), func(i int) bool { return p.start.Add(time.Duration(i) * time.Second).After(after) })
	}
	left := p.orders[from:]
	page, _ := strconv.Atoi(query.Get("page"))
	start := min(len(left), max(page-1, 0)*100)
	end := min(len(left), start+100)
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("X-WP-Total", strconv.Itoa(len(left)))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa((len(left)+99)/100))
	_, _ = w.Write([]byte("["))
	_, _ = w.Write(bytes.Join(left[start:end], []byte(",")))
	_, _ = w.Write([]byte("]"))
}
