package ninetyone

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform/internal/rest"
	"regulars/platform/internal/rest/resttest"
)

// The sample is what the connector expects: no answer of a real shop has been seen.
const orderSample = `{"TMCode":"TM261102A00001","TGCode":"TG261102A00001","OrderDateTime":"2026-11-02T13:04:05","UpdateDateTime":"2026-11-03T01:00:00","OrderStatus":"Finish",
 "TotalPayment":190,"ShippingFee":60.0,"TotalDiscount":-10,"MemberId":77,"MemberName":"王小明","MemberEmail":"a@b.tw","MemberPhone":"0912345678",
 "SalesOrderSlaveList":[{"TSCode":"TS261102A000001","SkuCode":"TEA-1","SalePageId":9,"Title":"烏龍茶","Qty":2,"TotalPayment":"130.00"}]}`

const unit = 10_000

var zone = time.FixedZone("", 8*60*60)

func shop() *source { return &source{shop: config.Shop{Name: "tea", Currency: "TWD", Zone: zone}} }

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02T15:04:05", text, zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestOrder(t *testing.T) {
	row := resttest.Row(t, zone, shop().readOrder, orderSample)
	require.Empty(t, row.Reason)
	row.Order.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "TM261102A00001", Number: "TG261102A00001", PlacedAt: at("2026-11-02T13:04:05"), UpdatedAt: at("2026-11-03T01:00:00"), CustomerID: "77",
		Name: "王小明", Email: "a@b.tw", Phone: "0912345678", Status: "Finish", Placed: true, Paid: true, Fulfilled: true, Currency: "TWD",
		Total: 190 * unit, Discount: 10 * unit, Shipping: 60 * unit,
		Lines: []regulars.Line{{SKU: "TEA-1", ProductID: "9", Title: "烏龍茶", Quantity: 2, Amount: 130 * unit}},
	}, *row.Order)
}

// A field that has another name than was guessed rejects the order: it is kept with its raw
// record, and counts nowhere.
func TestWrongGuessesAreSeen(t *testing.T) {
	for record, reason := range map[string]string{
		`{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","OrderStatus":"Finish","Amount":190}`:                  "no total",
		`{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","State":"Finish","TotalPayment":190}`:                  "no status",
		`{"TMCode":"TM1","CreatedAt":"2026-11-02T13:04:05","OrderStatus":"Finish","TotalPayment":190}`:                "no time",
		`{"TMCode":"TM1","OrderDateTime":"/Date(1762059845000)/","OrderStatus":"Finish","TotalPayment":190}`:          `"OrderDateTime" is not a time`,
		`{"Code":"TM1","OrderDateTime":"2026-11-02T13:04:05","OrderStatus":"Finish","TotalPayment":190}`:              "no id",
		`{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","OrderStatus":"Finish","TotalPayment":{"Amount":190}}`: "does not hold",
	} {
		require.Contains(t, resttest.Row(t, zone, shop().readOrder, record).Reason, reason)
	}
	strange := resttest.Row(t, zone, shop().readOrder, `{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","OrderStatus":"Packed","TotalPayment":190}`)
	require.Empty(t, strange.Reason)
	require.True(t, strange.Order.Unmapped)
}

func TestReturns(t *testing.T) {
	row := resttest.Row(t, zone, readReturn, `{"ReturnGoodDetailId":5,"TMCode":"TM1","ReturnGoodStatus":"Finish","RefundAmount":-30,"ReturnGoodDateTime":"2026-11-02T13:04:05","FinishDateTime":"2026-11-04T00:00:00"}`)
	require.Equal(t, rest.Refund{Order: "TM1", Refund: regulars.Refund{ID: "5", At: at("2026-11-04T00:00:00"), Amount: 30 * unit}}, *row.Refund)
	for _, state := range []string{"Processing", "Cancel"} {
		row := resttest.Row(t, zone, readReturn, `{"ReturnGoodDetailId":5,"TMCode":"TM1","ReturnGoodStatus":"`+state+`","RefundAmount":30}`)
		require.Zero(t, row.Refund.Amount, state)
	}
}

// A question is JSON whose numbers are numbers; a window is never longer than seven days.
func TestQuestions(t *testing.T) {
	var asked map[string]any
	require.NoError(t, json.Unmarshal(body(1234, url.Values{"Position": {"0"}, "Count": {"100"}, "DateType": {"UpdateDateTime"}, "TMCode": {"7"}}), &asked))
	require.Equal(t, map[string]any{"ShopId": 1234.0, "Position": 0.0, "Count": 100.0, "DateType": "UpdateDateTime", "TMCode": "7"}, asked)
	require.LessOrEqual(t, shop().orders().Span, 7*24*time.Hour)
	require.LessOrEqual(t, shop().returns().Span, 7*24*time.Hour)
}

func FuzzOrder(f *testing.F) { resttest.Fuzz(f, zone, shop().readOrder, orderSample, `{}`, `null`) }
func FuzzReturn(f *testing.F) {
	f.Add(`{"ReturnGoodDetailId":5}`)
	f.Fuzz(func(t *testing.T, record string) { readReturn(rest.NewReader([]byte(record), zone)) })
}
