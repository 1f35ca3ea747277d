package vendure_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// readAs reads one order after a change.
func readAs(t *testing.T, change map[string]any) (regulars.Order, string) {
	t.Helper()
	order := map[string]any{
		"id": "1", "state": "PaymentSettled", "createdAt": "2026-11-01T00:00:00Z", "updatedAt": "2026-11-02T00:00:00Z", "orderPlacedAt": "2026-11-01T12:00:00Z",
		"currencyCode": "twd", "totalWithTax": 48000, "payments": []any{map[string]any{"state": "Settled", "amount": 48000}},
	}
	for field, value := range change {
		order[field] = value
	}
	page := read(t, shopOf(t, order), platform.Orders)
	if len(page.Rejected) > 0 {
		return regulars.Order{}, page.Rejected[0].Reason
	}
	return page.Orders[0], ""
}

// Every state of Vendure's order process.
func TestEveryState(t *testing.T) {
	for state, want := range map[string][3]bool{ // fulfilled, cancelled, unmapped
		"Draft": {}, "AddingItems": {}, "ArrangingPayment": {}, "PaymentAuthorized": {}, "PaymentSettled": {}, "PartiallyShipped": {}, "Shipped": {true}, "PartiallyDelivered": {}, "Delivered": {true},
		"Modifying": {}, "ArrangingAdditionalPayment": {}, "Cancelled": {false, true}, "Created": {}, "Packed": {false, false, true},
	} {
		o, reason := readAs(t, map[string]any{"state": state})
		require.Empty(t, reason, state)
		require.Equal(t, want, [3]bool{o.Fulfilled, o.Cancelled, o.Unmapped}, state)
		require.True(t, o.Paid, "its payment is settled, whatever its state")
		require.Equal(t, []string{state, "TWD"}, []string{o.Status, o.Currency})
	}
	for state, paid := range map[string]bool{"PaymentSettled": true, "PartiallyShipped": true, "Shipped": true, "PartiallyDelivered": true, "Delivered": true, "AddingItems": false, "PaymentAuthorized": false, "Cancelled": false} {
		o, _ := readAs(t, map[string]any{"state": state, "totalWithTax": 0, "payments": []any{}})
		require.Equal(t, paid, o.Paid, "what costs nothing is paid once its state is past payment: %s", state)
	}
	for state, paid := range map[string]bool{"Settled": true, "Authorized": false, "Declined": false, "Error": false, "Cancelled": false} {
		o, _ := readAs(t, map[string]any{"payments": []any{map[string]any{"state": state, "amount": 48000}}})
		require.Equal(t, paid, o.Paid, state)
	}
}

// An order that lacks what counts is rejected, and says what it lacks; a cart is not placed.
func TestWhatLacksIsRejected(t *testing.T) {
	for field, reason := range map[string]string{"id": "no id", "state": "no state", "currencyCode": "no currencyCode", "totalWithTax": "no totalWithTax"} {
		_, said := readAs(t, map[string]any{field: nil})
		require.Contains(t, said, reason, field)
	}
	_, said := readAs(t, map[string]any{"orderPlacedAt": nil, "createdAt": nil})
	require.Contains(t, said, "neither")
	for _, id := range []any{"1 2", "a@b", strings.Repeat("a", 65)} {
		_, said := readAs(t, map[string]any{"id": id})
		require.Contains(t, said, "no id")
	}
	cart, _ := readAs(t, map[string]any{"orderPlacedAt": nil, "state": "AddingItems"})
	require.False(t, cart.Placed)
	require.Equal(t, at(t, "2026-11-01T00:00:00Z"), cart.PlacedAt)
	placed, _ := readAs(t, nil)
	require.True(t, placed.Placed)
	require.Equal(t, []string{"2026-11-01T12:00:00Z", "2026-11-02T00:00:00Z"}, []string{placed.PlacedAt.Format("2006-01-02T15:04:05Z"), placed.UpdatedAt.Format("2006-01-02T15:04:05Z")})
}

// Who bought is who pays, else who receives, else the customer, who is named only where there
// is a user.
func TestWhoBought(t *testing.T) {
	address := func(name, phone, country string) map[string]any {
		return map[string]any{"fullName": name, "phoneNumber": phone, "countryCode": country}
	}
	customer := map[string]any{"id": "9", "emailAddress": "c@x.test", "firstName": "Cia", "lastName": "Lin", "phoneNumber": "3"}
	user := map[string]any{"id": "9", "emailAddress": "c@x.test", "user": map[string]any{"id": "4"}}
	for name, c := range map[string]struct {
		change map[string]any
		want   [5]string // name, phone, country, mail, customer
	}{
		"who pays":     {map[string]any{"billingAddress": address("Ann", "1", "tw"), "shippingAddress": address("Bea", "2", "jp"), "customer": customer}, [5]string{"Ann", "1", "TW", "c@x.test", ""}},
		"who receives": {map[string]any{"billingAddress": address("", "", "tw"), "shippingAddress": address("Bea", "2", "jp"), "customer": user}, [5]string{"Bea", "2", "JP", "c@x.test", "9"}},
		"the customer": {map[string]any{"customer": customer}, [5]string{"Cia Lin", "3", "", "c@x.test", ""}},
	} {
		o, reason := readAs(t, c.change)
		require.Empty(t, reason)
		require.Equal(t, c.want, [5]string{o.Name, o.Phone, o.Country, o.Email, o.CustomerID}, name)
	}
}

