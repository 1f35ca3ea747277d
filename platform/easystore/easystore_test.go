package easystore

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/internal/rest/resttest"
)

// The sample has the shape of a recorded webhook, with invented values.
const orderSample = `{"id":37069894,"number":1018,"order_number":"#1018","token":"b9f6","currency":"twd","currency_rate":"1.0",
 "total_line_items_price":"10.00","subtotal_price":"10.00","total_discount":"2.00","total_tax":"0.50","total_shipping":"1.00","total_price":"11.00",
 "total_amount_include_transaction":"12.00","total_transaction_charge":1.0,"amount_due":"11.00","total_refund_amount":"4.00",
 "financial_status":"partially_refunded","fulfillment_status":"fulfilled","cancelled_at":null,"created_at":"2026-08-23T16:46:38.000+08:00","updated_at":"2026-08-24T16:46:38.000+08:00",
 "customer":{"id":1,"email":"a@b.tw","first_name":"小明","last_name":"王","phone":"0912345678","country_code":"TW","accepts_marketing":true},
 "line_items":[{"id":76324856,"product_id":8041103,"product_name":"tea","variant_name":"L","sku":"T1","price":"5.00","cost_price":"2.00","subtotal":"10.00","total_discount":"2.00","quantity":2}],
 "refunds":[{"id":5,"amount":"3.00","created_at":"2026-08-25T00:00:00.000+08:00"}]}`

const customerSample = `{"id":1,"email":"a@b.tw","first_name":"A","last_name":"B","phone":"0912345678","birthdate":"1990-01-02","gender":"female","country_code":"TW","accepts_marketing":false,
 "total_spent":"0.0","is_deleted":false,"updated_at":"2026-08-23T16:18:22.000+08:00","created_at":"2026-08-23T16:18:22.000+08:00"}`

const unit = 10_000

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestOrder(t *testing.T) {
	row := resttest.Row(t, time.UTC, readOrder, orderSample)
	require.Empty(t, row.Reason)
	require.JSONEq(t, orderSample, string(row.Raw))
	row.Order.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "37069894", Number: "#1018", PlacedAt: at("2026-08-23T08:46:38Z"), UpdatedAt: at("2026-08-24T08:46:38Z"),
		CustomerID: "1", Name: "王小明", Email: "a@b.tw", Phone: "0912345678", Country: "TW", Status: "partially_refunded/fulfilled", Placed: true, Paid: true, Fulfilled: true,
		Currency: "TWD", Total: 11 * unit, Discount: 2 * unit, Shipping: unit, Tax: unit / 2, Refunded: 4 * unit,
		Lines:   []regulars.Line{{SKU: "T1", ProductID: "8041103", Title: "tea", Quantity: 2, Amount: 8 * unit, Cost: 4 * unit, HasCost: true}},
		Refunds: []regulars.Refund{{ID: "5", At: at("2026-08-24T16:00:00Z"), Amount: 3 * unit}, {ID: "rest", At: at("2026-08-24T08:46:38Z"), Amount: unit}},
	}, *row.Order)
}

func TestCustomer(t *testing.T) {
	row := resttest.Row(t, time.UTC, readCustomer, customerSample)
	require.Empty(t, row.Reason)
	row.Customer.Raw = nil
	require.Equal(t, regulars.Customer{
		ID: "1", Name: "A B", Email: "a@b.tw", Phone: "0912345678", Country: "TW", Gender: "female", BirthDate: "1990-01-02",
		RegisteredAt: at("2026-08-23T08:18:22Z"), UpdatedAt: at("2026-08-23T08:18:22Z"),
		Consents: []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerNo, Source: "easystore accepts_marketing"}},
	}, *row.Customer)
	gone := resttest.Row(t, time.UTC, readCustomer, `{"id":1,"is_deleted":true}`)
	require.True(t, gone.Customer.Deleted)
}

// What the webhooks send and what lists show differ: both are read.
func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		more                                 string
		paid, fulfilled, cancelled, unmapped bool
	}{
		{`"financial_status":"unpaid","fulfillment_status":"unfulfilled"`, false, false, false, false},
		{`"financial_status":"paid","fulfillment_status":"fulfilled"`, true, true, false, false},
		{`"financial_status":"paid","fulfillment_status":"fulfilled","is_cancelled":true`, true, false, true, false},
		{`"financial_status":"cod","cancelled_at":"2026-08-23T16:46:38.000+08:00"`, false, false, true, false},
		{`"financial_status":"cod","is_cancelled":false`, true, false, false, false},
		{`"financial_status":"voided"`, false, false, true, false}, {`"financial_status":"on_trial"`, false, false, false, true},
	} {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":1,"currency_code":"TWD","total_price":5,"created_at":"2026-08-23T16:46:38.000+08:00",%s}`, c.more))
		require.Empty(t, row.Reason)
		o := row.Order
		require.Equal(t, []bool{c.paid, c.fulfilled, c.cancelled, c.unmapped}, []bool{o.Paid, o.Fulfilled, o.Cancelled, o.Unmapped}, c)
	}
	deleted := resttest.Row(t, time.UTC, readOrder, `{"id":1,"currency":"TWD","total_price":5,"created_at":"2026-08-23T16:46:38.000+08:00","financial_status":"paid","is_deleted":1,"items":[{"sku":"A"}],"line_items":null}`)
	require.True(t, deleted.Order.Deleted)
	require.Len(t, deleted.Order.Lines, 1)
}

func FuzzOrder(f *testing.F)    { resttest.Fuzz(f, time.UTC, readOrder, orderSample, `{}`, `null`) }
func FuzzCustomer(f *testing.F) { resttest.Fuzz(f, time.UTC, readCustomer, customerSample) }
