package sandbox

import (
	"math"
	"strconv"
	"time"
)

// netCents is the part of a whole-dollar amount that is left, in cents, without its
// 5 % tax; WooCommerce keeps line amounts so.
func netCents(dollars int32) int64 { return int64(math.Round(float64(dollars) * 100 / 1.05)) }

func taxCents(dollars int32) int64 { return int64(dollars)*100 - netCents(dollars) }

// dates writes a time twice: as the shop's own, and with _gmt in UTC.
func (s *wooServer) dates(w *jsonWriter, name string, unix int64) {
	w.time(name, unix, s.brand.zone, wooLayout)
	w.time(name+"_gmt", unix, time.UTC, wooLayout)
}

// prerender writes every order's JSON once, to be sent as it is.
func (s *wooServer) prerender(host string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	orders := s.brand.orders[wooShop]
	ready := make([][]byte, len(orders))
	for i := range orders {
		var out jsonWriter
		s.writeOrder(&out, &orders[i], host)
		ready[i] = out.buf
	}
	s.ready = ready
}

// appendOrder writes an order that is listed, from what is ready if it can.
func (s *wooServer) appendOrder(w *jsonWriter, o *order, host string) {
	if int(o.number) > len(s.ready) || s.ready[o.number-1] == nil {
		s.writeOrder(w, o, host)
		return
	}
	w.comma()
	w.buf = append(w.buf, s.ready[o.number-1]...)
}

func (s *wooServer) writeOrder(w *jsonWriter, o *order, host string) {
	who := s.brand.identity(o)
	id := o.wooID()
	w.open('{')
	w.intField("id", id)
	w.rawField("parent_id", "0")
	w.field("status", o.wooStatus())
	w.field("currency", "TWD")
	w.field("version", "11.0.1")
	w.rawField("prices_include_tax", "true")
	s.dates(w, "date_created", o.placed)
	s.dates(w, "date_modified", o.updated)
	s.writeSums(w, o)
	customer, _ := strconv.ParseInt(who.CustomerID, 10, 64)
	w.intField("customer_id", customer)
	w.field("order_key", "wc_order_"+strconv.FormatInt(id*7919, 36))
	s.writeAddress(w, "billing", who, true)
	s.writeAddress(w, "shipping", Identity{}, false)
	w.field("payment_method", wooGateways[o.payment][0])
	w.field("payment_method_title", wooGateways[o.payment][1])
	w.rawField("transaction_id", `""`)
	w.rawField("customer_ip_address", `""`)
	w.rawField("customer_user_agent", `""`)
	w.rawField("created_via", `"checkout"`)
	w.rawField("customer_note", `""`)
	s.dates(w, "date_completed", o.completed)
	s.dates(w, "date_paid", o.paid)
	w.rawField("cart_hash", `""`)
	w.field("number", strconv.FormatInt(id, 10))
	s.writeOrderMeta(w, id, who)
	w.key("line_items")
	w.open('[')
	for i := range o.lines {
		s.writeLine(w, o, i)
	}
	w.shut(']')
	w.rawField("tax_lines", "[]")
	s.writeShipping(w, o)
	w.rawField("fee_lines", "[]")
	w.rawField("coupon_lines", "[]")
	s.writeRefundStubs(w, o)
	w.field("payment_url", "http://"+host+"/checkout/order-pay/"+strconv.FormatInt(id, 10)+"/?pay_for_order=true")
	w.rawField("is_editable", "false")
	w.rawField("needs_payment", "false")
	w.rawField("needs_processing", "true")
	w.rawField("currency_symbol", `"NT$"`)
	w.rawField("_links", `{"self":[{"href":"http://`+host+wooPath+"/orders/"+strconv.FormatInt(id, 10)+`"}],"collection":[{"href":"http://`+host+wooPath+`/orders"}]}`)
	w.shut('}')
}

var wooGateways = [...][2]string{{"ecpay_credit", "ECPay 信用卡"}, {"cod", "貨到付款"}, {"bacs", "銀行轉帳"}}

func (s *wooServer) writeSums(w *jsonWriter, o *order) {
	var discount, discountTax, cartTax int64
	for _, l := range o.lines {
		full := l.price * int32(l.quantity)
		discount += netCents(full) - netCents(l.amount())
		discountTax += taxCents(full) - taxCents(l.amount())
		cartTax += taxCents(l.amount())
	}
	w.cents("discount_total", discount)
	w.cents("discount_tax", discountTax)
	w.cents("shipping_total", netCents(o.shipping))
	w.cents("shipping_tax", taxCents(o.shipping))
	w.cents("cart_tax", cartTax)
	w.cents("total", int64(o.total())*100)
	w.cents("total_tax", cartTax+taxCents(o.shipping))
}

