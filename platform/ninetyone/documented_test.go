package ninetyone

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest/resttest"
)

func openTea(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return New(config.Shop{Name: "tea", URL: address, ShopID: 12, Currency: "TWD", Zone: zone, Key: config.NewSecret("k3y")}, opts)
}

func fieldsOf(t *testing.T, asked resttest.Asked) (fields map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(asked.Body), &fields), asked.Body)
	require.Empty(t, asked.Query)
	require.Equal(t, []string{"k3y", "application/json"}, []string{asked.Header.Get("x-api-key"), asked.Header.Get("Content-Type")})
	return fields
}

// What is asked is what the catalogue of endpoints names: windows of the change in the shop's
// zone, positions from 0, at most a hundred at a time; a re-read goes along the order's date.
func TestDocumentedQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"Status":"Success","Data":[],"ErrorMessage":""}`, nil, openTea)
	asked := shop.Pull(t, platform.Orders)
	require.Equal(t, "/ec/V2/SalesOrder/GetList", asked.Path)
	require.Equal(t, map[string]any{
		"ShopId": 12.0, "DateType": "UpdateDateTime", "StartDate": "2026-11-02T18:00:00", "EndDate": "2026-11-02T18:59:59", "Position": 0.0, "Count": 100.0,
	}, fieldsOf(t, asked))
	since := time.Now().Add(-time.Hour)
	require.NoError(t, shop.Reread(t.Context(), since, func(platform.Page) error { return nil }))
	read := shop.Asked()
	require.Equal(t, "OrderDateTime", fieldsOf(t, read[0])["DateType"])
	require.Equal(t, "/ec/V2/ReturnGoodsOrder/GetList", read[len(read)-1].Path)
	require.Equal(t, "UpdateDateTime", fieldsOf(t, read[len(read)-1])["ReturnGoodDateType"])
	facts, err := shop.Check(t.Context())
	require.NoError(t, err)
	last := fieldsOf(t, shop.Asked()[0])
	require.Equal(t, []any{"UpdateDateTime", 0.0, 1.0}, []any{last["DateType"], last["Position"], last["Count"]})
	require.Equal(t, last["StartDate"].(string)[:4], since.In(zone).Format("2006"))
	require.EqualValues(t, -1, facts.Orders, "it counts nothing")
	require.NotEmpty(t, facts.Warnings)
	sight := platform.SightOf(shop.Sights(), platform.Orders)
	require.Equal(t, []bool{false, true, true}, []bool{sight.Total, sight.List, sight.ByID})
}

// An order of the list is asked for by its TMCode, and is read with its contents.
func TestContents(t *testing.T) {
	shop := resttest.Serve(t, `{"Status":"Success","Data":`+orderSample+`}`, nil, openTea)
	var orders []regulars.Order
	fate, err := shop.Read(t.Context(), platform.Orders, []string{"TM261102A00001"}, func(p platform.Page) error {
		orders = p.Orders
		return nil
	})
	require.NoError(t, err)
	require.Zero(t, fate)
	asked := shop.Asked()[0]
	require.Equal(t, "/ec/V2/SalesOrder/Get", asked.Path)
	require.Equal(t, map[string]any{"ShopId": 12.0, "TMCode": "TM261102A00001"}, fieldsOf(t, asked))
	require.Equal(t, "Finish", orders[0].Status)
	// Another order than was asked for is none.
	orders = nil
	var rejected []regulars.Rejected
	_, err = shop.Read(t.Context(), platform.Orders, []string{"TM2"}, func(p platform.Page) error {
		orders, rejected = p.Orders, p.Rejected
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, orders)
	require.Empty(t, rejected, "a row without anything of the shop's is left out")
}

// An envelope that says Error is a refusal, whose text is not shown.
func TestRefusalInTheEnvelope(t *testing.T) {
	shop := resttest.Serve(t, `{"Status":"Error","Data":null,"ErrorMessage":"no right for a@b.tw"}`, nil, openTea)
	err := shop.Source.Pull(t.Context(), platform.Orders, platform.Window{From: time.Now().Add(-time.Hour)}, "", func(platform.Page) error { return nil })
	require.ErrorContains(t, err, "Error")
	require.ErrorContains(t, err, "OMNI")
	require.NotContains(t, err.Error(), "a@b.tw")
	// Of one order it says that the platform shows none.
	fate, err := shop.Read(t.Context(), platform.Orders, []string{"TM1"}, func(p platform.Page) error {
		require.Zero(t, p.Rows())
		return nil
	})
	require.NoError(t, err)
	require.Zero(t, fate)
}

// Every state of the catalogue.
func TestStates(t *testing.T) {
	for state, want := range map[string][4]bool{ // paid, fulfilled, cancelled, unmapped
		"WaitingForPayment": {}, "WaitingForShipping": {true}, "Shipping": {true}, "Finish": {true, true}, "Cancel": {false, false, true}, "Packed": {false, false, false, true},
	} {
		row := resttest.Row(t, zone, shop().readOrder, `{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","OrderStatus":"`+state+`","TotalPayment":190,"CurrencyCode":"hkd"}`)
		require.Empty(t, row.Reason)
		o := row.Order
		require.Equal(t, want, [4]bool{o.Paid, o.Fulfilled, o.Cancelled, o.Unmapped}, state)
		require.True(t, o.Placed, state)
		require.Equal(t, "HKD", o.Currency, "an order's own currency goes before the config's")
	}
}

// A listed order is placed and changed when the list says; a return is dated by what is known.
func TestListedRows(t *testing.T) {
	row := resttest.Row(t, zone, shop().readListed, `{"TMCode":"TM1","OrderDateTime":"2026-11-02T13:04:05","UpdateDateTime":"2026-11-03T13:04:05"}`)
	require.Empty(t, row.Reason)
	require.Equal(t, []time.Time{at("2026-11-02T13:04:05"), at("2026-11-03T13:04:05")}, []time.Time{row.Created, row.Updated})
	for times, want := range map[string]string{
		`"ReturnGoodDateTime":"2026-11-02T13:04:05"`: "2026-11-02T13:04:05", `"ReturnGoodDateTime":"2026-11-02T13:04:05","UpdateDateTime":"2026-11-03T13:04:05"`: "2026-11-03T13:04:05",
	} {
		row := resttest.Row(t, zone, readReturn, `{"ReturnGoodDetailId":5,"TMCode":"TM1","ReturnGoodStatus":"Finish","RefundAmount":3,`+times+`}`)
		require.Equal(t, at(want), row.Refund.At)
		require.Equal(t, at("2026-11-02T13:04:05"), row.Created)
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	key := config.NewSecret("k3y")
	for lacks, shop := range map[string]config.Shop{
		"key": {ShopID: 1, Currency: "TWD", Zone: zone}, "shop_id": {Key: key, Currency: "TWD", Zone: zone}, "currency": {Key: key, ShopID: 1, Zone: zone}, "timezone": {Key: key, ShopID: 1, Currency: "TWD"},
	} {
		shop.URL = "https://api.91app.com"
		_, err := New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, lacks)
	}
	_, err := New(config.Shop{URL: "https://api.91app.com", Key: key, ShopID: 1, Currency: "TWD", Zone: zone}, platform.HTTPOptions{})
	require.NoError(t, err)
}