// Amounts are in hundredths, of every currency; a cancelled order keeps the lines that it was
// placed with, and a refund that failed gives nothing back.
func TestMoney(t *testing.T) {
	refund := func(id, state string, total int, when any) map[string]any {
		return map[string]any{"id": id, "state": state, "total": total, "createdAt": when}
	}
	line := map[string]any{
		"quantity": 2, "orderPlacedQuantity": 3, "proratedUnitPriceWithTax": 24000, "proratedLinePriceWithTax": 47000,
		"productVariant": map[string]any{"sku": "T", "name": "Tea", "product": map[string]any{"id": "5"}},
	}
	change := map[string]any{
		"total": 45000, "shippingWithTax": 6000, "discounts": []any{map[string]any{"amountWithTax": -1500}, map[string]any{"amountWithTax": -500}}, "couponCodes": []any{"TEN"}, "lines": []any{line},
		"payments": []any{
			map[string]any{"state": "Settled", "amount": 40000, "refunds": []any{refund("b", "Settled", 700, "2026-11-07T00:00:00Z"), refund("f", "Failed", 900, "2026-11-06T00:00:00Z")}},
			map[string]any{"state": "Settled", "amount": 8000, "refunds": []any{refund("a", "Pending", 500, "2026-11-05T00:00:00Z"), refund("c", "Settled", 800, nil)}},
		},
	}
	o, reason := readAs(t, change)
	require.Empty(t, reason)
	require.Equal(t, []regulars.Money{cents(48000), cents(3000), cents(6000), cents(2000), cents(2000)}, []regulars.Money{o.Total, o.Tax, o.Shipping, o.Discount, o.Refunded})
	require.Equal(t, []regulars.Refund{
		{ID: "c", Amount: cents(800), At: at(t, "2026-11-02T00:00:00Z")}, {ID: "a", Amount: cents(500), At: at(t, "2026-11-05T00:00:00Z")}, {ID: "b", Amount: cents(700), At: at(t, "2026-11-07T00:00:00Z")},
	}, o.Refunds)
	require.Equal(t, []string{"TEN"}, o.Codes)
	want := regulars.Line{SKU: "T", Title: "Tea", ProductID: "5", Quantity: 2, Amount: cents(47000)}
	require.Equal(t, []regulars.Line{want}, o.Lines)
	change["state"] = "Cancelled"
	o, _ = readAs(t, change)
	want.Quantity, want.Amount = 3, cents(72000)
	require.Equal(t, []regulars.Line{want}, o.Lines)
}

// Who a customer is: the default address for shipping goes before the first, groups are tags,
// and who has no id that can be one is rejected without it.
func TestWhoIsACustomer(t *testing.T) {
	pull := func(list string, e platform.Entity, record string) (page platform.Page) {
		shop := askedOf(t, nil, `{"data":{"`+list+`":{"totalItems":1,"items":[{"createdAt":"2026-11-01T00:00:00Z",`+record+`}]}}}`)
		require.NoError(t, shop.Pull(t.Context(), e, platform.Window{}, "", func(p platform.Page) error {
			page = p
			return nil
		}))
		return page
	}
	read := func(record string) platform.Page { return pull("customers", platform.Customers, record) }
	page := read(`"id":"7AaZz-09","firstName":"Mei","lastName":"Lin","user":{"id":"1"},"groups":[{"id":"1","name":"VIP"},{"id":"2","name":"Wholesale"}],"phoneNumber":"","addresses":[
		{"city":"Tainan","phoneNumber":"1","country":{"code":"tw"},"defaultShippingAddress":false},{"city":"Taipei","phoneNumber":"2","country":{"code":"tw"},"defaultShippingAddress":true},{"city":"Keelung","defaultShippingAddress":true}]`)
	require.Empty(t, page.Rejected)
	c := page.Customers[0]
	require.Equal(t, []string{"7AaZz-09", "Mei Lin", "Taipei", "TW", "2"}, []string{c.ID, c.Name, c.City, c.Country, c.Phone})
	require.Equal(t, []string{"VIP", "Wholesale"}, c.Tags)
	require.Equal(t, at(t, "2026-11-01T00:00:00Z"), c.RegisteredAt)
	require.Equal(t, "3", read(`"id":"7","phoneNumber":"3","addresses":[{"phoneNumber":"2"}]`).Customers[0].Phone, "their own goes first")
	for _, id := range []string{`null`, `"a b"`, `"a{"`, `"a@"`, `"["`, "\"`\"", `"/"`, `":"`} {
		page = read(`"id":` + id)
		require.Empty(t, page.Customers, id)
		require.Equal(t, []string{"", "the customer has no id"}, []string{page.Rejected[0].ID, page.Rejected[0].Reason}, id)
		page = pull("orders", platform.Events, `"id":`+id)
		require.Empty(t, page.Events, id)
		require.Equal(t, []string{"", "the cart has no id"}, []string{page.Rejected[0].ID, page.Rejected[0].Reason}, id)
	}
}
