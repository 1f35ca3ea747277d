package medusa

import (
	"math"
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

func at(unix int64) any {
	if unix == 0 {
		return nil
	}
	return time.Unix(unix, 0).UTC().Format("2006-01-02T15:04:05.000Z")
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// taxOf is the tax of 5 % that is in an amount.
func taxOf(dollars int32) float64 { return math.Round(float64(dollars)*500/105) / 100 }

func (s *Server) stores() document {
	currency := func(code string, own bool) document {
		return document{"id": prefixed("stocur", int64(len(code))), "currency_code": code, "is_default": own}
	}
	return document{"stores": []document{{
		"id": prefixed("store", 1), "name": "Medusa Store", "supported_currencies": []document{currency("usd", false), currency("twd", true)},
	}}, "count": 1, "offset": 0, "limit": 50}
}

func (s *Server) orderID(o *brand.Order) string {
	return ID(s.Bases.Orders + int64(o.Number))
}

// orders are those that the list shows: drafts are in none.
func (s *Server) orders() []record {
	var all []record
	for i := range s.Orders {
		if o := &s.Orders[i]; o.Listed() {
			all = append(all, s.recordOf(o))
		}
	}
	return all
}

// anyOrder is an order by its id, in a list or not.
func (s *Server) anyOrder(id string) *record {
	o := s.Find(int32(NumberOf(id) - s.Bases.Orders))
	if o == nil || o.State == brand.StateErased || o.State == brand.StateTrash {
		return nil
	}
	r := s.recordOf(o)
	return &r
}

func (s *Server) recordOf(o *brand.Order) record {
	return record{s.orderID(o), o.Placed, o.Updated, func() document { return s.orderDocument(o) }}
}

func (s *Server) orderDocument(o *brand.Order) document {
	who := s.IdentityOf(o)
	metadata := document{}
	if who.LineID != "" {
		metadata["line_user_id"] = who.LineID
	}
	customer := s.buyer(o, who)
	return document{
		"id": s.orderID(o), "display_id": o.Number, "version": 1 + int(o.Revision), "status": ownStatus(o), "is_draft_order": !o.Listed(),
		"payment_status": paymentStatus(o), "fulfillment_status": fulfilment(o), "currency_code": "twd", "email": who.Email,
		"customer_id": customer["id"], "customer": customer, "metadata": metadata,
		"created_at": at(o.Placed), "updated_at": at(o.Updated), "canceled_at": at(o.Cancelled),
		"billing_address": address(who), "shipping_address": address(who), "summary": document{"paid_total": o.Total(), "refunded_total": o.Refunded()},
		"original_total": o.Total() + o.Discount(), "total": o.Total() - o.Refunded(), "credit_line_total": o.Refunded(),
		"item_total": o.Goods(), "shipping_total": o.Shipping, "tax_total": taxOf(o.Total()), "discount_total": o.Discount(),
		"items": s.items(o), "payment_collections": s.collections(o),
	}
}

func ownStatus(o *brand.Order) string {
	switch o.State {
	case brand.StateCancelled, brand.StateFailed:
		return "canceled"
	case brand.StateCompleted:
		return "completed"
	case brand.StateDraft, brand.StateOrphan:
		return "draft"
	}
	return "pending"
}

func paymentStatus(o *brand.Order) string {
	switch {
	case o.Paid > 0 && o.Refunded() >= o.Total() && o.Refunded() > 0:
		return "refunded"
	case o.Paid > 0 && o.Refunded() > 0:
		return "partially_refunded"
	case o.Paid > 0:
		return "captured"
	case o.State == brand.StateCancelled || o.State == brand.StateFailed:
		return "canceled"
	}
	return "not_paid"
}

func fulfilment(o *brand.Order) string {
	if o.State == brand.StateCompleted {
		return "delivered"
	}
	return "not_fulfilled"
}

// buyer is the customer that an order shows: a guest's own record where there is no
// account.
func (s *Server) buyer(o *brand.Order, who brand.Identity) document {
	id := ID(int64(1_000_000_000 + o.Number))
	if n, err := strconv.ParseInt(who.CustomerID, 10, 64); err == nil {
		id = ID(n)
	}
	return document{
		"id": id, "has_account": who.CustomerID != "", "email": who.Email, "first_name": orNull(who.Name), "last_name": nil, "phone": orNull(who.Phone),
	}
}

func address(who brand.Identity) document {
	return document{"first_name": orNull(who.Name), "last_name": nil, "phone": orNull(who.Phone), "country_code": "tw", "city": nil}
}

func (s *Server) items(o *brand.Order) []document {
	all := []document{}
	for i, l := range o.Lines {
		p := s.Catalog[l.Product]
		all = append(all, document{
			"id": prefixed("ordli", int64(o.Number)*200+int64(i)), "title": p.Title, "subtitle": "", "product_id": prefixed("prod", int64(l.Product)+1),
			"product_type": brand.Categories[p.Category].Name, "variant_sku": p.SKU, "is_giftcard": false, "quantity": l.Quantity,
			"unit_price": l.Price, "raw_quantity": document{"value": strconv.Itoa(int(l.Quantity)), "precision": 20},
			"total": l.Amount(), "original_total": l.Price * int32(l.Quantity), "discount_total": l.Discount, "tax_total": taxOf(l.Amount()),
		})
	}
	return all
}

func (s *Server) paymentID(o *brand.Order) string { return prefixed("pay", int64(o.Number)) }

// collections are the payments of an order: none before it is paid.
func (s *Server) collections(o *brand.Order) []document {
	if o.Paid == 0 && len(o.Refunds) == 0 {
		return []document{}
	}
	return []document{{
		"id": prefixed("pay_col", int64(o.Number)), "status": "completed", "amount": o.Total(), "captured_amount": o.Total(), "refunded_amount": o.Refunded(),
		"payments": []document{s.paymentDocument(o)},
	}}
}

func (s *Server) paymentDocument(o *brand.Order) document {
	refunds := []document{}
	for _, r := range o.Refunds {
		refunds = append(refunds, document{"id": prefixed("ref", int64(r.Number)), "amount": r.Amount, "note": "", "created_at": at(r.At)})
	}
	return document{
		"id": s.paymentID(o), "amount": o.Total(), "currency_code": "twd", "captured_at": at(o.Paid), "updated_at": at(paymentChanged(o)),
		"refunds": refunds, "payment_collection": document{"id": prefixed("pay_col", int64(o.Number)), "order": document{"id": s.orderID(o)}},
	}
}

// paymentChanged is when money moved last.
func paymentChanged(o *brand.Order) int64 {
	last := o.Paid
	for _, r := range o.Refunds {
		last = max(last, r.At)
	}
	return last
}

func (s *Server) payments() []record {
	var all []record
	for i := range s.Orders {
		if o := &s.Orders[i]; o.Listed() && o.Paid > 0 {
			all = append(all, record{s.paymentID(o), o.Paid, paymentChanged(o), func() document { return s.paymentDocument(o) }})
		}
	}
	return all
}

func (s *Server) customers() []record {
	var all []record
	for _, place := range s.Accounts {
		p := &s.People[place]
		a := p.Accounts[s.Place]
		id := ID(s.Bases.Customers + int64(a.Number))
		all = append(all, record{id, a.Registered, a.Updated, func() document { return customerDocument(id, p, a) }})
	}
	return all
}

func customerDocument(id string, p *brand.Person, a brand.Account) document {
	metadata := document{}
	if p.LineID != "" {
		metadata["line_user_id"] = p.LineID
	}
	for channel, said := range p.Consents {
		if said.At == 0 {
			continue
		}
		key, answer := "marketing_consent_"+brand.ChannelNames[channel], "no"
		if said.Granted {
			answer = "yes"
		}
		metadata[key], metadata[key+"_at"] = answer, at(said.At)
	}
	return document{
		"id": id, "email": p.Email, "first_name": orNull(p.Given), "last_name": orNull(p.Family), "phone": orNull(p.Phone()), "has_account": true,
		"company_name": nil, "created_at": at(a.Registered), "updated_at": at(a.Updated), "deleted_at": nil, "metadata": metadata,
		"addresses": []document{{"city": brand.Cities[p.City], "country_code": "tw", "phone": nil}}, "groups": []document{},
	}
}
