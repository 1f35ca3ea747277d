package shops

import (
	"math"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

func shopifyTime(unix int64) any {
	if unix == 0 {
		return nil
	}
	return time.Unix(unix, 0).UTC().Format(time.RFC3339)
}

// shopifyMoney writes as Shopify does: "1280.0", "95.24".
func shopifyMoney(cents int64) string {
	text := strconv.FormatFloat(float64(cents)/100, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

func moneyBag(cents int64) record {
	v2 := record{"MoneyV2", func(f *selection) (any, bool) {
		switch f.name {
		case "amount":
			return shopifyMoney(cents), true
		case "currencyCode":
			return "TWD", true
		}
		return nil, false
	}}
	return record{"MoneyBag", func(f *selection) (any, bool) {
		switch f.name {
		case "shopMoney", "presentmentMoney":
			return v2, true
		}
		return nil, false
	}}
}

func dollars(n int32) record { return moneyBag(int64(n) * 100) }

// fixed is a record of plain values.
func fixed(kind string, values map[string]any) record {
	return record{kind, func(f *selection) (any, bool) {
		v, ok := values[f.name]
		return v, ok
	}}
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// connection answers nodes, edges and pageInfo of a page.
func (s *Shopify) connection(kind string, page rows, node func(brand.Moment) record) record {
	return record{kind + "Connection", func(f *selection) (any, bool) {
		switch f.name {
		case "nodes":
			nodes := make([]record, len(page.moments))
			for i, m := range page.moments {
				nodes[i] = node(m)
			}
			return nodes, true
		case "edges":
			edges := make([]record, len(page.moments))
			for i, m := range page.moments {
				edges[i] = fixed(kind+"Edge", map[string]any{"cursor": cursorOf(m), "node": node(m)})
			}
			return edges, true
		case "pageInfo":
			return pageInfo(page), true
		}
		return nil, false
	}}
}

func pageInfo(page rows) record {
	var start, end any
	if n := len(page.moments); n > 0 {
		start, end = cursorOf(page.moments[0]), cursorOf(page.moments[n-1])
	}
	return fixed("PageInfo", map[string]any{"hasNextPage": page.more, "hasPreviousPage": false, "startCursor": start, "endCursor": end})
}

func (s *Shopify) about() record {
	return fixed("Shop", map[string]any{
		"id": shopifyID("Shop", 1), "name": "山嵐選物", "email": "shop@example.com", "ianaTimezone": "Asia/Taipei", "timezoneOffset": "+0800",
		"currencyCode": "TWD", "myshopifyDomain": "sandbox.myshopify.com", "url": "https://sandbox.example.com", "taxesIncluded": true,
	})
}

func (s *Shopify) installation() record {
	var scopes []record
	for _, handle := range s.scopes {
		scopes = append(scopes, fixed("AccessScope", map[string]any{"handle": handle, "description": handle}))
	}
	return fixed("AppInstallation", map[string]any{"id": shopifyID("AppInstallation", 1), "accessScopes": scopes})
}

func (s *Shopify) orderRecord(o *brand.Order, a *answer) record {
	who := s.IdentityOf(o)
	return record{"Order", func(f *selection) (any, bool) {
		if value, ok := orderMoney(o, f.name); ok {
			return value, true
		}
		if value, ok := orderState(o, f.name); ok {
			return value, true
		}
		if value, ok := s.orderBuyer(o, who, f.name); ok {
			return value, true
		}
		switch f.name {
		case "id":
			return shopifyID("Order", s.Bases.Orders+int64(o.Number)), true
		case "legacyResourceId":
			return s.OrderID(o), true
		case "name":
			return "#" + strconv.Itoa(1000+int(o.Number)), true
		case "closedAt", "note", "poNumber":
			return nil, true
		case "currencyCode", "presentmentCurrencyCode":
			return "TWD", true
		case "tags", "discountCodes":
			return []string{}, true
		case "sourceName":
			return "web", true
		case "refunds":
			return s.refundRecords(o), true
		case "lineItems":
			return s.lineItems(o, a, f), true
		}
		return nil, false
	}}
}

// orderState is when and how an order came to where it stands.
func orderState(o *brand.Order, name string) (any, bool) {
	switch name {
	case "createdAt", "processedAt":
		return shopifyTime(o.Placed), true
	case "updatedAt":
		return shopifyTime(o.Updated), true
	case "cancelledAt":
		return shopifyTime(o.Cancelled), true
	case "cancelReason":
		if o.Cancelled == 0 {
			return nil, true
		}
		return "CUSTOMER", true
	case "test":
		return o.Test, true
	case "confirmed":
		return true, true
	case "displayFinancialStatus":
		return financialStatus(o), true
	case "displayFulfillmentStatus":
		if o.State == brand.StateCompleted {
			return "FULFILLED", true
		}
		return "UNFULFILLED", true
	case "paymentGatewayNames":
		return []string{gateways[o.Payment]}, true
	}
	return nil, false
}

// orderBuyer is what an order shows of who placed it.
func (s *Shopify) orderBuyer(o *brand.Order, who brand.Identity, name string) (any, bool) {
	switch name {
	case "email":
		return orNil(who.Email), true
	case "phone":
		return orNil(brand.E164(who.Phone)), true
	case "customAttributes":
		return customAttributes(who), true
	case "customer":
		return s.customerOf(o, who), true
	case "billingAddress", "shippingAddress":
		return address(who), true
	}
	return nil, false
}

var gateways = [...]string{"shopify_payments", "Cash on Delivery (COD)", "Bank Deposit"}

func orderMoney(o *brand.Order, name string) (record, bool) {
	switch name {
	case "totalPriceSet", "originalTotalPriceSet":
		return dollars(o.Total()), true
	case "currentTotalPriceSet":
		return dollars(currentTotal(o)), true
	case "subtotalPriceSet":
		return dollars(o.Goods()), true
	case "totalDiscountsSet":
		return dollars(o.Discount()), true
	case "totalShippingPriceSet":
		return dollars(o.Shipping), true
	case "totalTaxSet":
		return moneyBag(int64(math.Round(float64(o.Total()) * 100 * 5 / 105))), true
	case "totalRefundedSet":
		return dollars(o.Refunded()), true
	case "netPaymentSet":
		return dollars(o.Total() - o.Refunded()), true
	}
	return record{}, false
}

// currentTotal is what is left after lines were returned; an amount-only
// refund takes nothing back.
func currentTotal(o *brand.Order) int32 {
	if o.State == brand.StateCancelled {
		return 0
	}
	left := o.Total()
	for _, r := range o.Refunds {
		if r.Line >= 0 || r.Amount == o.Total() {
			left -= r.Amount
		}
	}
	return max(0, left)
}

func financialStatus(o *brand.Order) string {
	switch back := o.Refunded(); {
	case back >= o.Total() && back > 0:
		return "REFUNDED"
	case back > 0:
		return "PARTIALLY_REFUNDED"
	case o.Paid > 0:
		return "PAID"
	case o.State == brand.StateCancelled:
		return "VOIDED"
	case o.State == brand.StateFailed:
		return "EXPIRED"
	}
	return "PENDING"
}

func customAttributes(who brand.Identity) []record {
	if who.LineID == "" {
		return []record{}
	}
	return []record{fixed("Attribute", map[string]any{"key": "line_user_id", "value": who.LineID})}
}

func address(who brand.Identity) any {
	if who.Name == "" && who.Phone == "" {
		return nil
	}
	return fixed("MailingAddress", map[string]any{
		"name": who.Name, "firstName": nil, "lastName": who.Name, "phone": orNil(who.Phone), "city": "臺北市", "countryCodeV2": "TW", "zip": "100",
	})
}

// customerOf is the customer as the order shows it; a guest has none.
func (s *Shopify) customerOf(o *brand.Order, who brand.Identity) any {
	if who.CustomerID == "" {
		return nil
	}
	if o.Typed == nil {
		return s.customerRecord(&s.People[o.Person])
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(who.CustomerID, "gid://shopify/Customer/"), 10, 64)
	if err != nil {
		return nil
	}
	if p := s.Shop.Customer(n - s.Bases.Customers); p != nil {
		return s.customerRecord(p)
	}
	return fixed("Customer", map[string]any{
		"id": shopifyID("Customer", n), "firstName": nil, "lastName": orNil(who.Name), "email": orNil(who.Email), "phone": orNil(who.Phone),
		"defaultEmailAddress": nil, "defaultPhoneNumber": nil,
	})
}

func (s *Shopify) customerRecord(p *brand.Person) record {
	a := p.Accounts[brand.ShopifyShop]
	return record{"Customer", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("Customer", s.Bases.Customers+int64(a.Number)), true
		case "firstName":
			return p.Given, true
		case "lastName":
			return p.Family, true
		case "displayName":
			return p.Given + " " + p.Family, true
		case "email":
			return p.Email, true
		case "phone":
			return p.Phone(), true
		case "createdAt":
			return shopifyTime(a.Registered), true
		case "updatedAt":
			return shopifyTime(a.Updated), true
		case "tags":
			return []string{}, true
		case "state":
			return "ENABLED", true
		case "locale":
			if a.Number%9 == 0 {
				return "en", true
			}
			return "zh-TW", true
		case "numberOfOrders":
			return "0", true
		case "defaultEmailAddress":
			return contact("CustomerEmailAddress", "emailAddress", p.Email, p.Consents[brand.EDMChannel]), true
		case "defaultPhoneNumber":
			return contact("CustomerPhoneNumber", "phoneNumber", p.Phone(), p.Consents[brand.SMSChannel]), true
		case "defaultAddress":
			return fixed("MailingAddress", map[string]any{"city": brand.Cities[p.City], "countryCodeV2": "TW", "phone": nil, "name": p.Name()}), true
		}
		return nil, false
	}}
}

func contact(kind, name, value string, said brand.Consent) record {
	state := "NOT_SUBSCRIBED"
	if said.At > 0 {
		state = "UNSUBSCRIBED"
	}
	if said.Granted {
		state = "SUBSCRIBED"
	}
	return fixed(kind, map[string]any{name: value, "marketingState": state, "marketingUpdatedAt": shopifyTime(said.At), "marketingOptInLevel": nil})
}

func (s *Shopify) refundRecords(o *brand.Order) []record {
	all := make([]record, len(o.Refunds))
	for i, r := range o.Refunds {
		all[i] = fixed("Refund", map[string]any{
			"id": shopifyID("Refund", s.Bases.Refunds+int64(r.Number)), "createdAt": shopifyTime(r.At), "updatedAt": shopifyTime(r.At),
			"note": nil, "totalRefundedSet": dollars(r.Amount),
		})
	}
	return all
}

// lineItems pages an order's lines; the cursor's value is the line's place.
func (s *Shopify) lineItems(o *brand.Order, a *answer, f *selection) any {
	all := make(brand.Timeline, len(o.Lines))
	for i := range all {
		all[i] = brand.Moment{At: int64(i), Number: o.Number}
	}
	page := s.page(a, f, all, func(brand.Moment) bool { return true })
	a.wanted -= a.number(f, "first") - len(page.moments) // an order is whole, however short
	return s.connection("LineItem", page, func(m brand.Moment) record { return s.lineItem(o, int(m.At)) })
}

func (s *Shopify) lineItem(o *brand.Order, i int) record {
	l := o.Lines[i]
	p := s.Catalog[l.Product]
	return record{"LineItem", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("LineItem", int64(o.Number)*200+int64(i)), true
		case "sku":
			return p.SKU, true
		case "title", "name":
			return p.Title, true
		case "quantity":
			return int64(l.Quantity), true
		case "currentQuantity":
			return int64(currentQuantity(o, i)), true
		case "isGiftCard":
			return false, true
		case "originalUnitPriceSet":
			return dollars(l.Price), true
		case "originalTotalSet":
			return dollars(l.Price * int32(l.Quantity)), true
		case "discountedTotalSet":
			return dollars(l.Amount()), true
		case "totalDiscountSet":
			return dollars(l.Discount), true
		case "product":
			return fixed("Product", map[string]any{
				"id": shopifyID("Product", 100+int64(l.Product)), "title": p.Title, "productType": brand.Categories[p.Category].Name, "vendor": "山嵐選物",
			}), true
		case "variant":
			return fixed("ProductVariant", map[string]any{"id": shopifyID("ProductVariant", 1000+int64(l.Product)), "sku": p.SKU}), true
		}
		return nil, false
	}}
}

func currentQuantity(o *brand.Order, line int) int16 {
	if o.State == brand.StateCancelled {
		return 0
	}
	for _, r := range o.Refunds {
		if int(r.Line) == line || r.Amount == o.Total() {
			return 0
		}
	}
	return o.Lines[line].Quantity
}
