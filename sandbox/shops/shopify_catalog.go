package shops

import (
	"strconv"
	"strings"

	"regulars/sandbox/brand"
)

// The catalog is what every shop of the brand sells, a product with one variant each, as
// it was when the brand began; a shop's abandoned checkouts are the beginnings of its
// orders, of those that nobody paid and of every fourth other one.

const (
	productBase  = 100
	checkoutBase = 3_000_000_000
)

// SetVariants gives every product so many variants, the first with the product's own SKU.
// It is called before the first request.
func (s *Shopify) SetVariants(n int) { s.variants = n }

// listedProducts are those that match a search and weren't deleted.
func (s *Shopify) listedProducts(a *answer, f *selection) (all brand.Timeline) {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		a.fail(err.Error())
		return nil
	}
	for i := range s.Catalog {
		if at := s.productChanged(i); !s.Catalog[i].Gone && filter.updated.holds(at) {
			all = append(all, brand.Moment{At: at, Number: int32(i)})
		}
	}
	all.Sort()
	return all
}

func (s *Shopify) countProducts(a *answer, f *selection) any {
	return exactly(len(s.listedProducts(a, f)))
}

func (s *Shopify) products(a *answer, f *selection) any {
	all := s.listedProducts(a, f)
	page := s.page(a, f, all, func(brand.Moment) bool { return true })
	return s.connection("Product", page, func(m brand.Moment) record { return s.productRecord(int(m.Number), a) })
}

// productChanged is when a product was last changed.
func (s *Shopify) productChanged(i int) int64 { return max(int64(productBase+i), s.Catalog[i].Changed) }

func (s *Shopify) productByID(id string, a *answer) any {
	digits, _ := strings.CutPrefix(id, "gid://shopify/Product/")
	n, err := strconv.Atoi(digits)
	if err != nil || n < productBase || n-productBase >= len(s.Catalog) || s.Catalog[n-productBase].Gone {
		return nil
	}
	return s.productRecord(n-productBase, a)
}

func (s *Shopify) productRecord(i int, a *answer) record {
	p := s.Catalog[i]
	image := fixed("Image", map[string]any{"url": "https://cdn.example.com/" + p.SKU + ".jpg"})
	preview := fixed("MediaPreviewImage", map[string]any{"image": image, "status": "READY"})
	return record{"Product", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("Product", int64(productBase+i)), true
		case "title":
			return p.Title, true
		case "productType":
			return brand.Categories[p.Category].Name, true
		case "vendor":
			return "山嵐選物", true
		case "status":
			return "ACTIVE", true
		case "onlineStoreUrl":
			return "https://sandbox.example.com/products/" + p.SKU, true
		case "updatedAt":
			return shopifyTime(s.productChanged(i)), true
		case "featuredMedia":
			return fixed("MediaImage", map[string]any{"preview": preview}), true
		case "variants":
			return s.variantRecords(i, a, f), true
		}
		return nil, false
	}}
}

func (s *Shopify) variantRecords(i int, a *answer, f *selection) any {
	all := make(brand.Timeline, max(1, s.variants))
	for n := range all {
		all[n] = brand.Moment{At: int64(n), Number: int32(i)}
	}
	page := s.page(a, f, all, func(brand.Moment) bool { return true })
	a.wanted -= a.number(f, "first") - len(page.moments)
	return s.connection("ProductVariant", page, func(m brand.Moment) record {
		sku := s.Catalog[i].SKU
		if m.At > 0 {
			sku += "-" + strconv.FormatInt(m.At, 10)
		}
		return fixed("ProductVariant", map[string]any{
			"id": shopifyID("ProductVariant", int64(i)*1000+m.At), "sku": sku, "price": strconv.Itoa(int(s.Catalog[i].Price)) + ".00",
		})
	})
}

func (s *Shopify) abandonedCheckouts(a *answer, f *selection) any {
	filter, err := parseSearch(a.text(f, "query"))
	if err != nil {
		return a.fail(err.Error())
	}
	if key := a.text(f, "sortKey"); key != "" && key != "ID" && key != "CREATED_AT" {
		return a.fail("sortKey " + key + " isn't one of AbandonedCheckoutSortKeys")
	}
	var all brand.Timeline
	for i := range s.Orders {
		if o := &s.Orders[i]; o.WasLeft() && filter.updated.holds(o.Updated) && filter.created.holds(o.Placed-brand.CheckoutLead) {
			all = append(all, brand.Moment{At: int64(o.Number), Number: o.Number})
		}
	}
	page := s.page(a, f, all, func(brand.Moment) bool { return true })
	return s.connection("AbandonedCheckout", page, func(m brand.Moment) record { return s.checkoutRecord(s.Find(m.Number)) })
}

func (s *Shopify) checkoutRecord(o *brand.Order) record {
	who := s.IdentityOf(o)
	id := checkoutBase + int64(o.Number)
	return record{"AbandonedCheckout", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("AbandonedCheckout", id), true
		case "createdAt":
			return shopifyTime(o.Placed - brand.CheckoutLead), true
		case "updatedAt":
			return shopifyTime(o.Updated), true
		case "completedAt":
			if o.Paid == 0 {
				return nil, true
			}
			return shopifyTime(o.Paid), true
		case "abandonedCheckoutUrl":
			return "https://sandbox.example.com/checkouts/ac/" + strconv.FormatInt(id, 10) + "/recover?key=k", true
		case "totalPriceSet":
			return dollars(o.Total()), true
		case "customer":
			return s.customerOf(o, who), true
		case "billingAddress":
			return address(who), true
		}
		return nil, false
	}}
}
