package trace_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
	"regulars/schema/trace"
)

// restatement is the last one of a number at brand scope, with its orders in
// words.
func (e *engine) restatement(t *testing.T, brand string, date regulars.BusinessDate, metric, window string) (trace.Restatement, []string) {
	t.Helper()
	all, err := trace.Restated(t.Context(), e.DB, brand, trace.RestatedQuery{
		From: date, To: date, Scope: "brand", Metric: metric, Window: window, Changes: 5,
	})
	require.NoError(t, err)
	if len(all) == 0 {
		return trace.Restatement{}, nil
	}
	var said []string
	for _, c := range all[0].Changes {
		said = append(said, c.String())
	}
	return all[0], said
}

func TestRestatedNamesTheOrder(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales"), schematest.Brand(t, "restated")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 500), prooftest.PaidOn("2025-03-02", "2", "b", 300))
	require.NoError(t, e.Night(brand, "2025-03-02"))
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-02"))
	none, _ := e.restatement(t, brand.Name, "2025-03-02", "revenue", "day")
	require.Zero(t, none, "computed twice, but nothing changed")

	refunded := prooftest.PaidOn("2025-03-01", "1", "a", 500)
	refunded.Refunds = []regulars.Refund{{ID: "r", At: refunded.PlacedAt.AddDate(0, 0, 2), Amount: 1_200_000}}
	refunded.Refunded = 1_200_000
	e.Loaded(t, brand, "two", refunded, prooftest.PaidOn("2025-03-02", "3", "c", 50))
	require.NoError(t, e.Night(brand, "2025-03-03"))

	r, said := e.restatement(t, brand.Name, "2025-03-01", "revenue", "day")
	require.Equal(t, []string{"web/1: refunded 0 → 120"}, said)
	require.Equal(t, []float64{500, 380}, []float64{*r.Was, *r.Is})
	_, said = e.restatement(t, brand.Name, "2025-03-02", "revenue", "day")
	require.Equal(t, []string{"web/3: new order, date 2025-03-02, total 50"}, said)
	r, said = e.restatement(t, brand.Name, "2025-03-02", "revenue", "7d")
	require.Len(t, said, 2)
	require.Equal(t, []float64{800, 730}, []float64{*r.Was, *r.Is})

	editions, err := trace.Editions(t.Context(), e.DB, brand.Name, trace.Figure{Metric: "revenue", Scope: "brand", Window: "day", Date: "2025-03-01"})
	require.NoError(t, err)
	require.Len(t, editions, 2)
	require.EqualValues(t, 1, editions[0].Orders)
	require.Equal(t, "night", editions[0].Kind)
	require.False(t, editions[0].SettingsChanged)
	require.Zero(t, editions[1].Before)
}

func TestRestatedNamesTheLink(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "buyers"), schematest.Brand(t, "linked")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	guest := prooftest.PaidOn("2025-03-02", "2", "", 300)
	guest.Email = "ann@example.com"
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 500), guest)
	require.NoError(t, e.Night(brand, "2025-03-02"))

	both := prooftest.PaidOn("2025-03-03", "3", "a", 10)
	both.Email = "ann@example.com"
	e.Loaded(t, brand, "two", both)
	require.NoError(t, e.Night(brand, "2025-03-03"))

	r, said := e.restatement(t, brand.Name, "2025-03-02", "returning_buyers", "day")
	require.Equal(t, []float64{0, 1}, []float64{*r.Was, *r.Is})
	require.Len(t, said, 1)
	require.Regexp(t, `^web/2: moved from member \d+ to \d+ \(linked by \w+ and \w+ in web/orders/3\)$`, said[0])

	alone := both
	alone.Email = ""
	e.Loaded(t, brand, "three", alone)
	require.NoError(t, e.Night(brand, "2025-03-04"))
	_, said = e.restatement(t, brand.Name, "2025-03-02", "returning_buyers", "day")
	require.Regexp(t, `no longer linked by \w+ and \w+ in web/orders/3`, fmt.Sprint(said))
}

// An order of the same worth, of other things, restates the products.
func TestRestatedNamesTheLines(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "products"), prooftest.TradingBrand("lines")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	bought := func(load, sku, category string) {
		e.Loaded(t, brand, load, prooftest.Lined("1", "ann", "2025-03-01 10:00:00", 100, prooftest.LineOf(sku, "", category, 2, 100)))
	}
	bought("one", "tea", "drinks")
	require.NoError(t, e.Night(brand, "2025-03-01"))
	bought("two", "cup", "ware")
	require.NoError(t, e.Night(brand, "2025-03-02"))
	require.Equal(t, []string{"web/1: lines 2 tea (drinks) for 100 → 2 cup (ware) for 100"},
		e.causes(t, brand.Name, "2025-03-01", "product:tea", "revenue", "day"))
}

// A buyer who turns out to be registered restates the registrations.
func TestRestatedNamesTheRegistration(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "activation"), schematest.Brand(t, "registered")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	require.NoError(t, e.Night(brand, "2025-03-03"))
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-03"))
	e.Register(t, brand, "2025-03-02", "a")
	e.Done(t, brand, "register 2025-03-02")
	require.NoError(t, e.Night(brand, "2025-03-04"))
	said := e.causes(t, brand.Name, "2025-03-02", "brand", "registered", "day")
	require.Regexp(t, `^\[member \d+: registered 2025-03-02\]$`, fmt.Sprint(said))
}

// Settings that change restate, and no order did.
func TestRestatedBySettings(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales"), schematest.Brand(t, "settings")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	open := prooftest.PaidOn("2025-03-01", "2", "b", 40)
	open.Paid = false
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 500), open)
	require.NoError(t, e.Night(brand, "2025-03-01"))
	brand.Shops[0].CountsWhen = "placed"
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	require.NoError(t, e.Night(brand, "2025-03-02"))
	r, said := e.restatement(t, brand.Name, "2025-03-01", "revenue", "day")
	require.Equal(t, []float64{500, 540}, []float64{*r.Was, *r.Is})
	require.Empty(t, said)
	editions, err := trace.Editions(t.Context(), e.DB, brand.Name, trace.Figure{Metric: "revenue", Scope: "brand", Window: "day", Date: "2025-03-01"})
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(editions, func(e trace.Edition) bool { return e.SettingsChanged }))
}
