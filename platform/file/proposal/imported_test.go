package proposal

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/internal/seed"
	"regulars/platform/file"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// What is written without a question comes in as the orders that were shown.
func TestWrittenFeedsComeIn(t *testing.T) {
	const feeds = 12
	db := schematest.Open(t)
	r := rand.New(rand.NewPCG(seed.New(t), 2))
	for n := 0; n < feeds; {
		d := randomDialect(r)
		sales := randomSales(r, d)
		dir := t.TempDir()
		report := d.look(t, d.writeAll(t, r, dir, sales))
		if len(report.Questions) > 0 {
			continue
		}
		n++
		requireSales(t, d, sales, report)
		name := fmt.Sprintf("s%d", n)
		written := filepath.Join(dir, "regulars.yaml")
		require.NoError(t, report.Write(written, &Shop{Name: name, Brand: "tea", Timezone: "UTC", Currency: "TWD"}))
		cfg, err := config.Load(written)
		require.NoError(t, err)
		shop := &cfg.Brands[0].Shops[0]
		files, err := file.NewFeed(shop.Feeds[0])
		require.NoError(t, err)
		_, err = feed.Import(t.Context(), db, intake.Load{Brand: &cfg.Brands[0], Shop: shop, ID: name}, shop.Feeds[0], files, false, nil)
		require.NoError(t, err, "%+v\n%s", d, report.YAML())
		type row struct{ T string }
		var got, want []string
		for _, one := range schematest.Query[row](t, db, fmt.Sprintf("SELECT concat(order_id, ' ', formatDateTime(placed_at, '%%Y-%%m-%%d %%H:%%i:%%S', 'UTC'), ' ', toString(total)) T FROM orders FINAL WHERE shop = '%s'", name)) {
			got = append(got, one.T)
		}
		for _, o := range report.Orders.all {
			want = append(want, fmt.Sprintf("%s %s %s", o.ID, o.At.UTC().Format("2006-01-02 15:04:05"), o.Total))
		}
		slices.Sort(got)
		slices.Sort(want)
		require.Equal(t, want, got, "%+v\n%s", d, report.YAML())
	}
}

// The published sets come out by a look alone: of Online Retail the purchases of members,
// of CDNOW all rows, once it is said that each is a purchase.
func TestPublishedSets(t *testing.T) {
	retail, err := Look(t.Context(), Options{Paths: []string{prerequisite.File(t, prerequisite.OnlineRetail)}, Region: "GB"})
	require.NoError(t, err)
	require.Empty(t, retail.Questions)
	require.Equal(t, "line", retail.Feed.Grain)
	require.EqualValues(t, 541909, retail.Orders.Rows)
	require.Zero(t, retail.Orders.Bad)
	purchases, revenue := 0, decimal.Decimal{}
	for _, o := range retail.Orders.all {
		if o.Person != "" && o.Total.IsPositive() {
			purchases, revenue = purchases+1, revenue.Add(o.Total)
		}
	}
	require.Equal(t, 18532, purchases)
	require.Equal(t, "8911407.904", revenue.String())

	master := []string{prerequisite.File(t, prerequisite.CDNOWMaster)}
	cdnow, err := Look(t.Context(), Options{Paths: master})
	require.NoError(t, err)
	require.Len(t, cdnow.Questions, 1)
	require.Equal(t, "columns.order_id", cdnow.Questions[0].Key)
	require.Contains(t, cdnow.Questions[0].Ask, "if what a person buys on a day is one order", "some have bought twice on a day: two readings, so it is asked")
	cdnow, err = Look(t.Context(), Options{Paths: master, Answers: []string{"columns.order_id=_row"}})
	require.NoError(t, err)
	require.Empty(t, cdnow.Questions)
	require.Equal(t, []any{69659, "2500315.63", 80}, []any{cdnow.Orders.Orders, cdnow.Orders.Total.String(), cdnow.Orders.Zero})
}
