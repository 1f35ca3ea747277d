package cyberbiz

import (
	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// products is the list of all products: it has no filter by time, and is read as a whole.
func products(currency string) *rest.List {
	l := listOf(platform.Products, "products", func(r *rest.Reader) *rest.Row { return readProduct(r, currency) })
	l.Changed, l.Span = rest.Bounds{}, 0
	return l
}

// product is a product with the parts that become something else.
type product struct {
	rest.Goods
	photos []string
}

var productFields = rest.Fields[product]{
	"id":           func(r *rest.Reader, p *product) { p.ID = r.ID() },
	"title":        func(r *rest.Reader, p *product) { p.Title = r.Word() },
	"product_url":  func(r *rest.Reader, p *product) { p.URL = r.Address() },
	"product_type": func(r *rest.Reader, p *product) { p.Category = r.Word() },
	"published":    func(r *rest.Reader, p *product) { p.Unsold = r.Flag() != regulars.AnswerYes },
	"price":        func(r *rest.Reader, p *product) { p.Price, p.HasPrice = r.Worth() },
	"created_at":   func(r *rest.Reader, p *product) { p.Created = r.Time() },
	"updated_at":   func(r *rest.Reader, p *product) { p.Updated = r.Time() },
	"photo_urls":   func(r *rest.Reader, p *product) { r.Each(func() { p.photos = append(p.photos, r.Address()) }) },
	"product_variants": func(r *rest.Reader, p *product) {
		rest.Array(r, variantFields, func(v *variant) { p.Variants = append(p.Variants, v.finished()) })
	},
}

// variant is a variant with its pictures.
type variant struct {
	regulars.Product
	photos []string
}

var variantFields = rest.Fields[variant]{
	"sku":        func(r *rest.Reader, v *variant) { v.SKU = r.Word() },
	"price":      func(r *rest.Reader, v *variant) { v.Price, v.HasPrice = r.Worth() },
	"cost":       func(r *rest.Reader, v *variant) { v.Cost, v.HasCost = r.Worth() },
	"photo_urls": func(r *rest.Reader, v *variant) { r.Each(func() { v.photos = append(v.photos, r.Address()) }) },
}

// finished is the variant. A cost of nothing is one that nobody entered.
func (v *variant) finished() regulars.Product {
	v.HasCost = v.HasCost && v.Cost > 0
	v.Image = first(v.photos)
	return v.Product
}

func first(photos []string) string {
	if len(photos) == 0 {
		return ""
	}
	return photos[0]
}

func readProduct(r *rest.Reader, currency string) *rest.Row {
	p := product{Goods: rest.Goods{Goods: platform.Goods{Product: regulars.Product{Currency: currency}, Unsold: true}}}
	raw, reason := r.Record(func() { rest.Object(r, &p, productFields) })
	p.Image = first(p.photos)
	return rest.ProductRow(&p.Goods, raw, reason)
}
