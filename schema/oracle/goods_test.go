package oracle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

func ordered(id, customer string, age int, total regulars.Money, lines ...regulars.Line) input.Order {
	o := paid("shop", id, customer, on(string(today)).AddDate(0, 0, -age), total)
	o.Lines = lines
	return o
}

func selling(orders ...input.Order) input.Facts {
	return input.Facts{Settings: settings(), Orders: orders}
}

func TestRevenueIsSharedOverLines(t *testing.T) {
	h := oracle.Read(selling(ordered("1", "a", 0, 10,
		regulars.Line{SKU: "x", Amount: 1, Quantity: 1}, regulars.Line{SKU: "y", Amount: 1, Quantity: 1},
		regulars.Line{SKU: "z", Amount: 1, Quantity: 1}, regulars.Line{SKU: "back", Amount: -1, Quantity: 1})))
	for sku, want := range map[string]string{"x": "0.0003", "y": "0.0003", "z": "0.0004", "back": "0"} {
		require.Equal(t, want, show(find(t, h.Rows(today), "product:"+sku, "revenue", "day").Value), sku)
	}
	free := oracle.Read(selling(ordered("1", "a", 0, 10, regulars.Line{SKU: "x"})))
	require.Equal(t, "0", show(find(t, free.Rows(today), "product:x", "revenue", "day").Value))
	require.Equal(t, "1", show(find(t, free.Rows(today), "product:x", "orders", "day").Value))
}

func TestProductsAndCategories(t *testing.T) {
	f := selling(
		ordered("1", "a", 20, 100, regulars.Line{SKU: "mug", ProductID: "p", Amount: 1, Quantity: 2}, regulars.Line{SKU: "mug", Amount: 1, Quantity: 1}),
		ordered("2", "a", 10, 100, regulars.Line{ProductID: "p", Amount: 1, Quantity: 1}),
		ordered("3", "a", 0, 100, regulars.Line{SKU: "mug", Category: "gifts", Amount: 1, Quantity: 1}, regulars.Line{Amount: 1, Quantity: 1}),
		ordered("4", "", 0, 100, regulars.Line{SKU: "mug", Amount: 1, Quantity: 1}))
	f.Products = []input.Product{
		{Shop: "shop", Product: regulars.Product{ID: "p", SKU: "mug", Category: "old"}},
		{Shop: "shop", Product: regulars.Product{ID: "p", SKU: "mug2", Category: "mugs"}},
		{Shop: "shop", Product: regulars.Product{ID: "q", SKU: "mug", Category: "mugs"}},
		{Shop: "other", Product: regulars.Product{ID: "p", SKU: "mug", Category: "elsewhere"}},
	}
	h := oracle.Read(f)
	rows := h.Rows(today)
	require.Equal(t, "3", show(find(t, rows, "product:mug", "orders", "28d").Value))
	require.Equal(t, "5", show(find(t, rows, "product:mug", "units", "28d").Value))
	require.Equal(t, "1", show(find(t, rows, "product:mug", "new_buyers", "28d").Value))
	require.Equal(t, "1/1", part(t, h, "product:mug", "repeat_buyer_rate", "day"))
	require.Equal(t, "1", show(find(t, rows, "product:p", "orders", "28d").Value))
	require.Equal(t, "3", show(find(t, rows, "category:mugs", "orders", "28d").Value))
	require.Equal(t, "10/1", part(t, h, "category:mugs", "cycle_mean", "asof"))
	for _, r := range rows {
		require.NotContains(t, []string{"product:", "category:", "category:old", "category:elsewhere"}, r.Scope)
		require.False(t, r.Scope == "category:gifts" && r.Window == "asof")
	}
}

func TestGrossMargin(t *testing.T) {
	known := regulars.Line{SKU: "x", Cost: 400_000, HasCost: true}
	h := oracle.Read(selling(
		ordered("1", "a", 0, 1_000_000, known, known),
		ordered("2", "a", 0, 1_000_000, known, regulars.Line{SKU: "y"}),
		ordered("3", "a", 0, 1_000_000)))
	require.Equal(t, "20", show(find(t, h.Rows(today), "brand", "gross_margin", "day").Value))
	require.Equal(t, "20", show(find(t, h.Rows(today), "shop:shop", "gross_margin", "day").Value))
	require.Equal(t, "null", show(find(t, h.Rows(today.AddDays(1)), "brand", "gross_margin", "day").Value))
}

func TestMovementBetweenShops(t *testing.T) {
	s := settings()
	s.Shops = []input.Shop{{Name: "web", CountsWhen: "paid"}, {Name: "pos", Kind: "offline", CountsWhen: "paid"}}
	f := input.Facts{Settings: s}
	buy := func(shop, email string, ages ...int) {
		for _, age := range ages {
			o := paid(shop, email+shop+on(string(today)).AddDate(0, 0, -age).Format("0102"), "", on(string(today)).AddDate(0, 0, -age), 1)
			o.Email = email + "@example.com"
			f.Orders = append(f.Orders, o)
		}
	}
	buy("web", "came", 365)
	buy("pos", "came", 364)
	buy("web", "stayed", 400, 1)
	buy("web", "both", 400)
	buy("pos", "both", 365, 1)
	buy("web", "young", 364)
	buy("pos", "young", 1)
	h := oracle.Read(f)
	require.Equal(t, "3", value(t, h, "cross_shop_members", "asof"))
	require.Equal(t, "1/2", part(t, h, "brand", "online_to_offline", "365d"))
	require.Equal(t, "0/0 null", part(t, h, "brand", "offline_to_online", "365d"))
	f.Settings.Shops[1].Kind = ""
	for _, r := range oracle.Read(f).Rows(today) {
		require.NotEqual(t, "cross_shop_members", r.Metric)
	}
}

func TestScores(t *testing.T) {
	var orders []input.Order
	for i, age := range []int{0, 0, 10, 20, 30} {
		orders = append(orders, ordered(string(rune('1'+i)), string(rune('a'+i)), age, regulars.Money(i+1)*1_000_000))
	}
	f := selling(orders...)
	r := oracle.Read(f).Rows(today)
	for scope, want := range map[string]string{"score:4": "2", "score:5": "0", "score:3": "1", "score:2": "1", "score:1": "1"} {
		require.Equal(t, want, show(find(t, r, scope, "rfm_score_r", "day").Value), scope)
	}
	require.Equal(t, "5", show(find(t, r, "score:1", "rfm_score_f", "day").Value))
	require.Equal(t, "1", show(find(t, r, "r:4/m:2", "rfm_cross_rm", "day").Value))
	require.Equal(t, "200", show(find(t, r, "r:4/m:2", "rfm_cross_revenue_rm", "day").Value))

	f.Settings.RFM.RecencyBins, f.Settings.RFM.MoneyBins = []float64{0, 10, 19, 29}, []float64{100, 200, 300.5, 500}
	r = oracle.Read(f).Rows(today)
	for scope, want := range map[string]string{"score:5": "2", "score:4": "1", "score:3": "0", "score:2": "1", "score:1": "1"} {
		require.Equal(t, want, show(find(t, r, scope, "rfm_score_r", "day").Value), scope)
	}
	for scope, want := range map[string]string{"score:2": "1", "score:3": "2", "score:4": "1", "score:5": "1", "score:1": "0"} {
		require.Equal(t, want, show(find(t, r, scope, "rfm_score_m", "day").Value), scope)
	}
}
