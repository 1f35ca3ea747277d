package shoplineglobal

import (
	"cmp"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// also are the lists that the shop's also_pull names, and what they tell of the whole shop.
func also(shop config.Shop, base string) (lists []*rest.List, tells []platform.Sight) {
	if shop.AlsoPulls(config.AlsoProducts) {
		l := listOf(platform.Products, "products", "/products/products.json", func(r *rest.Reader) *rest.Row { return readProduct(r, base, shop.Currency) })
		l.CountPath = "/products/count.json"
		lists = append(lists, l)
		tells = append(tells, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	if shop.AlsoPulls(config.AlsoCheckouts) {
		l := listOf(platform.Events, "abandoned_orders", "/orders/abandoned_orders.json", readCheckout)
		l.Op, l.CountPath = "abandoned checkouts page", "/orders/abandoned_orders/count.json"
		lists = append(lists, l)
		tells = append(tells, platform.Sight{Entity: platform.Events, Unseen: []platform.Unseen{platform.CheckoutsKept}})
	}
	return lists, tells
}

// product is a product with the parts that become something else.
type product struct {
	rest.Goods
	status, path string
}

var productFields = rest.Fields[product]{
	"id":               func(r *rest.Reader, p *product) { p.ID = r.ID() },
	"title":            func(r *rest.Reader, p *product) { p.Title = r.Word() },
	"product_category": func(r *rest.Reader, p *product) { p.Category = r.Word() },
	"status":           func(r *rest.Reader, p *product) { p.status = r.Word() },
	"path":             func(r *rest.Reader, p *product) { p.path = r.Word() },
	"image":            func(r *rest.Reader, p *product) { rest.Object(r, &p.Product, imageFields) },
	"created_at":       func(r *rest.Reader, p *product) { p.Created = r.Time() },
	"updated_at":       func(r *rest.Reader, p *product) { p.Updated = r.Time() },
	"variants": func(r *rest.Reader, p *product) {
		rest.Array(r, variantFields, func(v *regulars.Product) { p.Variants = append(p.Variants, *v) })
	},
}

var imageFields = rest.Fields[regulars.Product]{
	"src": func(r *rest.Reader, p *regulars.Product) { p.Image = r.Address() },
}

var variantFields = rest.Fields[regulars.Product]{
	"sku":   func(r *rest.Reader, v *regulars.Product) { v.SKU = r.Word() },
	"price": func(r *rest.Reader, v *regulars.Product) { v.Price, v.HasPrice = r.Worth() },
	"image": func(r *rest.Reader, v *regulars.Product) { rest.Object(r, v, imageFields) },
}

// readProduct reads a product. Its path is below the shop's own address.
func readProduct(r *rest.Reader, base, currency string) *rest.Row {
	p := product{Goods: rest.Goods{Goods: platform.Goods{Product: regulars.Product{Currency: currency}}}}
	raw, reason := r.Record(func() { rest.Object(r, &p, productFields) })
	if strings.HasPrefix(p.path, "/") {
		p.URL = base + p.path
	}
	p.Unsold = p.status != "active"
	return rest.ProductRow(&p.Goods, raw, reason)
}

// checkout is an abandoned checkout with the parts that become something else.
type checkout struct {
	rest.Cart
	currency, userID       string
	who, billing, shipping person
}

var checkoutFields = rest.Fields[checkout]{
	"id":                     func(r *rest.Reader, c *checkout) { c.Key = r.ID() },
	"created_at":             func(r *rest.Reader, c *checkout) { c.At = r.Time() },
	"updated_at":             func(r *rest.Reader, c *checkout) { c.Updated = r.Time() },
	"completed_at":           func(r *rest.Reader, c *checkout) { c.Done = !r.Time().IsZero() || c.Done },
	"status":                 func(r *rest.Reader, c *checkout) { c.Done = r.Word() == "recovered" || c.Done },
	"total_price":            func(r *rest.Reader, c *checkout) { c.Value = r.Money() },
	"presentment_currency":   func(r *rest.Reader, c *checkout) { c.Currency = strings.ToUpper(r.Word()) },
	"currency":               func(r *rest.Reader, c *checkout) { c.currency = strings.ToUpper(r.Word()) },
	"abandoned_checkout_url": func(r *rest.Reader, c *checkout) { c.URL = r.Address() },
	"user_id":                func(r *rest.Reader, c *checkout) { c.userID = r.ID() },
	"email":                  func(r *rest.Reader, c *checkout) { c.Email = r.Word() },
	"phone":                  func(r *rest.Reader, c *checkout) { c.Phone = r.Word() },
	"customer":               func(r *rest.Reader, c *checkout) { rest.Object(r, &c.who, personFields) },
	"billing_address":        func(r *rest.Reader, c *checkout) { rest.Object(r, &c.billing, personFields) },
	"shipping_address":       func(r *rest.Reader, c *checkout) { rest.Object(r, &c.shipping, personFields) },
}

// readCheckout reads a checkout: who wrote their mail or phone on its page, else the
// customer, else who pays or receives. Its total is in the currency that the buyer saw.
func readCheckout(r *rest.Reader) *rest.Row {
	var c checkout
	raw, reason := r.Record(func() { rest.Object(r, &c, checkoutFields) })
	c.CustomerID = cmp.Or(c.who.id, c.userID)
	c.Email = cmp.Or(c.Email, c.who.email, c.billing.email, c.shipping.email)
	c.Phone = cmp.Or(c.Phone, c.who.phone, c.billing.phone, c.shipping.phone)
	c.Country = cmp.Or(c.billing.country, c.shipping.country, c.who.country)
	c.Currency = cmp.Or(c.Currency, c.currency)
	return rest.CartRow(&c.Cart, raw, reason)
}
