package sandbox

import (
	"math"
	"strconv"
	"strings"
	"time"
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
func (s *shopifyServer) connection(kind string, page rows, node func(moment) record) record {
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
				edges[i] = fixed(kind+"Edge", map[string]any{"cursor": m.cursor(), "node": node(m)})
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
		start, end = page.moments[0].cursor(), page.moments[n-1].cursor()
	}
	return fixed("PageInfo", map[string]any{"hasNextPage": page.more, "hasPreviousPage": false, "startCursor": start, "endCursor": end})
}

func (s *shopifyServer) about() record {
	return fixed("Shop", map[string]any{
		"id": shopifyID("Shop", 1), "name": "山嵐選物", "email": "shop@example.com", "ianaTimezone": "Asia/Taipei", "timezoneOffset": "+0800",
		"currencyCode": "TWD", "myshopifyDomain": "sandbox.myshopify.com", "url": "https://sandbox.example.com", "taxesIncluded": true,
	})
}

func (s *shopifyServer) installation() record {
	var scopes []record
	for _, handle := range []string{"read_orders", "read_all_orders", "read_customers", "read_products"} {
		scopes = append(scopes, fixed("AccessScope", map[string]any{"handle": handle, "description": handle}))
	}
	return fixed("AppInstallation", map[string]any{"id": shopifyID("AppInstallation", 1), "accessScopes": scopes})
}

func (s *shopifyServer) orderRecord(o *order, a *answer) record {
	who := s.brand.identity(o)
	return record{"Order", func(f *selection) (any, bool) {
		if value, ok := s.orderMoney(o, f.name); ok {
			return value, true
		}
		switch f.name {
		case "id":
			return shopifyID("Order", shopifyOrderBase+int64(o.number)), true
		case "legacyResourceId":
			return strconv.FormatInt(shopifyOrderBase+int64(o.number), 10), true
		case "name":
			return "#" + strconv.Itoa(1000+int(o.number)), true
		case "createdAt", "processedAt":
			return shopifyTime(o.placed), true
		case "updatedAt":
			return shopifyTime(o.updated), true
		case "cancelledAt":
			return shopifyTime(o.cancelled), true
		case "cancelReason":
			if o.cancelled == 0 {
				return nil, true
			}
			return "CUSTOMER", true
		case "closedAt", "note", "poNumber":
			return nil, true
		case "test":
			return o.test, true
		case "confirmed":
			return true, true
		case "displayFinancialStatus":
			return financialStatus(o), true
		case "displayFulfillmentStatus":
			if o.state == StateCompleted {
				return "FULFILLED", true
			}
			return "UNFULFILLED", true
		case "currencyCode", "presentmentCurrencyCode":
			return "TWD", true
		case "email":
			return orNil(who.Email), true
		case "phone":
			return orNil(e164(who.Phone)), true
		case "tags", "discountCodes":
			return []string{}, true
		case "paymentGatewayNames":
			return []string{gateways[o.payment]}, true
		case "sourceName":
			return "web", true
		case "customAttributes":
			return customAttributes(who), true
		case "customer":
			return s.customerOf(o, who), true
		case "billingAddress", "shippingAddress":
			return address(who), true
		case "refunds":
			return s.refundRecords(o), true
		case "lineItems":
			return s.lineItems(o, a, f), true
		}
		return nil, false
	}}
}

var gateways = [...]string{"shopify_payments", "Cash on Delivery (COD)", "Bank Deposit"}

func (s *shopifyServer) orderMoney(o *order, name string) (record, bool) {
	switch name {
	case "totalPriceSet", "originalTotalPriceSet":
		return dollars(o.total()), true
	case "currentTotalPriceSet":
		return dollars(currentTotal(o)), true
	case "subtotalPriceSet":
		return dollars(o.goods()), true
	case "totalDiscountsSet":
		return dollars(o.discount()), true
	case "totalShippingPriceSet":
		return dollars(o.shipping), true
	case "totalTaxSet":
		return moneyBag(int64(math.Round(float64(o.total()) * 100 * 5 / 105))), true
	case "totalRefundedSet":
		return dollars(o.refunded()), true
	case "netPaymentSet":
		return dollars(o.total() - o.refunded()), true
	}
	return record{}, false
}

// currentTotal is what is left after lines were taken back; an amount-only
// refund takes nothing back.
func currentTotal(o *order) int32 {
	if o.state == StateCancelled {
		return 0
	}
	left := o.total()
	for _, r := range o.refunds {
		if r.line >= 0 || r.amount == o.total() {
			left -= r.amount
		}
	}
	return max(0, left)
}

func financialStatus(o *order) string {
	switch back := o.refunded(); {
	case back >= o.total() && back > 0:
		return "REFUNDED"
	case back > 0:
		return "PARTIALLY_REFUNDED"
	case o.paid > 0:
		return "PAID"
	case o.state == StateCancelled:
		return "VOIDED"
	case o.state == StateFailed:
		return "EXPIRED"
	}
	return "PENDING"
}

func e164(phone string) string {
	if strings.HasPrefix(phone, "0") {
		return "+886" + strings.NewReplacer("-", "", " ", "").Replace(phone[1:])
	}
	return phone
}

func customAttributes(who Identity) []record {
	if who.LineID == "" {
		return []record{}
	}
	return []record{fixed("Attribute", map[string]any{"key": "line_user_id", "value": who.LineID})}
}

