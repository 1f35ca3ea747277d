package oracle_test

import (
	"strconv"
	"testing"
	"time"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

// settings of a brand with one shop and the defaults.
func settings() input.Settings {
	return input.Settings{
		Zone: time.UTC, Currency: "TWD", Region: "TW", MaxJoined: 5,
		Shops: []input.Shop{{Name: "shop", CountsWhen: "paid", LineProvider: "line"}},
		Cycle: "auto", FallbackDays: 30, MinGaps: 30, Overlap: "recent",
		RFM: input.RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"},
	}
}

func paid(shop, id, customer string, at time.Time, total regulars.Money) input.Order {
	return input.Order{Shop: shop, Order: regulars.Order{
		ID: id, CustomerID: customer, PlacedAt: at, UpdatedAt: at, Placed: true, Paid: true, Total: total,
	}}
}

func on(date string) time.Time {
	t, err := time.Parse("2006-01-02", date)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

func find(t *testing.T, rows []oracle.Row, scope, metric, window string) oracle.Row {
	t.Helper()
	for _, r := range rows {
		if r.Scope == scope && r.Metric == metric && r.Window == window {
			return r
		}
	}
	t.Fatalf("no row %s %s %s", scope, metric, window)
	return oracle.Row{}
}

func show(v *float64) string {
	if v == nil {
		return "null"
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
