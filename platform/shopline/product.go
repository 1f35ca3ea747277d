package shopline

import (
	"cmp"
	"net/http"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// products is the list of products by the time of their last change. Only some shops may
// ask for it behind an id (a beta, as the API's documentation says): it is read by page
// numbers, in slices of time.
func products(currency string) *rest.List {
	l := listOf(platform.Products, "products page", "/v1/products", func(r *rest.Reader) *rest.Row { return readProduct(r, currency) })
	l.Cut, l.CutKey, l.Span, l.Begin = rest.ByNumber, "page", slice, begin
	l.Created = rest.Bounds{} // only the filter by the time of change is known
	l.ByID = rest.ByID{One: "/v1/products/%s", Gone: []int{http.StatusNotFound}}
	return l
}

const slice = 10 * 365 * 24 * time.Hour

// begin is before SHOPLINE's first shop.
var begin = time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC)

// product is a product with the parts that become something else.
type product struct {
	rest.Goods
	status           string
	price, sale      amount
	cost             amount
	variants         []variant
	detail, pictures []string
	onePrice         regulars.Answer
}

var productFields = rest.Fields[product]{
	"id":                 func(r *rest.Reader, p *product) { p.ID = r.ID() },
	"status":             func(r *rest.Reader, p *product) { p.status = r.Word() },
	"title_translations": func(r *rest.Reader, p *product) { p.Title = readTranslation(r) },
	"sku":                func(r *rest.Reader, p *product) { p.SKU = r.Word() },
	"price":              func(r *rest.Reader, p *product) { p.price = readAmount(r) },
	"price_sale":         func(r *rest.Reader, p *product) { p.sale = readAmount(r) },
	"cost":               func(r *rest.Reader, p *product) { p.cost = readAmount(r) },
	"same_price":         func(r *rest.Reader, p *product) { p.onePrice = r.Flag() },
	"link":               func(r *rest.Reader, p *product) { p.URL = r.Address() },
	"medias":             func(r *rest.Reader, p *product) { r.Each(func() { p.pictures = append(p.pictures, readMedia(r)) }) },
	"detail_medias":      func(r *rest.Reader, p *product) { r.Each(func() { p.detail = append(p.detail, readMedia(r)) }) },
	"created_at":         func(r *rest.Reader, p *product) { p.Created = r.Time() },
	"updated_at":         func(r *rest.Reader, p *product) { p.Updated = r.Time() },
	"variations": func(r *rest.Reader, p *product) {
		rest.Array(r, variantFields, func(v *variant) { p.variants = append(p.variants, *v) })
	},
}

// variant is a variation with the parts that become something else.
type variant struct {
	regulars.Product
	price, sale, cost amount
}

var variantFields = rest.Fields[variant]{
	"sku":        func(r *rest.Reader, v *variant) { v.SKU = r.Word() },
	"price":      func(r *rest.Reader, v *variant) { v.price = readAmount(r) },
	"price_sale": func(r *rest.Reader, v *variant) { v.sale = readAmount(r) },
	"cost":       func(r *rest.Reader, v *variant) { v.cost = readAmount(r) },
	"media":      func(r *rest.Reader, v *variant) { v.Image = readMedia(r) },
}

// readMedia is the address of a picture, which stands there in several sizes: the original,
// else whichever is there.
func readMedia(r *rest.Reader) (found string) {
	r.Keys(func(key string) {
		if key != "images" {
			return
		}
		r.Keys(func(size string) {
			var url string
			rest.Object(r, &url, urlFields)
			if url != "" && (found == "" || size == "original") {
				found = url
			}
		})
	})
	return found
}

var urlFields = rest.Fields[string]{
	"url": func(r *rest.Reader, url *string) { *url = r.Address() },
}

// asked is what is asked for something: its price in a sale where there is one.
func asked(price, sale amount) amount {
	if sale.given && sale.value > 0 {
		return sale
	}
	return price
}

// sell writes a price and a cost into a product; nothing is asked for where it is zero, and
// nobody entered a cost of nothing.
func sell(p *regulars.Product, price, cost amount) {
	if price.given && price.value > 0 {
		p.Price, p.HasPrice, p.Currency = price.value, true, cmp.Or(price.currency, p.Currency)
	}
	if cost.given && cost.value > 0 {
		p.Cost, p.HasCost = cost.value, true
	}
}

func readProduct(r *rest.Reader, currency string) *rest.Row {
	p := product{Goods: rest.Goods{Goods: platform.Goods{Product: regulars.Product{Currency: currency}}}}
	raw, reason := r.Record(func() { rest.Object(r, &p, productFields) })
	p.finish()
	return rest.ProductRow(&p.Goods, raw, reason)
}

func (p *product) finish() {
	p.Unsold = p.status != "active"
	sell(&p.Product, asked(p.price, p.sale), p.cost)
	for _, picture := range append(p.pictures, p.detail...) {
		p.Image = cmp.Or(p.Image, picture)
	}
	for _, v := range p.variants {
		price := asked(v.price, v.sale)
		if p.onePrice == regulars.AnswerYes {
			price = amount{}
		}
		sell(&v.Product, price, v.cost)
		p.Variants = append(p.Variants, v.Product)
	}
}
