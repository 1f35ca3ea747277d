package gate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/schematest"
	"regulars/schema/view"
)

func TestCertify(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	const date = regulars.BusinessDate("2026-03-14")

	_, err := gate.ReadCertificate(ctx, db, "acme", date)
	require.ErrorIs(t, err, schema.ErrNoRows)

	// A shop that failed, and the night that was run again after it.
	require.NoError(t, gate.PutReconciled(ctx, db, "acme", date, []gate.Reconciled{
		{Shop: "web", Entity: gate.WholeShop, Reason: "HTTP 401"}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err := gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.False(t, c.Whole)
	require.Contains(t, c.Reasons, "shop web: HTTP 401")
	require.Contains(t, c.Reasons, "the numbers of this date are not published")

	require.NoError(t, gate.PutReconciled(ctx, db, "acme", date, []gate.Reconciled{
		{Shop: "web", Entity: "orders", OK: true}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err = gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.NotContains(t, c.Reasons, "shop web: HTTP 401", "a line of the run before stayed")

	stored, err := gate.ReadCertificate(ctx, db, "acme", date)
	require.NoError(t, err)
	require.Equal(t, c.Reasons, stored.Reasons)
	require.Equal(t, []gate.ShopLine{{Shop: "store", Entity: "orders", OK: true}, {Shop: "web", Entity: "orders", OK: true}}, stored.Shops)
	require.Empty(t, stored.Campaigns)

	t.Run("keeps why as codes", func(t *testing.T) { keepWhy(t, db) })
	t.Run("compares numbers and pulls", func(t *testing.T) { compareNumbersAndPulls(t, db) })
}

// What a gate found is stored as codes, so that it is said in both languages; what an
// earlier release stored stays in its words.
func keepWhy(t *testing.T, db *schema.DB) {
	const brand, date = "coded", regulars.BusinessDate("2026-03-14")
	short := cause.Cause{Code: cause.StoredDiffers, Came: 3, Stored: 2}
	require.NoError(t, gate.PutReconciled(t.Context(), db, brand, date, []gate.Reconciled{
		gate.Failed("web", "orders", short), gate.Failed("store", gate.WholeShop, cause.Cause{Code: cause.NotPulled}), {Shop: "old", Entity: "orders", Reason: "in old words"},
	}))
	swept := gate.StoreLine{Shop: "web", Entity: "orders"}
	swept.Fail(cause.Cause{Code: cause.SweepOpen, Open: 4})
	require.NoError(t, gate.PutStores(t.Context(), db, brand, date, []gate.StoreLine{swept, {Shop: "old", Entity: "orders", Reason: "before"}}))
	_, err := gate.Certify(t.Context(), db, brand, date, time.Now())
	require.NoError(t, err)

	c, err := gate.ReadCertificate(t.Context(), db, brand, date)
	require.NoError(t, err)
	require.Equal(t, []string{
		"shop old, orders: in old words",
		"shop store: nothing was pulled of it: run the night again",
		"shop web, orders: 3 records came, 2 are stored: run the night again, which pulls the window again",
		"the numbers of this date are not published",
		"shop web as a whole, orders: 4 records differ after a sweep: the shop neither shows them nor says that they are deleted: look at the scopes of its token, then run `starter sweep web`",
		"shop old as a whole, orders: before",
	}, c.Reasons)
	require.Equal(t, []string{
		"商店 old，orders：in old words",
		"商店 store：沒有抓取任何資料：請重跑這一晚",
		"商店 web，orders：收到 3 筆，存入 2 筆：請重跑這一晚，會重抓這段期間",
		"這一天的數字尚未發布",
		"商店 web 整體，orders：全面比對後仍有 4 筆不符：商店既不顯示它們，也沒說已刪除：請檢查權杖的權限範圍，再執行 `starter sweep web`",
		"商店 old 整體，orders：before",
	}, cause.Sentences("zh-Hant", c.Causes, c.Reasons))

	holds, err := view.Holds(t.Context(), db, brand, 10)
	require.NoError(t, err)
	require.Len(t, holds, 3)
	require.Equal(t, []string{"in old words", "沒有抓取任何資料：請重跑這一晚", "收到 3 筆，存入 2 筆：請重跑這一晚，會重抓這段期間"},
		[]string{holds[0].Why("zh-Hant"), holds[1].Why("zh-Hant"), holds[2].Why("zh-Hant")})
}

// The numbers that a certificate speaks of are those of its own brand and date, and
// newer than every pull that its newest gate passed, as that pull is now.
func compareNumbersAndPulls(t *testing.T, db *schema.DB) {
	conn := schematest.Connect(t, db)
	const (
		missing = "the numbers of this date are not published"
		older   = "the published numbers are older than what was pulled: run the night again"
	)
	published := func(brand, date string, generation int) string {
		return fmt.Sprintf(`INSERT INTO generations (brand, from_date, to_date, generation, state, version) VALUES ('%s', '%s', '%s', %d, 'published', 1)`, brand, date, date, generation)
	}
	gated := func(date, entity, load string, ok bool, version int) string {
		return fmt.Sprintf(`INSERT INTO reconciliation (brand, date, shop, entity, load_id, ok, version) VALUES ('compared', '%s', 'web', '%s', '%s', %t, %d)`, date, entity, load, ok, version)
	}
	loaded := func(brand, load string, version int) string {
		return fmt.Sprintf(`INSERT INTO loads (brand, shop, entity, load_id, version) VALUES ('%s', 'web', 'orders', '%s', %d)`, brand, load, version)
	}
	derived := func(brand, load string, version, derivation int) string {
		return fmt.Sprintf(`INSERT INTO derived_loads (brand, load_id, version, derivation) VALUES ('%s', '%s', %d, %d)`, brand, load, version, derivation)
	}
	none, err := gate.Certify(t.Context(), db, "compared", "2026-03-14", time.Now())
	require.NoError(t, err)
	require.Equal(t, []string{"the shops were not compared for this date: only a night does that", missing}, none.Reasons)
	for _, step := range []struct {
		name, add, want string
	}{
		{"a gate", gated("2026-03-14", "orders", "passed", true, 1), missing},
		{"numbers of another date", published("compared", "2026-03-13", 8), missing},
		{"numbers of another brand", published("other", "2026-03-14", 10), missing},
		{"numbers of the date", published("compared", "2026-03-14", 10), ""},
		{"a pull that wasn't derived", loaded("compared", "passed", 1), older},
		{"derived for another brand", derived("other", "passed", 1, 9), older},
		{"derived with the numbers", derived("compared", "passed", 1, 10), older},
		{"derived before them", derived("compared", "passed", 1, 9), ""},
		{"a pull that no gate passed", loaded("compared", "elsewhere", 1), ""},
		{"another brand's pull of that name", loaded("other", "passed", 5), ""},
		{"a pull that the gate of another date passed", gated("2026-03-13", "orders", "elsewhere", true, 1), ""},
		{"a pull that the gate didn't pass", gated("2026-03-14", "customers", "elsewhere", false, 1), ""},
		{"a later gate that passes nothing new", gated("2026-03-14", "orders", "passed", true, 2), ""},
		{"a pull that only an earlier gate passed", gated("2026-03-14", "customers", "elsewhere", true, 1), ""},
		{"the pull once more", loaded("compared", "passed", 2), older},
		{"derived again, before newer numbers", derived("compared", "passed", 2, 19), older},
		{"which come", published("compared", "2026-03-14", 20), ""},
	} {
		require.NoError(t, conn.Exec(t.Context(), step.add), step.name)
		c, err := gate.Certify(t.Context(), db, "compared", "2026-03-14", time.Now())
		require.NoError(t, err)
		require.NotContains(t, c.Reasons, none.Reasons[0], "what a gate passed was compared")
		for _, reason := range []string{missing, older} {
			require.Equal(t, reason == step.want, slices.Contains(c.Reasons, reason), "%s: %q", step.name, c.Reasons)
		}
	}
}
