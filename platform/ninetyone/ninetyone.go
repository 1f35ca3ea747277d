package ninetyone

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// New returns the source of a shop, made from its shop_id, key, currency and time zone; its
// url is that of the API. It sends nothing yet. It returns an error for settings that can't
// work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := rest.Address(shop, config.NinetyOneURL)
	if err != nil {
		return nil, err
	}
	switch {
	case shop.Key.Empty():
		return nil, fmt.Errorf("shop %s: key is needed: 91APP issues it in the OMNI back office", shop.Name)
	case shop.ShopID <= 0:
		return nil, fmt.Errorf("shop %s: shop_id is needed: the shop's number in the OMNI back office", shop.Name)
	case shop.Currency == "" || shop.Zone == nil:
		return nil, fmt.Errorf("shop %s: currency and timezone are needed: 91APP's answers name neither", shop.Name)
	}
	s := &source{shop: shop, client: &rest.Client{
		HTTP: platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Key), Base: base, Zone: shop.Zone, Refusals: refusals,
		Header: http.Header{"X-Api-Key": {shop.Key.Reveal()}, "User-Agent": {"regulars"}, "Content-Type": {"application/json"}, "Accept": {"application/json"}},
		Post:   func(q url.Values) []byte { return body(int64(shop.ShopID), q) },
	}}
	return &rest.Source{
		Platform: "91app", Client: s.client, Lists: []*rest.List{s.orders()}, Tells: sights, Returns: s.returns(), Fill: s.fill, Facts: s.facts,
	}, nil
}

// source is one shop.
type source struct {
	shop   config.Shop
	client *rest.Client
}

// numbers are the fields of questions that are numbers.
var numbers = map[string]bool{"Position": true, "Count": true}

// body is a question as JSON.
func body(shop int64, q url.Values) []byte {
	fields := map[string]any{"ShopId": shop}
	for name := range q {
		fields[name] = q.Get(name)
		if n, err := strconv.Atoi(q.Get(name)); err == nil && numbers[name] {
			fields[name] = n
		}
	}
	text, _ := json.Marshal(fields) // texts and numbers can't fail
	return text
}

const (
	largestPage = 100
	leastPage   = 10
	slice       = 7 * 24 * time.Hour // the longest window that is answered
)

// begin is before 91APP's first shop.
var begin = time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC)

// listOf is a list of windows of one of two times.
func (s *source) listOf(op, path, typeKey, changed, created string, read func(*rest.Reader) *rest.Row) *rest.List {
	bounds := func(kind string) rest.Bounds {
		return rest.Bounds{
			After: "StartDate", Before: "EndDate", Query: url.Values{typeKey: {kind}},
			Write: func(t time.Time) string { return t.In(s.shop.Zone).Format("2006-01-02T15:04:05") },
		}
	}
	return &rest.List{
		Op: op, Path: path, Read: read, Rows: "Data", Inner: "List", Cut: rest.ByOffset, CutKey: "Position", SizeKey: "Count", Size: largestPage, Least: leastPage,
		Changed: bounds(changed), Created: bounds(created), Span: slice, Begin: begin,
	}
}

func (s *source) orders() *rest.List {
	l := s.listOf("orders page", "/ec/V2/SalesOrder/GetList", "DateType", "UpdateDateTime", "OrderDateTime", s.readListed)
	l.Entity, l.ByID.Bare = platform.Orders, true
	return l
}

func (s *source) returns() *rest.List {
	return s.listOf("returns page", "/ec/V2/ReturnGoodsOrder/GetList", "ReturnGoodDateType", "UpdateDateTime", "ReturnGoodDateTime", readReturn)
}

var sights = []platform.Sight{{
	Entity: platform.Orders, List: true, ByID: true,
	Unseen: []platform.Unseen{platform.NeverTried, platform.CartsUntold, platform.ProductsUntold},
}}

const keyHint = "the key is unknown or has no right to orders: look at it in 91APP's OMNI back office, and that shop_id is the shop's number"

var refusals = rest.Refusals{
	Hints:  map[string]string{"200": keyHint, "400": keyHint, "401": keyHint, "403": keyHint, "404": "no such address of the API: leave url out, it is " + config.NinetyOneURL},
	Inside: refusedInside,
}

// refusedInside looks at the Status of the envelope. What else it says is not shown: it may
// name a person.
func refusedInside(r *rest.Reader) (code string, refused bool) {
	r.Keys(func(key string) {
		if key == "Status" {
			code = r.Word()
		}
	})
	return code, code != "" && code != "Success"
}

// facts makes sure that the key works; the API tells nothing about the shop.
func (s *source) facts(ctx context.Context) (platform.Facts, error) {
	facts := platform.Facts{Name: fmt.Sprintf("91APP shop %d", s.shop.ShopID), APIVersion: "V2", Page: largestPage, Warnings: []string{
		"the fields of 91APP's answers are not verified: compare one order with its raw record, and look at the rejected ones, before you rely on it",
	}}
	now := time.Now()
	write := s.orders().Changed.Write
	_, err := s.client.Ask(ctx, rest.Request{Op: "orders of the last hour", Path: "/ec/V2/SalesOrder/GetList", Query: url.Values{
		"DateType": {"UpdateDateTime"}, "StartDate": {write(now.Add(-time.Hour))}, "EndDate": {write(now)}, "Position": {"0"}, "Count": {"1"},
	}}, func(r *rest.Reader) { r.Keys(func(string) {}) })
	return facts, err
}
