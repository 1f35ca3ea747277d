package shops

import (
	"math"
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

// netCents is the part of a whole-dollar amount that is left, in cents, without its
// 5 % tax; WooCommerce keeps line amounts so.
func netCents(dollars int32) int64 { return int64(math.Round(float64(dollars) * 100 / 1.05)) }

func taxCents(dollars int32) int64 { return int64(dollars)*100 - netCents(dollars) }

// dates writes a time twice: as the shop's own, and with _gmt in UTC.
func (s *WooCommerce) dates(w *jsonWriter, name string, unix int64) {
	w.time(name, unix, s.Zone, wooLayout)
	w.time(name+"_gmt", unix, time.UTC, wooLayout)
}

// rendered is an order's JSON, as it was at a revision.
type rendered struct {
	revision uint16
	text     []byte
}

// Prerender writes every order's JSON once, to be sent as it is until the order
// changes; host is where the server listens.
func (s *WooCommerce) Prerender(host string) {
	s.Lock()
	defer s.Unlock()
	s.ready = make([]rendered, len(s.Orders))
	for i := range s.Orders {
		var out jsonWriter
		s.writeOrder(&out, &s.Orders[i], host)
		s.ready[i] = rendered{s.Orders[i].Revision, out.buf}
	}
}

// appendOrder writes an order of a list, from what is ready if it can.
func (s *WooCommerce) appendOrder(w *jsonWriter, o *brand.Order, host string) {
	if int(o.Number) > len(s.ready) || s.ready[o.Number-1].revision != o.Revision {
		s.writeOrder(w, o, host)
		return
	}
	w.comma()
	w.buf = append(w.buf, s.ready[o.Number-1].text...)
}

func (s *WooCommerce) writeOrder(w *jsonWriter, o *brand.Order, host string) {
	who := s.IdentityOf(o)
	id := s.orderID(o)
	w.open('{')
	w.intField("id", id)
	w.rawField("parent_id", "0")
	w.field("status", statusOf(o))
	w.field("currency", "TWD")
	w.field("version", "11.0.1")
	w.rawField("prices_include_tax", "true")
	s.dates(w, "date_created", o.Placed)
	s.dates(w, "date_modified", o.Updated)
	s.writeSums(w, o)
	customer, _ := strconv.ParseInt(who.CustomerID, 10, 64)
	w.intField("customer_id", customer)
	w.field("order_key", "wc_order_"+strconv.FormatInt(id*7919, 36))
	s.writeAddress(w, "billing", who, "", true)
	s.writeAddress(w, "shipping", brand.Identity{}, "", false)
	w.field("payment_method", wooGateways[o.Payment][0])
	w.field("payment_method_title", wooGateways[o.Payment][1])
	w.rawField("transaction_id", `""`)
	w.rawField("customer_ip_address", `""`)
	w.rawField("customer_user_agent", `""`)
	w.rawField("created_via", `"checkout"`)
	w.rawField("customer_note", `""`)
	s.dates(w, "date_completed", o.Completed)
	s.dates(w, "date_paid", o.Paid)
	w.rawField("cart_hash", `""`)
	w.field("number", strconv.FormatInt(id, 10))
	s.writeOrderMeta(w, id, who)
	w.key("line_items")
	w.open('[')
	for i := range o.Lines {
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

func (s *WooCommerce) writeSums(w *jsonWriter, o *brand.Order) {
	var discount, discountTax, cartTax int64
	for _, l := range o.Lines {
		full := l.Price * int32(l.Quantity)
		discount += netCents(full) - netCents(l.Amount())
		discountTax += taxCents(full) - taxCents(l.Amount())
		cartTax += taxCents(l.Amount())
	}
	w.cents("discount_total", discount)
	w.cents("discount_tax", discountTax)
	w.cents("shipping_total", netCents(o.Shipping))
	w.cents("shipping_tax", taxCents(o.Shipping))
	w.cents("cart_tax", cartTax)
	w.cents("total", int64(o.Total())*100)
	w.cents("total_tax", cartTax+taxCents(o.Shipping))
}

func (s *WooCommerce) writeAddress(w *jsonWriter, name string, who brand.Identity, city string, billing bool) {
	family, given := splitName(who.Name)
	w.key(name)
	w.open('{')
	w.field("first_name", given)
	w.field("last_name", family)
	w.rawField("company", `""`)
	w.rawField("address_1", `""`)
	w.rawField("address_2", `""`)
	w.field("city", city)
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

func (s *WooCommerce) writeOrderMeta(w *jsonWriter, id int64, who brand.Identity) {
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

func (s *WooCommerce) writeLine(w *jsonWriter, o *brand.Order, i int) {
	l := o.Lines[i]
	p := s.Catalog[l.Product]
	full := l.Price * int32(l.Quantity)
	w.open('{')
	w.intField("id", s.orderID(o)*200+int64(i))
	w.field("name", p.Title)
	productID := int64(l.Product) + wooProduct
	if p.Gone {
		productID = 0
	}
	w.intField("product_id", productID)
	w.rawField("variation_id", "0")
	w.intField("quantity", int64(l.Quantity))
	w.rawField("tax_class", `""`)
	w.cents("subtotal", netCents(full))
	w.cents("subtotal_tax", taxCents(full))
	w.cents("total", netCents(l.Amount()))
	w.cents("total_tax", taxCents(l.Amount()))
	w.rawField("taxes", "[]")
	w.rawField("meta_data", "[]")
	if p.Gone {
		w.rawField("sku", "null")
	} else {
		w.field("sku", p.SKU)
	}
	w.rawField("global_unique_id", `""`)
	w.key("price")
	w.buf = strconv.AppendFloat(w.buf, math.Round(float64(netCents(l.Amount()))/float64(l.Quantity)*1e4)/1e6, 'f', -1, 64)
	if i%2 == 0 { // the same field comes as text or as a number
		w.rawField("image", `{"id":"","src":""}`)
	} else {
		w.rawField("image", `{"id":0,"src":""}`)
	}
	w.rawField("parent_name", "null")
	w.shut('}')
}

func (s *WooCommerce) writeShipping(w *jsonWriter, o *brand.Order) {
	w.key("shipping_lines")
	w.open('[')
	if o.Shipping > 0 {
		w.open('{')
		w.intField("id", s.orderID(o)*200+199)
		w.rawField("method_title", `"7-ELEVEN 超商取貨"`)
		w.rawField("method_id", `"flat_rate"`)
		w.cents("total", netCents(o.Shipping))
		w.cents("total_tax", taxCents(o.Shipping))
		w.shut('}')
	}
	w.shut(']')
}

// writeRefundStubs is what an order shows of its refunds: no date, no lines.
func (s *WooCommerce) writeRefundStubs(w *jsonWriter, o *brand.Order) {
	w.key("refunds")
	w.open('[')
	for _, r := range o.Refunds {
		w.open('{')
		w.intField("id", s.Bases.Refunds+int64(r.Number))
		w.rawField("reason", `""`)
		w.cents("total", -int64(r.Amount)*100)
		w.rawField("total_tax", `"0.00"`)
		w.shut('}')
	}
	w.shut(']')
}

func (s *WooCommerce) writeRefund(w *jsonWriter, o owned, parent string) {
	w.open('{')
	w.intField("id", s.Bases.Refunds+int64(o.Refund.Number))
	if parent != "" {
		w.intField(parent, s.orderID(o.Order))
	}
	s.dates(w, "date_created", o.At)
	w.cents("amount", int64(o.Amount)*100)
	w.rawField("reason", `""`)
	w.rawField("refunded_by", "1")
	w.rawField("refunded_payment", "false")
	w.rawField("meta_data", "[]")
	w.key("line_items")
	w.open('[')
	if o.Line >= 0 {
		s.writeRefundLine(w, o)
	}
	w.shut(']')
	w.rawField("shipping_lines", "[]")
	w.rawField("tax_lines", "[]")
	w.rawField("fee_lines", "[]")
	w.shut('}')
}

func (s *WooCommerce) writeRefundLine(w *jsonWriter, o owned) {
	l := o.Lines[o.Line]
	p := s.Catalog[l.Product]
	w.open('{')
	w.intField("id", s.Bases.Refunds*4+int64(o.Refund.Number))
	w.field("name", p.Title)
	w.intField("product_id", int64(l.Product)+wooProduct)
	w.intField("quantity", -int64(l.Quantity))
	w.cents("total", -netCents(o.Amount))
	w.cents("total_tax", -taxCents(o.Amount))
	w.key("meta_data")
	w.open('[')
	meta(w, s.Bases.Refunds*8+int64(o.Refund.Number), "_refunded_item_id", strconv.FormatInt(s.orderID(o.Order)*200+int64(o.Line), 10))
	w.shut(']')
	w.field("sku", p.SKU)
	w.shut('}')
}

func (s *WooCommerce) writeCustomer(w *jsonWriter, p *brand.Person) {
	a := p.Accounts[brand.WooShop]
	who := brand.Identity{Email: brand.SpellEmail(p.Email, brand.Spelling(1+a.Number%3)), Phone: brand.SpellPhone(p.Mobile, brand.Spelling(1+a.Number%4)), Name: p.Name()}
	w.open('{')
	w.intField("id", int64(a.Number)+s.Bases.Customers)
	s.dates(w, "date_created", a.Registered)
	s.dates(w, "date_modified", a.Updated)
	w.field("email", p.Email)
	w.field("first_name", p.Given)
	w.field("last_name", p.Family)
	w.field("role", "customer")
	w.field("username", "customer"+strconv.Itoa(int(a.Number)))
	s.writeAddress(w, "billing", who, brand.Cities[p.City], true)
	s.writeAddress(w, "shipping", brand.Identity{}, "", false)
	w.rawField("is_paying_customer", "true")
	w.rawField("avatar_url", `""`)
	s.writeCustomerMeta(w, p, int64(a.Number)*10)
	w.shut('}')
}

func (s *WooCommerce) writeCustomerMeta(w *jsonWriter, p *brand.Person, id int64) {
	w.key("meta_data")
	w.open('[')
	if p.LineID != "" {
		meta(w, id, "line_user_id", p.LineID)
	}
	for channel, said := range p.Consents {
		if said.At == 0 {
			continue
		}
		answer := "no"
		if said.Granted {
			answer = "yes"
		}
		key := "marketing_consent_" + brand.ChannelNames[channel]
		meta(w, id+1+int64(channel)*2, key, answer)
		meta(w, id+2+int64(channel)*2, key+"_at", time.Unix(said.At, 0).UTC().Format(time.RFC3339))
	}
	w.shut(']')
}

// writeAdmin is the shop's own user, whom role=all shows as well.
func (s *WooCommerce) writeAdmin(w *jsonWriter) {
	opened := s.Now - brand.HistoryDays*brand.Day
	w.open('{')
	w.intField("id", wooAdmin)
	s.dates(w, "date_created", opened)
	s.dates(w, "date_modified", opened)
	w.rawField("email", `"admin@example.com"`)
	w.rawField("first_name", `""`)
	w.rawField("last_name", `""`)
	w.rawField("role", `"administrator"`)
	w.rawField("username", `"admin"`)
	s.writeAddress(w, "billing", brand.Identity{}, "", true)
	s.writeAddress(w, "shipping", brand.Identity{}, "", false)
	w.rawField("is_paying_customer", "false")
	w.rawField("avatar_url", `""`)
	w.rawField("meta_data", "[]")
	w.shut('}')
}

func (s *WooCommerce) writeProduct(w *jsonWriter, i int) {
	p := s.Catalog[i]
	opened := s.Now - brand.HistoryDays*brand.Day
	w.open('{')
	w.intField("id", int64(i)+wooProduct)
	w.field("name", p.Title)
	w.field("slug", p.SKU)
	s.dates(w, "date_created", opened)
	s.dates(w, "date_modified", opened)
	w.rawField("type", `"simple"`)
	w.rawField("status", `"publish"`)
	w.field("sku", p.SKU)
	w.field("price", strconv.Itoa(int(p.Price)))
	w.field("regular_price", strconv.Itoa(int(p.Price)))
	w.key("categories")
	w.open('[')
	w.open('{')
	w.intField("id", int64(p.Category)+15)
	w.field("name", brand.Categories[p.Category].Name)
	w.field("slug", brand.Categories[p.Category].Slug)
	w.shut('}')
	w.shut(']')
	w.rawField("parent_id", "0")
	w.rawField("meta_data", "[]")
	w.shut('}')
}
