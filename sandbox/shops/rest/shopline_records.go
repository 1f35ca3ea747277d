package rest

import (
	"fmt"

	"regulars/sandbox/brand"
)

// shoplineMoney is an amount of TWD, whose cents are its dollars.
func shoplineMoney(dollars int32) document {
	return document{"cents": dollars, "currency_symbol": "NT$", "currency_iso": "TWD", "label": fmt.Sprintf("NT$%d", dollars), "dollars": float64(dollars)}
}

var shoplineStatuses = map[brand.State]string{
	brand.StatePending: "pending", brand.StateOnHold: "pending", brand.StateProcessing: "confirmed", brand.StateCompleted: "completed",
	brand.StateCancelled: "cancelled", brand.StateFailed: "cancelled", brand.StateTrash: "removed", brand.StateOrphan: "pending",
}

var shoplinePayments = [...]string{brand.Card: "credit_card", brand.COD: "cash_on_delivery", brand.Transfer: "bank_transfer"}

func (s *Shopline) order(r entry) document {
	o := r.order
	who := s.IdentityOf(o)
	d := document{
		"id": ShoplineID(int64(o.Number)), "order_number": fmt.Sprintf("20261102%09d", o.Number), "system_order_number": fmt.Sprintf("2026110213%06d", o.Number),
		"merchant_order_number": nil, "status": shoplineStatuses[o.State], "is_guest_checkout": who.CustomerID == "",
		"created_at": shoplineClock(o.Placed), "updated_at": shoplineClock(o.Updated), "confirmed_at": shoplineClock(o.Paid), "completed_at": shoplineClock(o.Completed),
		"customer_id": nil, "customer_name": who.Name, "customer_email": who.Email, "customer_phone": who.Phone, "customer_phone_country_code": "886",
		"currency_iso": "TWD", "subtotal": shoplineMoney(o.Goods()), "order_discount": shoplineMoney(o.Discount()), "total": shoplineMoney(o.Total()),
		"user_credit": shoplineMoney(0), "total_tax_fee": shoplineMoney(0), "order_payment": shoplinePayment(o), "order_delivery": shoplineDelivery(o),
		"delivery_address": document{"country_code": "TW", "city": nil, "recipient_name": who.Name, "recipient_phone": who.Phone},
		"utm_data":         document{"utm_source": "line"}, "created_by": "shop", "tags": []string{}, "custom_data": []any{},
	}
	if who.CustomerID != "" {
		d["customer_id"] = ShoplineID(s.customerNumber(who.CustomerID))
	}
	items := []document{}
	for i, l := range o.Lines {
		product := s.Catalog[l.Product]
		items = append(items, document{
			"id": ShoplineID(int64(o.Number)*1000 + int64(i)), "item_type": "Product", "item_id": ShoplineID(int64(l.Product) + 1), "sku": product.SKU, "quantity": l.Quantity,
			"item_price": shoplineMoney(l.Price), "cost": nil, "total": shoplineMoney(l.Amount()), "title_translations": document{"zh-hant": product.Title, "en": nil},
		})
	}
	d["subtotal_items"] = items
	return d
}

func (s *Shopline) customerNumber(id string) int64 {
	return int64(intOf(id, 0)) - s.Bases.Customers
}

func shoplinePayment(o *brand.Order) document {
	status := "pending"
	switch {
	case o.Refunded() > 0 && o.Refunded() >= o.Total():
		status = "refunded"
	case o.Paid > 0 && o.Payment != brand.COD || o.State == brand.StateCompleted:
		status = "completed"
	case o.State == brand.StateFailed:
		status = "failed"
	}
	return document{
		"payment_method_id": ShoplineID(5), "payment_type": shoplinePayments[o.Payment], "status": status, "paid_at": shoplineClock(o.Paid),
		"total": shoplineMoney(o.Total()), "updated_at": shoplineClock(o.Updated), "created_at": shoplineClock(o.Placed),
	}
}

func shoplineDelivery(o *brand.Order) document {
	status := "pending"
	if o.State == brand.StateCompleted {
		status = "collected"
	}
	return document{"id": ShoplineID(int64(o.Number)), "status": status, "delivery_status": status, "shipped_at": shoplineClock(o.Completed), "total": shoplineMoney(o.Shipping)}
}

// returned is a return order, one for each refund.
func (s *Shopline) returned(r entry) document {
	return document{
		"id": ShoplineID(r.number), "return_order_number": fmt.Sprintf("R%09d", r.number), "order_id": ShoplineID(int64(r.order.Number)), "status": "completed",
		"created_at": shoplineClock(r.created), "updated_at": shoplineClock(r.changed), "total": shoplineMoney(r.refund.Amount),
		"order_payment_status": "refunded", "order_delivery_status": "return_collected",
		"order_payment": document{
			"status": "refunded", "refund_amount": shoplineMoney(r.refund.Amount), "update_refund_amount_at": shoplineClock(r.refund.At), "updated_at": shoplineClock(r.changed),
		},
		"items": []any{},
	}
}

func (s *Shopline) customer(r entry) document {
	p := r.person
	a := p.Accounts[s.Place]
	d := document{
		"id": ShoplineID(int64(a.Number)), "name": p.Name(), "email": p.Email, "gender": nil, "birthday": nil, "birth_year": nil, "birth_month": nil, "birth_day": nil,
		"phones": []string{p.Mobile}, "mobile_phone": p.Mobile, "mobile_phone_country_calling_code": "886", "mobile_phone_verified": true, "locale_code": "zh-hant",
		"order_count": 0, "orders_total_sum": shoplineMoney(0), "is_member": true, "is_blacklisted": false, "credit_balance": 0, "member_point_balance": 12,
		"is_subscribed_marketing_email": p.Consents[brand.EDMChannel].Granted, "line_id": nil, "tags": []string{},
		"subscriptions":      []document{{"platform": "sms", "is_active": p.Consents[brand.SMSChannel].Granted}},
		"membership_tier":    document{"id": ShoplineID(3), "level": 2, "name_translations": document{"zh-hant": "金卡"}},
		"delivery_addresses": []document{{"city": brand.Cities[p.City], "country_code": "TW"}},
		"registered_at":      shoplineClock(a.Registered), "created_at": shoplineClock(a.Registered), "updated_at": shoplineClock(a.Updated),
	}
	if p.LineID != "" {
		d["line_id"] = p.LineID
	}
	if !p.Birth.IsZero() {
		d["birth_year"], d["birth_month"], d["birth_day"] = p.Birth.Year(), int(p.Birth.Month()), p.Birth.Day()
	}
	return d
}
