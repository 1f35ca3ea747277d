package rest

import (
	"fmt"
	"net/url"
	"strconv"

	"regulars/sandbox/brand"
)

const (
	// catalogMade is when a shop put up its first product; the others followed a minute
	// after each other.
	catalogMade  = 1_704_067_200 // 2024-01-01
	checkoutBase = 3_000_000
)

// listedProducts are the products that a shop shows, by the time of creation.
func listedProducts(s *brand.Shop) []entry {
	var all []entry
	for i := range s.Catalog {
		if p := &s.Catalog[i]; !p.Gone {
			made := int64(catalogMade + 60*i)
			all = append(all, entry{number: int64(i) + 1, created: made, changed: max(made, p.Changed), product: p})
		}
	}
	sortRecords(all)
	return all
}

// oneProduct is a product that a shop shows, by its number.
func oneProduct(s *brand.Shop, number int64) (entry, bool) {
	for _, r := range listedProducts(s) {
		if r.number == number {
			return r, true
		}
	}
	return entry{}, false
}

// listedCheckouts are the checkouts that were abandoned.
func listedCheckouts(s *brand.Shop) []entry {
	var all []entry
	for i := range s.Orders {
		if o := &s.Orders[i]; o.WasLeft() {
			all = append(all, entry{number: checkoutBase + int64(o.Number), created: o.Placed - brand.CheckoutLead, changed: o.Updated, order: o})
		}
	}
	sortRecords(all)
	return all
}

func picture(p *brand.Product) string { return "https://cdn.example.com/" + p.SKU + ".jpg" }

// product is a product of SHOPLINE in Taiwan, with one variation.
func (s *Shopline) product(r entry) document {
	p := r.product
	media := document{"id": ShoplineID(8), "images": document{"thumb": document{"url": picture(p) + "?s"}, "original": document{"width": 800, "height": 800, "url": picture(p)}}}
	return document{
		"id": ShoplineID(r.number), "status": "active", "title_translations": document{"zh-hant": p.Title, "en": nil}, "sku": "", "price": shoplineMoney(p.Price),
		"price_sale": shoplineMoney(0), "same_price": true, "hide_price": false, "cost": nil, "medias": []document{media}, "detail_medias": []any{}, "category_ids": []string{},
		"link": nil, "quantity": 5, "unlimited_quantity": false, "tags": []string{}, "created_at": shoplineClock(r.created), "updated_at": shoplineClock(r.changed),
		"variations": []document{{
			"id": ShoplineID(r.number*10 + 1), "sku": p.SKU, "price": shoplineMoney(p.Price), "price_sale": shoplineMoney(0), "cost": shoplineMoney(p.Cost), "media": nil, "quantity": 5,
		}},
	}
}

func (s *ShoplineGlobal) product(r entry) document {
	p := r.product
	id := strconv.FormatInt(r.number, 10)
	image := document{"id": "5785", "src": picture(p), "alt": ""}
	return document{
		"id": id, "title": p.Title, "subtitle": "", "handle": p.SKU, "path": "/products/" + p.SKU, "product_category": brand.Categories[p.Category].Name, "product_type": "NORMAL",
		"status": "active", "spu": "", "vendor": "", "tags": "", "image": image, "images": []document{image}, "options": []any{}, "published_scope": "web",
		"published_at": s.clock(r.created), "created_at": s.clock(r.created), "updated_at": s.clock(r.changed),
		"variants": []document{{"id": "18" + id, "product_id": id, "sku": p.SKU, "title": "", "price": s.money(p.Price), "compare_at_price": "", "image": nil, "position": 1}},
	}
}

