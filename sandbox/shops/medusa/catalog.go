package medusa

import "regulars/sandbox/brand"

// catalogMade is when the shop put up its first product; the others followed a minute after
// each other.
const catalogMade = 1_704_067_200 // 2024-01-01

// products are those that weren't deleted. A price of its own currency and one of another
// stand at each variant.
func (s *Server) products() []record {
	var all []record
	for i := range s.Catalog {
		p := &s.Catalog[i]
		if p.Gone {
			continue
		}
		made := int64(catalogMade + 60*i)
		id := prefixed("prod", int64(i)+1)
		all = append(all, record{id, made, max(made, p.Changed), func() document {
			return document{
				"id": id, "title": p.Title, "status": "published", "handle": p.SKU, "is_giftcard": false, "thumbnail": "https://cdn.example.com/" + p.SKU + ".jpg",
				"type": document{"value": brand.Categories[p.Category].Name}, "collection": nil, "created_at": at(made), "updated_at": at(max(made, p.Changed)), "metadata": nil,
				"variants": []document{{
					"id": prefixed("variant", int64(i)+1), "sku": p.SKU, "title": "", "thumbnail": nil, "prices": []document{
						{"amount": 9, "currency_code": "usd", "min_quantity": nil, "rules": document{}}, {"amount": p.Price, "currency_code": "twd", "min_quantity": nil, "rules": document{}},
					},
				}},
			}
		}})
	}
	return all
}
