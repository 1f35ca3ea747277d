package check

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
)

// till is a shop with orders of some ages, in pages of two.
type till struct {
	platform.Source
	now    time.Time
	orders []regulars.Order // by the time at which they changed
	pages  int
	blank  bool // the first page has none
	err    error
}

func (s *till) Entities() []platform.Entity { return []platform.Entity{platform.Orders} }

func (s *till) Pull(_ context.Context, _ platform.Entity, w platform.Window, _ platform.Cursor, yield func(platform.Page) error) error {
	if s.err != nil {
		return s.err
	}
	var page platform.Page
	if s.blank {
		if err := yield(page); err != nil {
			return err
		}
	}
	for _, o := range s.orders {
		if !o.PlacedAt.Before(w.From) {
			page.Orders = append(page.Orders, o)
		}
		if len(page.Orders) == 2 {
			s.pages++
			if err := yield(page); err != nil {
				return err
			}
			page = platform.Page{}
		}
	}
	s.pages++
	return yield(page)
}

func (s *till) sold(currency string, ago time.Duration) {
	s.orders = append(s.orders, regulars.Order{Currency: currency, PlacedAt: s.now.Add(-ago)})
}

// A currency that the shop uses and the brand has no rate for is named, with what to write.
func TestCurrenciesWithoutARate(t *testing.T) {
	now := time.Date(2026, 11, 30, 4, 0, 0, 0, time.UTC)
	brand := &config.Brand{Name: "acme", Currency: "TWD", Zone: time.FixedZone("CST", 8*60*60), Rates: []config.Rate{
		{Currency: "JPY", From: "2026-11-15", Rate: "0.22"}, {Currency: "jpy", From: "2026-11-01", Rate: "0.21"}, {Currency: "JPY", From: "2026-11-20", Rate: "0.2"}, {Currency: "HUF", From: "2020-01-01", Rate: "0.09"}}}
	find := func(currency string, s *till) []string {
		s.now = now
		return rateless(t.Context(), brand, platform.Facts{Currency: currency}, s, now)
	}
	shop := &till{now: now}
	require.Empty(t, find("TWD", shop), "it has no orders")

	shop.sold("usd", 20*time.Hour)
	shop.sold("TWD", 3*time.Hour)
	shop.sold("EUR", time.Hour)
	shop.pages = 0
	require.Equal(t, []string{"of its latest 2 orders 1 came in USD, and the brand, in TWD, has no rate for it: its orders are rejected; write under rates of the brand: {currency: USD, from: 2026-11-29, rate: …}"},
		find("TWD", shop))
	require.Equal(t, 1, shop.pages, "more than a page is read")

	shop.blank = true
	require.Len(t, find("TWD", shop), 1, "behind a page without orders others come")
	require.Empty(t, find("", &till{}), "it doesn't say in what it sells")

	old := &till{now: now}
	old.sold("JPY", 29*24*time.Hour) // on the first of November, when the rate begins
	require.Empty(t, find("TWD", old))
	old.sold("JPY", 24*24*time.Hour)
	old.orders[0].PlacedAt = now.Add(-30 * 24 * time.Hour)
	require.Equal(t, []string{"of its latest 2 orders 2 came in JPY, one of 2026-10-31, and the brand's first rate for it holds from 2026-11-01: earlier orders are rejected; write an earlier one under rates"},
		find("TWD", old))

	night := &till{now: now}
	night.sold("USD", 10*time.Hour) // after midnight in the brand's zone, before it in UTC
	require.Contains(t, find("TWD", night)[0], "from: 2026-11-30,")

	require.Equal(t, []string{"the shop sells in HKD, and the brand, in TWD, has no rate for it: its orders are rejected; write under rates of the brand: {currency: HKD, from: 2026-11-30, rate: …}"},
		find("HKD", &till{}))
	require.Equal(t, []string{"the currencies of its latest orders are not known: HTTP 500"}, find("TWD", &till{err: errors.New("HTTP 500")}))
}