func (s *ShoplineGlobal) checkout(r entry) document {
	o, who := r.order, s.IdentityOf(r.order)
	customer := document{"id": nil, "email": who.Email, "first_name": who.Name, "last_name": "", "phone": who.Phone, "currency": "TWD"}
	if who.CustomerID != "" {
		customer["id"] = strconv.Itoa(intOf(who.CustomerID, 0) - int(s.Bases.Customers))
	}
	id, status := strconv.FormatInt(r.number, 10), "open"
	if o.Paid > 0 {
		status = "recovered"
	}
	return document{
		"id": id, "checkout_token": "c2c4", "status": status, "recovery_status": nil, "created_at": s.clock(r.created), "updated_at": s.clock(r.changed), "completed_at": s.clock(o.Paid),
		"close_at": nil, "currency": "TWD", "presentment_currency": "TWD", "total_price": s.money(o.Total()), "subtotal_price": s.money(o.Goods()), "total_tax": "0.00",
		"total_discounts": s.money(o.Discount()), "abandoned_checkout_url": fmt.Sprintf("https://shop.example/checkouts/%s?recover=1", id), "email": who.Email, "phone": who.Phone,
		"customer": customer, "user_id": nil, "billing_address": document{"name": who.Name, "country_code": "TW"}, "line_items": []any{}, "discount_codes": []any{}, "note": nil,
	}
}

func (s *ShoplineGlobal) checkouts(q url.Values) []entry {
	return shoplineGlobalFilter(q, listedCheckouts(s.Shop))
}

func (s *ShoplineGlobal) products(q url.Values) []entry {
	return shoplineGlobalFilter(q, listedProducts(s.Shop))
}

func (s *Cyberbiz) product(r entry) document {
	p := r.product
	return document{
		"id": r.number, "title": p.Title, "english_title": nil, "product_url": "//shop.example/products/" + p.SKU, "published": true, "sell_from": nil, "sell_to": nil,
		"product_type": brand.Categories[p.Category].Name, "vendor": "", "price": float64(p.Price), "tags": []any{}, "photo_urls": []string{"//cdn.example.com/" + p.SKU + ".jpg"},
		"product_options": []any{}, "custom_collections": []any{}, "pos_shop": nil, "searchable": true, "created_at": cyberbizClock(r.created), "updated_at": cyberbizClock(r.changed),
		"product_variants": []document{{
			"id": 80_000_000 + r.number, "product_id": r.number, "name": "", "sku": p.SKU, "price": float64(p.Price), "cost": float64(p.Cost), "compare_at_price": nil, "photo_urls": []string{},
		}},
	}
}

func (s *EasyStore) product(r entry) document {
	p := r.product
	return document{
		"id": r.number, "title": p.Title, "handle": p.SKU, "url": "https://shop.example/products/" + p.SKU, "body_html": "", "taxable": false, "shipping_required": true,
		"published_at": s.clock(r.created), "created_at": s.clock(r.created), "updated_at": s.clock(r.changed), "inventory_management": true,
		"images":   []document{{"id": 1, "url": picture(p)}},
		"variants": []document{{"id": 36_000_000 + r.number, "name": "", "sku": p.SKU, "price": easyStoreMoney(p.Price), "compare_at_price": nil, "inventory_quantity": 5}},
	}
}

func (s *EasyStore) checkout(r entry) document {
	o, who := r.order, s.IdentityOf(r.order)
	state := "unpaid"
	if o.Paid > 0 {
		state = "paid"
	}
	customer := document{"id": nil, "email": who.Email, "phone": who.Phone, "country_code": "TW"}
	if who.CustomerID != "" {
		customer["id"] = int64(intOf(who.CustomerID, 0)) - s.Bases.Customers
	}
	token := strconv.FormatInt(r.number, 10)
	return document{
		"id": r.number, "token": token, "cart_token": token, "email": who.Email, "currency_code": "TWD", "subtotal_price": easyStoreMoney(o.Goods()), "total_discount": easyStoreMoney(o.Discount()),
		"total_price": easyStoreMoney(o.Total()), "total_amount_include_transaction": easyStoreMoney(o.Total()), "financial_status": state, "line_items": []any{}, "customer": customer,
		"created_at": s.clock(r.created), "updated_at": s.clock(r.changed), "checkout_url": "https://shop.example/checkout/" + token,
	}
}
