package vendure_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// Every field of a recorded order comes out.
func TestRecordedOrder(t *testing.T) {
	page := read(t, recorded(t), platform.Orders)
	require.Empty(t, page.Rejected)
	require.Len(t, page.Orders, 16)
	var o regulars.Order
	for _, one := range page.Orders {
		if one.ID == "106" {
			o = one
		}
	}
	require.Equal(t, []string{"P59DVECNU9T8QRAQ", "Delivered", "USD"}, []string{o.Number, o.Status, o.Currency})
	require.Equal(t, at(t, "2026-09-11T16:57:07.302Z"), o.PlacedAt)
	require.Equal(t, at(t, "2026-09-25T16:57:07.302Z"), o.UpdatedAt)
	require.True(t, o.Placed && o.Paid && o.Fulfilled)
	require.False(t, o.Cancelled || o.Test || o.Deleted || o.Unmapped)
	require.Equal(t, []regulars.Money{cents(45350), cents(15000), cents(1445), 0, cents(15116)}, []regulars.Money{o.Total, o.Shipping, o.Tax, o.Discount, o.Refunded})
	require.Equal(t, []regulars.Refund{{ID: "14", At: at(t, "2026-09-25T16:57:07.302Z"), Amount: cents(15116)}}, o.Refunds)
	require.Empty(t, o.CustomerID, "a customer without a user is a guest")
	require.Equal(t, []string{"guest47@example.test", "0912988445", "TW", "Mei Wang"}, []string{o.Email, o.Phone, o.Country, o.Name})
	require.Equal(t, []regulars.Line{{SKU: "SKU-21-L", ProductID: "21", Title: "手工皂 21 L", Quantity: 1, Amount: cents(30350)}}, o.Lines)
	require.True(t, json.Valid(o.Raw))
}

// Every state of the recorded orders: what was authorized isn't paid, what was cancelled is
// worth what was paid back, and keeps its lines.
func TestRecordedStates(t *testing.T) {
	seen := map[string]int{}
	for _, o := range read(t, recorded(t), platform.Orders).Orders {
		seen[o.Status]++
		require.Equal(t, o.Status == "Cancelled", o.Cancelled)
		require.Equal(t, o.Status == "Shipped" || o.Status == "Delivered", o.Fulfilled)
		require.Equal(t, o.Status != "PaymentAuthorized", o.Paid, o.ID)
		require.NotEmpty(t, o.Lines)
		for _, l := range o.Lines {
			require.Positive(t, l.Quantity)
			require.Positive(t, l.Amount)
		}
		if o.Cancelled {
			require.Positive(t, o.Refunded)
			require.Equal(t, o.Refunded, o.Total)
		}
	}
	require.Equal(t, map[string]int{"Delivered": 6, "Cancelled": 4, "PaymentSettled": 2, "Shipped": 2, "PaymentAuthorized": 2}, seen)
}

func TestRecordedCustomers(t *testing.T) {
	page := read(t, recorded(t), platform.Customers)
	require.Empty(t, page.Rejected)
	require.Len(t, page.Customers, 3)
	account, guest := page.Customers[1], page.Customers[2]
	require.Equal(t, []string{"2", "customer2@example.test", "0937699843", "Mei Lin", "Taipei", "TW", "U0123456789abcdef0123456789abcdef"},
		[]string{account.ID, account.Email, account.Phone, account.Name, account.City, account.Country, account.LineID})
	require.Equal(t, at(t, "2026-11-21T19:48:33.508Z"), account.RegisteredAt)
	require.Equal(t, at(t, "2026-11-29T09:31:43.692Z"), account.UpdatedAt)
	require.Equal(t, []regulars.Consent{
		{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, At: at(t, "2026-11-01T02:03:04Z"), Source: "vendure customFields.marketingConsentEdm"},
		{Channel: "sms", Purpose: "marketing", Answer: regulars.AnswerNo, Source: "vendure customFields.marketingConsentSms"},
		{Channel: "line", Purpose: "marketing", Answer: regulars.AnswerNone, Source: "vendure customFields.marketingConsentLine"},
	}, account.Consents)
	require.Zero(t, guest.RegisteredAt, "a guest has not registered")
	require.Equal(t, "0912215952", guest.Phone, "of the address, where the record has none")
}

func TestRecordedRefundsAndShop(t *testing.T) {
	s := recorded(t)
	n, err := s.Total(t.Context(), platform.Refunds, platform.Window{To: at(t, "2026-09-01T00:00:00Z")})
	require.NoError(t, err)
	require.EqualValues(t, 3, n)
	var all []platform.Listed
	require.NoError(t, s.List(t.Context(), platform.Refunds, platform.Window{}, "", func(p platform.ListPage) error {
		all = append(all, p.Records...)
		return nil
	}))
	require.Len(t, all, 8)
	require.Contains(t, all, platform.Listed{ID: "14", Order: "106", Refunded: cents(15116)})

	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, platform.Facts{Name: "__default_channel__", Currency: "USD", APIVersion: "admin-api", Orders: 16, Page: 100}, facts)
	fate, err := s.Read(t.Context(), platform.Orders, []string{"999999"}, func(platform.Page) error { return nil })
	require.NoError(t, err)
	require.Equal(t, platform.Fate{Deleted: []string{"999999"}}, fate)
}