func (s *wooServer) writeAddress(w *jsonWriter, name string, who Identity, billing bool) {
	family, given := splitName(who.Name)
	w.key(name)
	w.open('{')
	w.field("first_name", given)
	w.field("last_name", family)
	w.rawField("company", `""`)
	w.rawField("address_1", `""`)
	w.rawField("address_2", `""`)
	w.rawField("city", `""`)
	w.rawField("state", `""`)
	w.rawField("postcode", `""`)
	w.rawField("country", `"TW"`)
	if billing {
		w.field("email", who.Email)
	}
	w.field("phone", who.Phone)
	w.shut('}')
}

// splitName parts a Chinese name into the family's and the given one.
func splitName(name string) (family, given string) {
	runes := []rune(name)
	if len(runes) < 2 {
		return name, ""
	}
	cut := 1
	if len(runes) > 3 {
		cut = 2
	}
	return string(runes[:cut]), string(runes[cut:])
}

func (s *wooServer) writeOrderMeta(w *jsonWriter, id int64, who Identity) {
	w.key("meta_data")
	w.open('[')
	meta(w, id*3, "_sandbox_channel", "web")
	if who.LineID != "" {
		meta(w, id*3+1, "_line_user_id", who.LineID)
	}
	w.shut(']')
}

func meta(w *jsonWriter, id int64, key, value string) {
	w.open('{')
	w.intField("id", id)
	w.field("key", key)
	w.field("value", value)
	w.shut('}')
}

func (s *wooServer) writeLine(w *jsonWriter, o *order, i int) {
	l := o.lines[i]
	p := s.brand.catalog[l.product]
	full := l.price * int32(l.quantity)
	w.open('{')
	w.intField("id", o.wooID()*200+int64(i))
	w.field("name", p.title)
	productID := int64(l.product) + 20
	if p.gone {
		productID = 0
	}
	w.intField("product_id", productID)
	w.rawField("variation_id", "0")
	w.intField("quantity", int64(l.quantity))
	w.rawField("tax_class", `""`)
	w.cents("subtotal", netCents(full))
	w.cents("subtotal_tax", taxCents(full))
	w.cents("total", netCents(l.amount()))
	w.cents("total_tax", taxCents(l.amount()))
	w.rawField("taxes", "[]")
	w.rawField("meta_data", "[]")
	if p.gone {
		w.rawField("sku", "null")
	} else {
		w.field("sku", p.sku)
	}
	w.rawField("global_unique_id", `""`)
	w.key("price")
	w.buf = strconv.AppendFloat(w.buf, math.Round(float64(netCents(l.amount()))/float64(l.quantity)*1e4)/1e6, 'f', -1, 64)
	if i%2 == 0 { // the same field comes as text or as a number
		w.rawField("image", `{"id":"","src":""}`)
	} else {
		w.rawField("image", `{"id":0,"src":""}`)
	}
	w.rawField("parent_name", "null")
	w.shut('}')
}

func (s *wooServer) writeShipping(w *jsonWriter, o *order) {
	w.key("shipping_lines")
	w.open('[')
	if o.shipping > 0 {
		w.open('{')
		w.intField("id", o.wooID()*200+199)
		w.rawField("method_title", `"7-ELEVEN 超商取貨"`)
		w.rawField("method_id", `"flat_rate"`)
		w.cents("total", netCents(o.shipping))
		w.cents("total_tax", taxCents(o.shipping))
		w.shut('}')
	}
	w.shut(']')
}

// writeRefundStubs is what an order tells of its refunds: no date, no lines.
func (s *wooServer) writeRefundStubs(w *jsonWriter, o *order) {
	w.key("refunds")
	w.open('[')
	for _, r := range o.refunds {
		w.open('{')
		w.intField("id", wooRefundBase+int64(r.number))
		w.rawField("reason", `""`)
		w.cents("total", -int64(r.amount)*100)
		w.rawField("total_tax", `"0.00"`)
		w.shut('}')
	}
	w.shut(']')
}

func (s *wooServer) writeRefund(w *jsonWriter, o owned, parent string) {
	w.open('{')
	w.intField("id", wooRefundBase+int64(o.refund.number))
	if parent != "" {
		w.intField(parent, o.wooID())
	}
	s.dates(w, "date_created", o.at)
	w.cents("amount", int64(o.amount)*100)
	w.rawField("reason", `""`)
	w.rawField("refunded_by", "1")
	w.rawField("refunded_payment", "false")
	w.rawField("meta_data", "[]")
	w.key("line_items")
	w.open('[')
	if o.line >= 0 {
		s.writeRefundLine(w, o)
	}
	w.shut(']')
	w.rawField("shipping_lines", "[]")
	w.rawField("tax_lines", "[]")
	w.rawField("fee_lines", "[]")
	w.shut('}')
}

