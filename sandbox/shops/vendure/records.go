package vendure

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

func cents(dollars int32) int64 { return int64(dollars) * 100 }

// orders are all that were not deleted, open carts included.
func (s *Server) orders() []document {
	var all []document
	for i := range s.Orders {
		if o := &s.Orders[i]; o.State != brand.StateErased && o.State != brand.StateTrash {
			all = append(all, s.orderDocument(o))
		}
	}
	return all
}

func (s *Server) orderDocument(o *brand.Order) document {
	who := s.IdentityOf(o)
	placed := at(o.Placed)
	if o.State == brand.StateDraft || o.State == brand.StateOrphan {
		placed = nil
	}
	total := cents(o.Total())
	if isCancelled(o) {
		total = 0
	}
	return document{
		"id": strconv.FormatInt(s.Bases.Orders+int64(o.Number), 10), "code": "T" + strconv.Itoa(int(o.Number)), "type": "Regular", "state": state(o),
		"active": placed == nil, "createdAt": at(o.Placed), "updatedAt": at(o.Updated), "orderPlacedAt": placed, "currencyCode": "TWD",
		"totalWithTax": total, "total": int64(math.Round(float64(total) / 1.05)), "shippingWithTax": cents(o.Shipping),
		"customer": s.buyer(o, who), "billingAddress": document{"fullName": nil, "phoneNumber": nil, "countryCode": nil},
		"shippingAddress": document{"fullName": orNull(who.Name), "phoneNumber": orNull(who.Phone), "countryCode": "TW"},
		"lines":           s.lines(o), "couponCodes": []string{}, "discounts": []document{{"amountWithTax": -cents(o.Discount())}}, "payments": payments(o),
	}
}

func isCancelled(o *brand.Order) bool {
	return o.State == brand.StateCancelled || o.State == brand.StateFailed
}

func state(o *brand.Order) string {
	switch {
	case isCancelled(o):
		return "Cancelled"
	case o.State == brand.StateCompleted:
		return "Delivered"
	case o.State == brand.StateDraft || o.State == brand.StateOrphan:
		return "AddingItems"
	case o.Paid > 0:
		return "PaymentSettled"
	}
	return "PaymentAuthorized"
}

func (s *Server) buyer(o *brand.Order, who brand.Identity) document {
	d := document{
		"id": strconv.Itoa(1_000_000 + int(o.Number)), "emailAddress": who.Email, "firstName": who.Name, "lastName": "", "phoneNumber": orNull(who.Phone), "user": nil,
	}
	if who.CustomerID != "" {
		d["id"], d["user"] = who.CustomerID, document{"id": "9" + who.CustomerID}
	}
	return d
}

func (s *Server) lines(o *brand.Order) []document {
	all := []document{}
	for i, l := range o.Lines {
		p := s.Catalog[l.Product]
		quantity, amount := l.Quantity, cents(l.Amount())
		if isCancelled(o) {
			quantity, amount = 0, 0
		}
		all = append(all, document{
			"id": strconv.Itoa(int(o.Number)*200 + i), "quantity": quantity, "orderPlacedQuantity": l.Quantity,
			"proratedUnitPriceWithTax": cents(l.Amount()) / int64(max(l.Quantity, 1)), "proratedLinePriceWithTax": amount,
			"productVariant": document{"sku": p.SKU, "name": p.Title, "product": document{"id": strconv.Itoa(int(l.Product) + 1)}},
		})
	}
	return all
}

// payments are one, which is only authorized until the order is paid. A refund is Pending
// until it is settled, as every second one stays.
func payments(o *brand.Order) []document {
	payment, refunds := "Authorized", []document{}
	if o.Paid > 0 || len(o.Refunds) > 0 {
		payment = "Settled"
	}
	for _, r := range o.Refunds {
		state := "Settled"
		if r.Number%2 == 0 {
			state = "Pending"
		}
		refunds = append(refunds, document{"id": strconv.Itoa(int(r.Number)), "state": state, "total": cents(r.Amount), "createdAt": at(r.At)})
	}
	return []document{{
		"id": strconv.Itoa(int(o.Number)), "state": payment, "amount": cents(o.Total()), "createdAt": at(o.Placed), "refunds": refunds,
	}}
}

var consentNames = [len(brand.ChannelNames)]string{"marketingConsentEdm", "marketingConsentSms", "marketingConsentLine"}

func consentFields() []document {
	fields := []document{{"name": "lineUserId"}, {"name": "loyaltyNumber"}}
	for _, name := range consentNames {
		fields = append(fields, document{"name": name}, document{"name": name + "At"})
	}
	return fields
}

func (s *Server) customers() []document {
	var all []document
	for _, place := range s.Accounts {
		p := &s.People[place]
		a := p.Accounts[s.Place]
		custom := document{"lineUserId": orNull(p.LineID)}
		for channel, name := range consentNames {
			said := p.Consents[channel]
			custom[name], custom[name+"At"] = nil, at(said.At)
			if said.At != 0 {
				custom[name] = said.Granted
			}
		}
		all = append(all, document{
			"id": strconv.FormatInt(s.Bases.Customers+int64(a.Number), 10), "createdAt": at(a.Registered), "updatedAt": at(a.Updated),
			"firstName": p.Given, "lastName": p.Family, "emailAddress": p.Email, "phoneNumber": orNull(p.Phone()), "user": document{"id": "1"},
			"addresses": []document{{"city": brand.Cities[p.City], "phoneNumber": nil, "country": document{"code": "TW"}, "defaultShippingAddress": true}},
			"groups":    []document{}, "customFields": custom,
		})
	}
	return all
}
