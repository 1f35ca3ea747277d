package platform

import (
	"cmp"

	"regulars"
)

// Goods is a product as a shop shows it, of which the shop sells each variant by its SKU.
type Goods struct {
	regulars.Product
	Unsold   bool               // a draft, archived or hidden: nobody can buy it, so it has no page
	Variants []regulars.Product // what is their own: SKU, title, price, cost, page, picture
}

// Products are the rows of the goods, one for each SKU. What a variant doesn't say is the
// product's; one without a SKU of its own is the product itself, by whose id lines know it.
func (g *Goods) Products() []regulars.Product {
	whole := g.Product
	whole.Raw = nil
	var all []regulars.Product
	seen := map[string]bool{}
	for _, v := range g.Variants {
		if seen[v.SKU] {
			continue
		}
		seen[v.SKU] = true
		one := whole
		one.SKU, one.Title = v.SKU, cmp.Or(v.Title, whole.Title)
		one.URL, one.Image = cmp.Or(v.URL, whole.URL), cmp.Or(v.Image, whole.Image)
		one.Currency = cmp.Or(v.Currency, whole.Currency)
		if v.HasPrice {
			one.Price, one.HasPrice = v.Price, true
		}
		if v.HasCost {
			one.Cost, one.HasCost = v.Cost, true
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		all = append(all, whole)
	}
	all[0].Raw = g.Raw
	if g.Unsold {
		for i := range all {
			all[i].URL = ""
		}
	}
	return all
}