func (s *wooServer) writeRefundLine(w *jsonWriter, o owned) {
	l := o.lines[o.line]
	p := s.brand.catalog[l.product]
	w.open('{')
	w.intField("id", wooRefundBase*4+int64(o.refund.number))
	w.field("name", p.title)
	w.intField("product_id", int64(l.product)+20)
	w.intField("quantity", -int64(l.quantity))
	w.cents("total", -netCents(o.amount))
	w.cents("total_tax", -taxCents(o.amount))
	w.key("meta_data")
	w.open('[')
	meta(w, wooRefundBase*8+int64(o.refund.number), "_refunded_item_id", strconv.FormatInt(o.wooID()*200+int64(o.line), 10))
	w.shut(']')
	w.field("sku", p.sku)
	w.shut('}')
}

func (s *wooServer) writeCustomer(w *jsonWriter, p *person) {
	a := p.accounts[wooShop]
	who := Identity{Email: spellEmail(p.email, spelling(1+a.number%3)), Phone: spellPhone(p.mobile, spelling(1+a.number%4)), Name: p.name()}
	w.open('{')
	w.intField("id", int64(a.number)+wooCustomerBase)
	s.dates(w, "date_created", a.registered)
	s.dates(w, "date_modified", a.updated)
	w.field("email", p.email)
	w.field("first_name", p.given)
	w.field("last_name", p.family)
	w.field("role", "customer")
	w.field("username", "customer"+strconv.Itoa(int(a.number)))
	s.writeAddress(w, "billing", who, true)
	s.writeAddress(w, "shipping", Identity{}, false)
	w.rawField("is_paying_customer", "true")
	w.rawField("avatar_url", `""`)
	s.writeCustomerMeta(w, p, int64(a.number)*10)
	w.shut('}')
}

func (s *wooServer) writeCustomerMeta(w *jsonWriter, p *person, id int64) {
	w.key("meta_data")
	w.open('[')
	if p.lineID != "" {
		meta(w, id, "line_user_id", p.lineID)
	}
	for channel, said := range p.consents {
		if said.at == 0 {
			continue
		}
		answer := "no"
		if said.granted {
			answer = "yes"
		}
		key := "marketing_consent_" + channelNames[channel]
		meta(w, id+1+int64(channel)*2, key, answer)
		meta(w, id+2+int64(channel)*2, key+"_at", time.Unix(said.at, 0).UTC().Format(time.RFC3339))
	}
	w.shut(']')
}

// writeAdmin is the shop's own user, whom role=all shows as well.
func (s *wooServer) writeAdmin(w *jsonWriter) {
	opened := s.brand.now - historyDays*day
	w.open('{')
	w.intField("id", wooAdmin)
	s.dates(w, "date_created", opened)
	s.dates(w, "date_modified", opened)
	w.rawField("email", `"admin@example.com"`)
	w.rawField("first_name", `""`)
	w.rawField("last_name", `""`)
	w.rawField("role", `"administrator"`)
	w.rawField("username", `"admin"`)
	s.writeAddress(w, "billing", Identity{}, true)
	s.writeAddress(w, "shipping", Identity{}, false)
	w.rawField("is_paying_customer", "false")
	w.rawField("avatar_url", `""`)
	w.rawField("meta_data", "[]")
	w.shut('}')
}

func (s *wooServer) writeProduct(w *jsonWriter, i int) {
	p := s.brand.catalog[i]
	opened := s.brand.now - historyDays*day
	w.open('{')
	w.intField("id", int64(i)+20)
	w.field("name", p.title)
	w.field("slug", p.sku)
	s.dates(w, "date_created", opened)
	s.dates(w, "date_modified", opened)
	w.rawField("type", `"simple"`)
	w.rawField("status", `"publish"`)
	w.field("sku", p.sku)
	w.field("price", strconv.Itoa(int(p.price)))
	w.field("regular_price", strconv.Itoa(int(p.price)))
	w.key("categories")
	w.open('[')
	w.open('{')
	w.intField("id", int64(p.category)+15)
	w.field("name", categories[p.category].name)
	w.field("slug", categories[p.category].slug)
	w.shut('}')
	w.shut(']')
	w.rawField("parent_id", "0")
	w.rawField("meta_data", "[]")
	w.shut('}')
}
