package easystore

import (
	"cmp"
	"net/url"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// also are the lists that the shop's also_pull names, and what they tell of the whole shop.
// Page numbers of checkouts were seen to be unreliable: both are read by rising id.
func also(shop config.Shop) (lists []*rest.List, tells []platform.Sight) {
	byID := func(l *rest.List) *rest.List {
		l.Query = url.Values{"sort": {"id.asc"}}
		l.Cut, l.CutKey = rest.ByKey, "since_id"
		return l
	}
	if shop.AlsoPulls(config.AlsoProducts) {
		lists = append(lists, byID(listOf(platform.Products, "product", shop.Zone, func(r *rest.Reader) *rest.Row { return readProduct(r, shop.Currency) })))
		tells = append(tells, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	if shop.AlsoPulls(config.AlsoCheckouts) {
		l := byID(listOf(platform.Events, "checkout", shop.Zone, readCheckout))
		l.Total = ""              // not known to count them
		l.Changed = rest.Bounds{} // the filters by time that its description lists are those of products
		lists = append(lists, l)
		tells = append(tells, platform.Sight{Entity: platform.Events, Unseen: []platform.Unseen{platform.CheckoutsKept}})
	}
	return lists, tells
}

// product is a product with the parts that become something else.
type product struct {
	rest.Goods
	name        string
	publishedAt string
	hasPublish  bool
	published   regulars.Answer
}

var productFields = rest.Fields[product]{
	"id":           func(r *rest.Reader, p *product) { p.ID = r.ID() },
	"title":        func(r *rest.Reader, p *product) { p.Title = r.Word() },
	"name":         func(r *rest.Reader, p *product) { p.name = r.Word() },
	"url":          func(r *rest.Reader, p *product) { p.URL = r.Address() },
	"sku":          func(r *rest.Reader, p *product) { p.SKU = r.Word() },
	"price":        func(r *rest.Reader, p *product) { p.Price, p.HasPrice = r.Worth() },
	"created_at":   func(r *rest.Reader, p *product) { p.Created = r.Time() },
	"updated_at":   func(r *rest.Reader, p *product) { p.Updated = r.Time() },
	"published_at": func(r *rest.Reader, p *product) { p.publishedAt, p.hasPublish = r.Word(), true },
	"is_published": func(r *rest.Reader, p *product) { p.published = r.Flag() },
	"images": func(r *rest.Reader, p *product) {
		rest.Array(r, imageFields, func(i *string) { p.Image = cmp.Or(p.Image, *i) })
	},
	"variants": func(r *rest.Reader, p *product) {
		rest.Array(r, variantFields, func(v *regulars.Product) { p.Variants = append(p.Variants, *v) })
	},
}

var imageFields = rest.Fields[string]{
	"url": func(r *rest.Reader, i *string) { *i = cmp.Or(*i, r.Address()) },
	"src": func(r *rest.Reader, i *string) { *i = cmp.Or(*i, r.Address()) },
}

var variantFields = rest.Fields[regulars.Product]{
	"sku":        func(r *rest.Reader, v *regulars.Product) { v.SKU = r.Word() },
	"price":      func(r *rest.Reader, v *regulars.Product) { v.Price, v.HasPrice = r.Worth() },
	"cost_price": func(r *rest.Reader, v *regulars.Product) { v.Cost, v.HasCost = costOf(r) },
}

// costOf reads what a piece cost the shop. Nobody wrote it down where it is nothing.
func costOf(r *rest.Reader) (cost regulars.Money, known bool) {
	cost, known = r.Worth()
	return cost, known && cost > 0
}

func readProduct(r *rest.Reader, currency string) *rest.Row {
	p := product{Goods: rest.Goods{Goods: platform.Goods{Product: regulars.Product{Currency: currency}}}}
	raw, reason := r.Record(func() { rest.Object(r, &p, productFields) })
	p.Title = cmp.Or(p.Title, p.name)
	p.Unsold = p.published == regulars.AnswerNo || p.published == regulars.AnswerNone && p.hasPublish && p.publishedAt == ""
	return rest.ProductRow(&p.Goods, raw, reason)
}

// checkout is a checkout with the parts that become something else.
type checkout struct {
	rest.Cart
	who person
}

var checkoutFields = rest.Fields[checkout]{
	"id":               func(r *rest.Reader, c *checkout) { c.Key = r.ID() },
	"created_at":       func(r *rest.Reader, c *checkout) { c.At = r.Time() },
	"updated_at":       func(r *rest.Reader, c *checkout) { c.Updated = r.Time() },
	"total_price":      func(r *rest.Reader, c *checkout) { c.Value = r.Money() },
	"currency_code":    func(r *rest.Reader, c *checkout) { c.Currency = strings.ToUpper(r.Word()) },
	"checkout_url":     func(r *rest.Reader, c *checkout) { c.URL = r.Address() },
	"financial_status": func(r *rest.Reader, c *checkout) { c.Done = settled[r.Word()] },
	"email":            func(r *rest.Reader, c *checkout) { c.Email = r.Word() },
	"phone":            func(r *rest.Reader, c *checkout) { c.Phone = r.Word() },
	"customer_id":      func(r *rest.Reader, c *checkout) { c.CustomerID = r.ID() },
	"customer":         func(r *rest.Reader, c *checkout) { rest.Object(r, &c.who, personFields) },
}

func readCheckout(r *rest.Reader) *rest.Row {
	var c checkout
	raw, reason := r.Record(func() { rest.Object(r, &c, checkoutFields) })
	c.CustomerID, c.Email = cmp.Or(c.CustomerID, c.who.id), cmp.Or(c.Email, c.who.email)
	c.Phone, c.Country = cmp.Or(c.Phone, c.who.phone), c.who.country
	return rest.CartRow(&c.Cart, raw, reason)
}
