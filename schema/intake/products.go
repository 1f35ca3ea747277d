package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/schema"
)

// InsertProducts stores what a shop sells as it is now, a row for each SKU. Prices are in
// the brand's currency, at today's rate.
func InsertProducts(ctx context.Context, db *schema.DB, l Load, products []regulars.Product) error {
	n := len(products)
	if n == 0 {
		return nil
	}
	ids, skus, titles, categories := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	urls, images, locales, raws := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	costs, prices := make([]*decimal.Decimal, n), make([]*decimal.Decimal, n)
	for i, p := range products {
		rate, err := rateOn(l.Brand, p.Currency, l.Date(l.ReadAt))
		if err != nil {
			return fmt.Errorf("product %s: %w", p.ID, err)
		}
		known := func(m regulars.Money, has bool) *decimal.Decimal {
			if !has {
				return nil
			}
			amount := m.Decimal().Mul(rate).Round(regulars.MoneyScale)
			return &amount
		}
		ids[i], skus[i], titles[i], categories[i] = p.ID, p.SKU, p.Title, p.Category
		urls[i], images[i], locales[i], raws[i] = p.URL, p.Image, p.Locale, string(p.Raw)
		costs[i], prices[i] = known(p.Cost, p.HasCost), known(p.Price, p.HasPrice)
	}
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), ids, skus, titles, categories, costs, urls, images, prices, locales, raws,
		repeat(l.ID, n), repeat(l.Version(), n),
	}
	const statement = "INSERT INTO products (brand, shop, product_id, sku, title, category, cost, url, image, price, locale, raw, load_id, version)"
	if err := InsertColumns(ctx, db, statement, columns); err != nil {
		return fmt.Errorf("store %d products of shop %s: %w", n, l.Shop.Name, err)
	}
	return nil
}

// buryUnlisted writes tombstones of the SKUs that the products of a block had and have no
// more: a connector hands a product over with all its SKUs. One of which a SKU was rejected
// keeps what it had.
func buryUnlisted(ctx context.Context, db *schema.DB, l Load, b Block) error {
	whole := slices.DeleteFunc(productIDs(b.Products), func(id string) bool {
		return slices.ContainsFunc(b.Rejected, func(r regulars.Rejected) bool { return r.Entity == EntityProducts && r.ID == id })
	})
	return Bury(ctx, db, l, EntityProducts, whole)
}

// productIDs are the ids of products, each once: what a load was handed.
func productIDs(products []regulars.Product) []string {
	var ids []string
	seen := map[string]bool{}
	for _, p := range products {
		if !seen[p.ID] {
			seen[p.ID] = true
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// productFault says why a product can't be stored; empty: it can.
func productFault(l Load, p *regulars.Product) string {
	if _, err := rateOn(l.Brand, p.Currency, l.Date(time.Now())); err != nil {
		return err.Error()
	}
	return ""
}
