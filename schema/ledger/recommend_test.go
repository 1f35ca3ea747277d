package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
	"regulars/schema/ledger/product"
)

// goods gives the brand products, what goes with what, and a member who bought tea.
func (l *ledgerTest) goods(buyer uint64) {
	l.exec("INSERT INTO generations (brand, from_date, to_date, generation, state, version) VALUES ('acme', '2026-11-20', '2026-11-20', 7, 'published', 1)")
	l.exec("INSERT INTO products_sold (brand, date, product, category, buyers, generation) VALUES ('acme', '2026-11-20', 'pot', 'things', 9, 7), ('acme', '2026-11-20', 'tea', 'tea', 5, 7), ('acme', '2026-11-20', 'cup', 'things', 7, 7), ('acme', '2026-11-20', 'old', 'tea', 99, 6)")
	l.exec("INSERT INTO product_links (brand, date, reason, product, score, again, generation) VALUES ('acme', '2026-11-20', 'together:tea', 'cup', 0.9, false, 7), ('acme', '2026-11-20', 'together:tea', 'pot', 0.4, false, 7)")
	l.exec("INSERT INTO products (brand, shop, product_id, sku, title, url, image, price, version) VALUES ('acme', 'web', '1', 'cup', 'Cup', 'https://shop.test/cup', '', 120, 1), ('acme', 'web', '1', 'cup', 'Old cup', '', '', 100, 0), ('acme', 'web', '2', 'pot', 'Pot', '', '', NULL, 1), ('acme', 'web', 'tea', '', '', '', '', 9, 1), ('other', 'web', 'tea', '', 'Wrong', '', '', 9, 1)")
	l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, date, seq, `goods.code`, `goods.category`, `goods.units`, `goods.revenue`, version) VALUES ('acme', ?, 'web', '1', '2026-11-10', 1, ['sku/tea'], ['tea'], [1], [9], 1)", buyer)
}

// What is recommended stands with the delivery from the plan on: the next night's another
// advice doesn't change a message that is tried again. Who bought nothing gets what others buy.
func TestWhatIsRecommendedIsPlanned(t *testing.T) {
	l := openLedger(t)
	all := people(2)
	l.add("acme", all...)
	l.exec("ALTER TABLE members UPDATE language = 'zh-TW' WHERE member_id = ? SETTINGS mutations_sync = 1", all[0].id)
	l.goods(all[0].id)
	p := planOf("wake")
	p.Recommends = true
	shown, err := l.Sample(t.Context(), p, 10)
	require.NoError(t, err)
	l.plan(p)
	l.exec("INSERT INTO product_links (brand, date, reason, product, score, again, generation) VALUES ('acme', '2026-11-20', 'together:tea', 'old', 1, true, 7)")

	ctx, c := t.Context(), claimant("one", "line")
	batch, err := l.reserve(ctx, whole(p.Run), c, "b", 10)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, p.Run, batch))
	open, err := l.Prepare(ctx, whole(p.Run), claimant("two", "line"))
	require.NoError(t, err)
	again, err := l.Reclaim(ctx, whole(p.Run), claimant("two", "line"), open[0])
	require.NoError(t, err)
	price := 120.0
	cup, pot := product.Product{Code: "cup", Name: "Cup", URL: "https://shop.test/cup", Price: &price}, product.Product{Code: "pot", Name: "Pot"}
	for _, recipients := range [][]ledger.Recipient{shown, batch.Recipients, again.Recipients} {
		require.Len(t, recipients, 2)
		for _, r := range recipients {
			if r.MemberID == all[0].id {
				require.Equal(t, []string{"cup", "pot"}, r.Recommended)
				require.Equal(t, []product.Product{cup, pot}, r.Products)
				require.Equal(t, "zh-TW", r.Language)
				continue
			}
			require.Equal(t, []string{"pot", "cup", "tea"}, r.Recommended, "what most others buy")
			require.Equal(t, []product.Product{pot, cup}, r.Products, "a product without a title is shown")
			require.Empty(t, r.Language)
		}
	}

	p = planOf("plain")
	l.plan(p)
	batch, err = l.reserve(ctx, whole(p.Run), c, "b", 10)
	require.NoError(t, err)
	for _, r := range batch.Recipients {
		require.Empty(t, r.Recommended, "its texts recommend nothing")
	}
}
