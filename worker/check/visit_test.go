package check

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/platform/platformtest"
	"regulars/schema"
	"regulars/schema/allowance"
	"regulars/schema/schematest"
)

// What a check asks a shop is counted among the requests of its day; once they are spent it
// asks nothing, and says so. Where nobody can count, the shop is asked all the same.
func TestChecksAreCounted(t *testing.T) {
	options := schematest.Options(t)
	t.Setenv("CLICKHOUSE_ADDR", localtest.Stack(t).ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", localtest.Stack(t).PasswordFile)
	t.Setenv("CLICKHOUSE_DATABASE", options.Database)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	shop := platformtest.NewMedusa(t)
	noon := time.FixedZone("noon", (12-time.Now().UTC().Hour())*60*60) // no day ends meanwhile
	brand := &config.Brand{Name: "tea", Zone: noon, Shops: []config.Shop{{
		Name: "web", Platform: "medusa", URL: shop.URL, Currency: "TWD", Zone: noon, Token: config.NewSecret(platformtest.MedusaKey), RequestsPerDay: 1000,
	}}}
	spent := func() uint64 {
		t.Helper()
		all, err := allowance.Today(t.Context(), db, brand, time.Now())
		require.NoError(t, err)
		if len(all) == 0 {
			return 0
		}
		return all[0].Requests
	}
	check := func() Finding { return askShop(t.Context(), brand, &brand.Shops[0]) }

	f := check()
	require.NoError(t, f.Err)
	require.Contains(t, strings.Join(f.Warn, "\n"), "not counted in requests_per_day: ClickHouse has not the tables")
	require.NoError(t, db.Migrate(t.Context()))
	defer func() { _ = db.Drop(t.Context()) }()
	puller := allowance.Open(db, brand, &brand.Shops[0])
	_, _, err = puller.Admit(t.Context())
	require.NoError(t, err)
	before := shop.Requests()
	f = check()
	require.NoError(t, f.Err)
	asked := uint64(shop.Requests() - before)
	require.Positive(t, asked)
	require.Equal(t, asked+1, spent())
	_, _, err = puller.Admit(t.Context())
	require.NoError(t, err, "a check takes a puller's place")
	asked = spent()
	require.NotContains(t, strings.Join(f.Warn, "\n"), "requests_per_day")

	brand.Shops[0].RequestsPerDay = int(asked)
	before = shop.Requests()
	f = check()
	require.NoError(t, f.Err, "a shop that is left alone is no mistake")
	require.Contains(t, strings.Join(f.Warn, "\n"), "the shop is not asked: the ")
	require.Equal(t, before, shop.Requests())
	require.Equal(t, asked, spent())
}
