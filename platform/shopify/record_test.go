package shopify_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

func readAs(t *testing.T, fields string) platform.Page {
	t.Helper()
	got, err := pullAll(t, source(t, answer(t, order(fields)), platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	return got
}

// Every part of an order comes out of the documented fields.
func TestPartsOfAnOrder(t *testing.T) {
	page := readAs(t, `"name":"#7","displayFinancialStatus":"PARTIALLY_REFUNDED","displayFulfillmentStatus":"FULFILLED",`+bag("totalPriceSet", "100")+","+bag("currentTotalPriceSet", "70")+","+
		bag("totalDiscountsSet", "5")+","+bag("totalShippingPriceSet", "6")+","+bag("totalTaxSet", "4")+","+bag("totalRefundedSet", "40")+`,
		"email":"o@x.test","phone":"+886911","discountCodes":["TEN","TEA"],"customer":{"id":"gid://shopify/Customer/77","firstName":"Ann","lastName":"Lin","defaultEmailAddress":{"emailAddress":"c@x.test"}},
		"billingAddress":{"name":"B","phone":"1","countryCodeV2":"TW"},
		"refunds":[{"id":"gid://shopify/Refund/5","createdAt":null,`+bag("totalRefundedSet", "30")+`}],
		"lineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"sku":"T","title":"Tea","quantity":2,"isGiftCard":false,`+bag("discountedTotalSet", "9")+`,"product":{"id":"gid://shopify/Product/9","productType":"Drink"}},{"title":"gone","quantity":1,"product":null}]}`)
	require.Empty(t, page.Rejected)
	o := page.Orders[0]
	require.Equal(t, []string{"1", "#7", "77", "o@x.test", "+886911", "Ann Lin", "TW", "partially_refunded", "TWD"},
		[]string{o.ID, o.Number, o.CustomerID, o.Email, o.Phone, o.Name, o.Country, o.Status, o.Currency})
	require.Equal(t, []regulars.Money{100_0000, 5_0000, 6_0000, 4_0000, 40_0000}, []regulars.Money{o.Total, o.Discount, o.Shipping, o.Tax, o.Refunded}, "what the order says goes before its entries where it is more")
	require.Equal(t, []regulars.Refund{{ID: "5", At: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC), Amount: 30_0000}}, o.Refunds, "without a time it is dated by the last change")
	require.Equal(t, []string{"TEN", "TEA"}, o.Codes)
	require.Equal(t, []regulars.Line{{SKU: "T", Title: "Tea", ProductID: "9", Category: "Drink", Quantity: 2, Amount: 9_0000}, {Title: "gone", Quantity: 1}}, o.Lines)
	require.Equal(t, time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC), o.PlacedAt)
	who := readAs(t, `"displayFinancialStatus":"PAID",`+bag("totalPriceSet", "1")+`,"customer":{"id":"gid://shopify/Customer/77","defaultEmailAddress":{"emailAddress":"c@x.test"},"defaultPhoneNumber":{"phoneNumber":"2"}},
		"billingAddress":{"name":null,"phone":"1","countryCodeV2":"TW"},"shippingAddress":{"name":"S","phone":"3","countryCodeV2":"JP"}`).Orders[0]
	require.Equal(t, []string{"c@x.test", "2", "S", "TW"}, []string{who.Email, who.Phone, who.Name, who.Country})
}

// An order that lacks what counts, or holds what is none, is rejected, and says why.
func TestWhatLacksIsRejected(t *testing.T) {
	for fields, reason := range map[string]string{
		`"displayFinancialStatus":"PAID"`: "neither totalPriceSet", bag("totalPriceSet", "1"): "no displayFinancialStatus",
		`"displayFinancialStatus":"PAID","currencyCode":null,` + bag("totalPriceSet", "1"):                                                              "no currencyCode",
		`"displayFinancialStatus":"PAID","createdAt":null,` + bag("totalPriceSet", "1"):                                                                 "neither processedAt",
		`"displayFinancialStatus":"PAID","id":"gid://shopify/Order/x",` + bag("totalPriceSet", "1"):                                                     "no id",
		`"displayFinancialStatus":"PAID","updatedAt":"soon",` + bag("totalPriceSet", "1"):                                                               `"updatedAt" is not a time`,
		`"displayFinancialStatus":"PAID",` + bag("totalPriceSet", "much"):                                                                               `"totalPriceSet" is not an amount`,
		`"displayFinancialStatus":"PAID",` + bag("totalPriceSet", "1") + `,"lineItems":{"pageInfo":{"hasNextPage":false},"nodes":[{"quantity":"two"}]}`: `"lineItems.quantity" is not a number`,
	} {
		page := readAs(t, fields)
		require.Empty(t, page.Orders, fields)
		require.Len(t, page.Rejected, 1, fields)
		require.Contains(t, page.Rejected[0].Reason, reason, fields)
		require.Equal(t, "orders", page.Rejected[0].Entity)
	}
	require.Len(t, readAs(t, `"cancelledAt":"2026-11-03T00:00:00Z",`+bag("totalPriceSet", "1")).Orders, 1, "a cancelled order needs no state of its payment")
}