func address(who Identity) any {
	if who.Name == "" && who.Phone == "" {
		return nil
	}
	return fixed("MailingAddress", map[string]any{
		"name": who.Name, "firstName": nil, "lastName": who.Name, "phone": orNil(who.Phone), "city": "臺北市", "countryCodeV2": "TW", "zip": "100",
	})
}

// customerOf is the customer as the order shows it; a guest has none.
func (s *shopifyServer) customerOf(o *order, who Identity) any {
	if who.CustomerID == "" {
		return nil
	}
	if o.typed == nil {
		return s.customerRecord(&s.brand.people[o.person])
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(who.CustomerID, "gid://shopify/Customer/"), 10, 64)
	if err != nil {
		return nil
	}
	if at := n - shopifyCustomerBase - 1; at >= 0 && at < int64(len(s.ledger.accounts)) {
		return s.customerRecord(&s.brand.people[s.ledger.accounts[at]])
	}
	return fixed("Customer", map[string]any{
		"id": shopifyID("Customer", n), "firstName": nil, "lastName": orNil(who.Name), "email": orNil(who.Email), "phone": orNil(who.Phone),
		"defaultEmailAddress": nil, "defaultPhoneNumber": nil,
	})
}

func (s *shopifyServer) customerRecord(p *person) record {
	a := p.accounts[shopifyShop]
	return record{"Customer", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("Customer", shopifyCustomerBase+int64(a.number)), true
		case "firstName":
			return p.given, true
		case "lastName":
			return p.family, true
		case "displayName":
			return p.given + " " + p.family, true
		case "email":
			return p.email, true
		case "phone":
			return spellPhone(p.mobile, third), true
		case "createdAt":
			return shopifyTime(a.registered), true
		case "updatedAt":
			return shopifyTime(a.updated), true
		case "tags":
			return []string{}, true
		case "state":
			return "ENABLED", true
		case "numberOfOrders":
			return "0", true
		case "defaultEmailAddress":
			return contact("CustomerEmailAddress", "emailAddress", p.email, p.consents[edmChannel]), true
		case "defaultPhoneNumber":
			return contact("CustomerPhoneNumber", "phoneNumber", spellPhone(p.mobile, third), p.consents[smsChannel]), true
		case "defaultAddress":
			return fixed("MailingAddress", map[string]any{"city": cities[p.city], "countryCodeV2": "TW", "phone": nil, "name": p.name()}), true
		}
		return nil, false
	}}
}

func contact(kind, name, value string, said consent) record {
	state := "NOT_SUBSCRIBED"
	if said.at > 0 {
		state = "UNSUBSCRIBED"
	}
	if said.granted {
		state = "SUBSCRIBED"
	}
	return fixed(kind, map[string]any{name: value, "marketingState": state, "marketingUpdatedAt": shopifyTime(said.at), "marketingOptInLevel": nil})
}

func (s *shopifyServer) refundRecords(o *order) []record {
	all := make([]record, len(o.refunds))
	for i, r := range o.refunds {
		all[i] = fixed("Refund", map[string]any{
			"id": shopifyID("Refund", 900_000_000+int64(r.number)), "createdAt": shopifyTime(r.at), "updatedAt": shopifyTime(r.at),
			"note": nil, "totalRefundedSet": dollars(r.amount),
		})
	}
	return all
}

// lineItems pages an order's lines; the cursor's value is the line's place.
func (s *shopifyServer) lineItems(o *order, a *answer, f *selection) any {
	all := make(timeline, len(o.lines))
	for i := range all {
		all[i] = moment{at: int64(i), number: o.number}
	}
	page := s.page(a, f, all, func(moment) bool { return true })
	a.wanted -= a.number(f, "first") - len(page.moments) // an order is whole, however short
	return s.connection("LineItem", page, func(m moment) record { return s.lineItem(o, int(m.at)) })
}

func (s *shopifyServer) lineItem(o *order, i int) record {
	l := o.lines[i]
	p := s.brand.catalog[l.product]
	return record{"LineItem", func(f *selection) (any, bool) {
		switch f.name {
		case "id":
			return shopifyID("LineItem", int64(o.number)*200+int64(i)), true
		case "sku":
			return p.sku, true
		case "title", "name":
			return p.title, true
		case "quantity":
			return int64(l.quantity), true
		case "currentQuantity":
			return int64(currentQuantity(o, i)), true
		case "originalUnitPriceSet":
			return dollars(l.price), true
		case "originalTotalSet":
			return dollars(l.price * int32(l.quantity)), true
		case "discountedTotalSet":
			return dollars(l.amount()), true
		case "totalDiscountSet":
			return dollars(l.discount), true
		case "product":
			return fixed("Product", map[string]any{
				"id": shopifyID("Product", 100+int64(l.product)), "title": p.title, "productType": categories[p.category].name, "vendor": "山嵐選物",
			}), true
		case "variant":
			return fixed("ProductVariant", map[string]any{"id": shopifyID("ProductVariant", 1000+int64(l.product)), "sku": p.sku}), true
		}
		return nil, false
	}}
}

func currentQuantity(o *order, line int) int16 {
	if o.state == StateCancelled {
		return 0
	}
	for _, r := range o.refunds {
		if int(r.line) == line || r.amount == o.total() {
			return 0
		}
	}
	return o.lines[line].quantity
}
