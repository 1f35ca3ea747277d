package vendure

import (
	"strconv"

	"regulars/sandbox/brand"
)

const (
	catalogMade = 1_704_067_200 // 2024-01-01, when the shop put up its first product
	cartBase    = 3_000_000
)

// products are those that weren't deleted, each with one variant.
func (s *Server) products() []document {
	var all []document
	for i := range s.Catalog {
		p := &s.Catalog[i]
		if p.Gone {
			continue
		}
		id, made := strconv.Itoa(i+1), at(int64(catalogMade+60*i))
		variant := document{
			"id": id, "sku": p.SKU, "name": p.Title, "enabled": true, "createdAt": made, "updatedAt": made,
			"price": cents(p.Price), "priceWithTax": cents(p.Price), "currencyCode": "TWD", "featuredAsset": nil,
		}
		all = append(all, document{
			"id": id, "name": p.Title, "enabled": true, "createdAt": made, "updatedAt": made,
			"featuredAsset": document{"preview": "https://cdn.example.com/" + p.SKU + ".jpg"}, "variants": []document{variant},
		})
	}
	return all
}

// carts are open orders: the beginnings of those that WasLeft names, which here stay open.
func (s *Server) carts() []document {
	var all []document
	for i := range s.Orders {
		o := &s.Orders[i]
		if !o.WasLeft() {
			continue
		}
		d := s.orderDocument(o)
		d["id"], d["state"], d["active"], d["orderPlacedAt"] = strconv.FormatInt(cartBase+int64(o.Number), 10), "AddingItems", true, nil
		d["createdAt"], d["payments"], d["totalWithTax"] = at(o.Placed-brand.CheckoutLead), []document{}, cents(o.Total())
		all = append(all, d)
	}
	return all
}
