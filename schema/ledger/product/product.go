package product

import (
	"context"
	"embed"
	"slices"

	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// Product is what a message shows of a product.
type Product struct {
	Code  string   `ch:"code"` // its sku, or its id where the shop has none
	Name  string   `ch:"name"`
	URL   string   `ch:"url"`   // empty: not known
	Image string   `ch:"image"` // likewise
	Price *float64 `ch:"price"` // in the brand's currency; nil: not known
}

type productsParams struct {
	Brand string
	Codes []string
}

var productsScript = schema.NewScript[productsParams]("product", files, "products.sql")

// Named returns what can be shown of a brand's products, by their codes.
func Named(ctx context.Context, db *schema.DB, brand string, codes []string) (map[string]Product, error) {
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	if len(codes) == 0 {
		return nil, nil
	}
	var rows []Product
	if err := productsScript.Select(ctx, db, &rows, productsParams{brand, codes}); err != nil {
		return nil, err
	}
	known := map[string]Product{}
	for _, row := range rows {
		known[row.Code] = row
	}
	return known, nil
}
