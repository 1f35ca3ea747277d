package rigs_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/shopspring/decimal"

	"regulars/config"
)

// A running Medusa shop that is changed with nights between is what is stored.
func TestMedusa(t *testing.T) {
	at := address(t, "medusa")
	key := at.User.Username()
	base := "http://" + at.Host
	run(t, &medusaRig{
		key: key, base: base,
		client: client{base + "/admin/", http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"))}}},
	})
}

type medusaRig struct {
	client
	key, base string
	random    *rand.Rand

	region, channel, shipping, location, publishable string
	variants                                         []string
	orders                                           map[string]medusaOrder // as last read
	gone                                             map[string]bool        // orders whose customer was deleted
	n                                                int
}

func (m *medusaRig) setRandom(r *rand.Rand) { m.random, m.gone = r, map[string]bool{} }

func (m *medusaRig) connect() config.Shop {
	return config.Shop{Name: "medusa", Platform: "medusa", URL: m.base, Token: config.NewSecret(m.key)}
}

func (m *medusaRig) unseen(what string, o order) bool { return what == "customer" && m.gone[o.id] }

type withID struct {
	ID string `json:"id"`
}

func (m *medusaRig) prepare(ctx context.Context) error {
	var found struct {
		Regions   []withID `json:"regions"`
		Channels  []withID `json:"sales_channels"`
		Shipping  []withID `json:"shipping_options"`
		Locations []withID `json:"stock_locations"`
		Variants  []withID `json:"variants"`
		Keys      []struct {
			Token string `json:"token"`
		} `json:"api_keys"`
	}
	for _, path := range []string{"regions", "sales-channels", "shipping-options", "stock-locations", "product-variants?limit=20"} {
		if _, err := m.call(ctx, "GET", path, nil, &found); err != nil {
			return err
		}
	}
	if _, err := m.call(ctx, "POST", "api-keys", map[string]any{"title": "storm", "type": "publishable"}, nil); err != nil {
		return err
	}
	if _, err := m.call(ctx, "GET", "api-keys?type=publishable", nil, &found); err != nil {
		return err
	}
	m.region, m.channel, m.shipping, m.location = found.Regions[0].ID, found.Channels[0].ID, found.Shipping[0].ID, found.Locations[0].ID
	m.publishable = found.Keys[0].Token
	for _, v := range found.Variants {
		m.variants = append(m.variants, v.ID)
	}
	return m.read(ctx)
}

type medusaOrder struct {
	ID         string          `json:"id"`
	Status     string          `json:"status"`
	Payment    string          `json:"payment_status"`
	Fulfilment string          `json:"fulfillment_status"`
	Email      string          `json:"email"`
	CustomerID string          `json:"customer_id"`
	Currency   string          `json:"currency_code"`
	Created    time.Time       `json:"created_at"`
	Total      decimal.Decimal `json:"total"`
	Customer   *struct {
		withID
		HasAccount bool `json:"has_account"`
	} `json:"customer"`
	Summary struct {
		Paid        decimal.Decimal `json:"paid_total"`
		Refunded    decimal.Decimal `json:"refunded_total"`
		Transaction decimal.Decimal `json:"transaction_total"`
		Pending     decimal.Decimal `json:"pending_difference"`
		Current     decimal.Decimal `json:"current_order_total"`
		Credit      decimal.Decimal `json:"credit_line_total"`
	} `json:"summary"`
	Returns     []struct{ Status string } `json:"returns"`
	Items       []medusaItem              `json:"items"`
	Collections []struct {
		withID
		Status   string          `json:"status"`
		Amount   decimal.Decimal `json:"amount"`
		Payments []struct {
			withID
			Amount   decimal.Decimal `json:"amount"`
			Captured *time.Time      `json:"captured_at"`
			Refunds  []struct {
				withID
				Amount decimal.Decimal `json:"amount"`
			} `json:"refunds"`
		} `json:"payments"`
	} `json:"payment_collections"`
	Fulfilments []struct {
		withID
		Shipped   *time.Time `json:"shipped_at"`
		Delivered *time.Time `json:"delivered_at"`
		Cancelled *time.Time `json:"canceled_at"`
	} `json:"fulfillments"`
}

type medusaItem struct {
	withID
	Quantity float64 `json:"quantity"`
}

const medusaFields = "fields=id,status,payment_status,fulfillment_status,email,customer_id,currency_code,created_at,total,*summary,*items,*customer," +
	"*payment_collections,*payment_collections.payments,*payment_collections.payments.refunds,*fulfillments,*returns"

func (m *medusaRig) read(ctx context.Context) error {
	var found struct{ Orders []medusaOrder }
	if _, err := m.call(ctx, "GET", "orders?limit=5000&"+medusaFields, nil, &found); err != nil {
		return err
	}
	m.orders = map[string]medusaOrder{}
	for _, o := range found.Orders {
		m.orders[o.ID] = o
	}
	return nil
}

// again reads an order once more before it is changed.
func (m *medusaRig) again(ctx context.Context, fits func(medusaOrder) bool) (medusaOrder, error) {
	o, err := pick(m.random, m.orders, fits)
	if err != nil {
		return o, err
	}
	var found struct{ Order medusaOrder }
	if _, err := m.call(ctx, "GET", "orders/"+o.ID+"?"+medusaFields, nil, &found); err != nil {
		return o, err
	}
	m.orders[o.ID] = found.Order
	if !fits(found.Order) {
		return o, errUnfit
	}
	return found.Order, nil
}

func (o medusaOrder) refunds() map[string]decimal.Decimal {
	all := map[string]decimal.Decimal{}
	for _, c := range o.Collections {
		for _, p := range c.Payments {
			for _, r := range p.Refunds {
				all[r.ID] = r.Amount
			}
		}
	}
	return all
}

func (m *medusaRig) truth(ctx context.Context) (truth, error) {
	if err := m.read(ctx); err != nil {
		return truth{}, err
	}
	all := truth{map[string]order{}, map[string]customer{}}
	for id, o := range m.orders {
		all.orders[id] = o.truth()
	}
	people, err := m.customers(ctx)
	for _, c := range people {
		one := customer{email: c.Email, name: fullName(c.First, c.Last), consents: map[string]bool{}}
		for _, channel := range []string{"edm", "sms", "line"} {
			said := c.Metadata["marketing_consent_"+channel]
			one.consents[channel] = said == "yes" || said == true
		}
		all.customers[c.ID] = one
	}
	return all, err
}

func (o medusaOrder) truth() order {
	t := order{
		id: o.ID, status: o.Payment, email: o.Email, placed: o.Created, cancelled: o.Status == "canceled", refunds: o.refunds(),
		rate: decimal.NewFromInt(1), lines: len(o.Items),
	}
	if o.Currency == "usd" {
		t.rate = decimal.RequireFromString(usd)
	}
	if o.Status == "canceled" || o.Status == "archived" {
		t.status = o.Status
	}
	if o.Customer != nil && o.Customer.HasAccount {
		t.customer = o.CustomerID
	}
	// The summary is kept apart from the items: what came, what went back, what is owed. A
	// return that was only asked for is owed there already, and in the items still.
	refunded := decimal.Zero
	for _, amount := range t.refunds {
		refunded = refunded.Add(amount)
	}
	t.totalKnown = o.Status != "canceled"
	t.total = o.Summary.Transaction.Add(o.Summary.Pending).Add(refunded)
	if slices.ContainsFunc(o.Returns, func(r struct{ Status string }) bool { return r.Status == "requested" }) {
		holds := o.Summary.Current.Add(o.Summary.Credit)
		t.total = decimal.Max(holds, decimal.Min(o.Summary.Paid, holds.Add(refunded)))
	}
	owed := o.Summary.Pending.GreaterThan(decimal.NewFromInt(1))
	t.paid = o.Payment == "captured" || o.Payment == "refunded" || (o.Payment == "partially_refunded" || o.Payment == "partially_captured") && !owed
	return t
}

type medusaCustomer struct {
	withID
	Email    string         `json:"email"`
	First    string         `json:"first_name"`
	Last     string         `json:"last_name"`
	Account  bool           `json:"has_account"`
	Created  time.Time      `json:"created_at"`
	Metadata map[string]any `json:"metadata"`
}

func (m *medusaRig) customers(ctx context.Context) (map[string]medusaCustomer, error) {
	var found struct{ Customers []medusaCustomer }
	_, err := m.call(ctx, "GET", "customers?limit=5000", nil, &found)
	all := map[string]medusaCustomer{}
	for _, c := range found.Customers {
		all[c.ID] = c
	}
	return all, err
}

func fullName(first, last string) string {
	han := func(text string) bool {
		return text != "" && strings.IndexFunc(text, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) < 0
	}
	if han(first) && han(last) {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}

func (m *medusaRig) changes() []change {
	return []change{
		{"place", m.place}, {"place", m.place},
		{"pay", m.pay}, {"pay", m.pay}, {"pay", m.pay},
		{"refund in part", m.refundPart}, {"refund in part", m.refundPart}, {"refund the rest", m.refundRest},
		{"refund what is owed", m.refundOwed}, {"refund what is owed", m.refundOwed},
		{"cancel", m.cancel}, {"edit", m.edit}, {"edit", m.edit},
		{"fulfil", m.fulfil}, {"deliver", m.deliver}, {"return", m.giveBack},
		{"complete", m.state("pending", "complete")}, {"archive", m.state("completed", "archive")}, {"change the mail", m.changeMail},
		{"new account", m.register}, {"change a customer", m.changeCustomer}, {"consent", m.consent}, {"consent", m.consent},
		{"delete a customer", m.deleteCustomer},
	}
}

func (m *medusaRig) number() int { m.n++; return int(time.Now().Unix()%1_000_000)*1000 + m.n }

func (m *medusaRig) place(ctx context.Context) error {
	order := map[string]any{
		"region_id": m.region, "sales_channel_id": m.channel, "email": fmt.Sprintf("Storm%d@Example.test", m.number()),
		"shipping_address": map[string]any{
			"first_name": "怡君", "last_name": "陳", "address_1": "1 Road", "city": "Taipei", "country_code": "tw", "phone": "0912345678",
		},
		"items": []any{
			map[string]any{"title": "Tea", "quantity": 1 + m.random.IntN(3), "unit_price": float64(100+m.random.IntN(90_000)) / 100},
			map[string]any{"variant_id": m.variants[m.random.IntN(len(m.variants))], "quantity": 1 + m.random.IntN(3)},
		},
		"shipping_methods": []any{map[string]any{"shipping_option_id": m.shipping, "name": "Standard", "amount": 80}},
	}
	if m.random.IntN(2) == 0 {
		people, err := m.customers(ctx)
		if err != nil {
			return err
		}
		if c, err := pick(m.random, people, func(c medusaCustomer) bool { return c.Account }); err == nil {
			order["customer_id"], order["email"] = c.ID, c.Email
		}
	}
	var made struct {
		Draft withID `json:"draft_order"`
	}
	if _, err := m.call(ctx, "POST", "draft-orders", order, &made); err != nil {
		return err
	}
	if _, err := m.call(ctx, "POST", "draft-orders/"+made.Draft.ID+"/convert-to-order", map[string]any{}, nil); err != nil {
		return err
	}
	var found struct{ Order medusaOrder }
	_, err := m.call(ctx, "GET", "orders/"+made.Draft.ID+"?"+medusaFields, nil, &found)
	m.orders[made.Draft.ID] = found.Order
	return err
}

// pay captures what is owed for an order, of whatever age.
func (m *medusaRig) pay(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool { return o.Status == "pending" && o.Summary.Pending.IsPositive() })
	if err != nil {
		return err
	}
	id := ""
	for _, c := range o.Collections {
		if c.Status == "not_paid" {
			id = c.ID
		}
	}
	if id == "" {
		var made struct {
			Collection withID `json:"payment_collection"`
		}
		amount, _ := o.Summary.Pending.Float64()
		if _, err := m.call(ctx, "POST", "payment-collections", map[string]any{"order_id": o.ID, "amount": amount}, &made); err != nil {
			return err
		}
		id = made.Collection.ID
	}
	_, err = m.call(ctx, "POST", "payment-collections/"+id+"/mark-as-paid", map[string]any{"order_id": o.ID}, nil)
	return err
}

// refundable is a payment of an order from which money can still go back.
func (o medusaOrder) refundable() (payment string, left decimal.Decimal) {
	for _, c := range o.Collections {
		for _, p := range c.Payments {
			left := p.Amount
			for _, r := range p.Refunds {
				left = left.Sub(r.Amount)
			}
			if p.Captured != nil && left.GreaterThan(decimal.NewFromInt(1)) {
				return p.ID, left
			}
		}
	}
	return "", decimal.Zero
}

func (m *medusaRig) refund(ctx context.Context, fits func(medusaOrder) bool, amount func(medusaOrder, decimal.Decimal) decimal.Decimal) error {
	o, err := m.again(ctx, func(o medusaOrder) bool {
		payment, _ := o.refundable()
		return payment != "" && o.Status != "canceled" && fits(o)
	})
	if err != nil {
		return err
	}
	payment, left := o.refundable()
	n, _ := decimal.Min(amount(o, left), left).Float64()
	_, err = m.call(ctx, "POST", "payments/"+payment+"/refund", map[string]any{"amount": n}, nil)
	return err
}

func isAny(medusaOrder) bool { return true }

func (m *medusaRig) refundPart(ctx context.Context) error {
	return m.refund(ctx, isAny, func(_ medusaOrder, left decimal.Decimal) decimal.Decimal {
		return left.Mul(decimal.NewFromFloat(m.random.Float64() / 2)).Round(2).Add(decimal.RequireFromString("0.01"))
	})
}

func (m *medusaRig) refundRest(ctx context.Context) error {
	return m.refund(ctx, isAny, func(_ medusaOrder, left decimal.Decimal) decimal.Decimal { return left })
}

// refundOwed gives back what a return or an edit has taken from an order's total, which
// moves no time.
func (m *medusaRig) refundOwed(ctx context.Context) error {
	return m.refund(ctx, func(o medusaOrder) bool { return o.Summary.Pending.LessThan(decimal.NewFromInt(-1)) },
		func(o medusaOrder, _ decimal.Decimal) decimal.Decimal { return o.Summary.Pending.Neg() })
}

func (m *medusaRig) cancel(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool { return o.Status == "pending" && o.Fulfilment == "not_fulfilled" })
	if err != nil {
		return err
	}
	_, err = m.call(ctx, "POST", "orders/"+o.ID+"/cancel", map[string]any{}, nil)
	return err
}

// step is one of the calls of a change.
type step struct {
	path string
	body any
}

// edit changes how many there are of an item, and sometimes adds one.
func (m *medusaRig) edit(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool {
		return o.Status == "pending" && o.Fulfilment == "not_fulfilled" && len(o.Items) > 0 && o.Items[0].Quantity > 0
	})
	if err != nil {
		return err
	}
	if _, err := m.call(ctx, "POST", "order-edits", map[string]any{"order_id": o.ID}, nil); err != nil {
		return err
	}
	quantity := int(o.Items[0].Quantity) - 1
	if m.random.IntN(2) == 0 {
		quantity += 2
	}
	steps := []step{{"/items/item/" + o.Items[0].ID, map[string]any{"quantity": quantity}}}
	if m.random.IntN(3) == 0 {
		steps = append(steps, step{"/items", map[string]any{"items": []any{map[string]any{"variant_id": m.variants[m.random.IntN(len(m.variants))], "quantity": 1}}}})
	}
	for _, step := range append(steps, step{"/confirm", map[string]any{}}) {
		if _, err := m.call(ctx, "POST", "order-edits/"+o.ID+step.path, step.body, nil); err != nil {
			return err
		}
	}
	return nil
}

func (m *medusaRig) fulfil(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool {
		whole := !slices.ContainsFunc(o.Items, func(i medusaItem) bool { return i.Quantity == 0 })
		return o.Status == "pending" && o.Fulfilment == "not_fulfilled" && whole && len(o.Fulfilments) == 0
	})
	if err != nil {
		return err
	}
	var items []any
	for _, i := range o.Items {
		items = append(items, map[string]any{"id": i.ID, "quantity": i.Quantity})
	}
	_, err = m.call(ctx, "POST", "orders/"+o.ID+"/fulfillments", map[string]any{"location_id": m.location, "items": items}, nil)
	return refusedAsUnfit(err)
}

// refusedAsUnfit lets another change be made where the shop's own rules refuse one that
// can't be foreseen from outside, such as an item without stock.
func refusedAsUnfit(err error) error {
	if err != nil && (strings.Contains(err.Error(), "not_allowed") || strings.Contains(err.Error(), "invalid_data")) {
		return errors.Join(errUnfit, err)
	}
	return err
}

func (m *medusaRig) deliver(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool {
		return o.Status != "canceled" && o.Fulfilment == "fulfilled" && len(o.Fulfilments) == 1 && o.Fulfilments[0].Delivered == nil
	})
	if err != nil {
		return err
	}
	_, err = m.call(ctx, "POST", "orders/"+o.ID+"/fulfillments/"+o.Fulfilments[0].ID+"/mark-as-delivered", map[string]any{}, nil)
	return refusedAsUnfit(err)
}

// giveBack takes one piece of an item back: that lowers the total, and what was paid for
// it is owed.
func (m *medusaRig) giveBack(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool {
		return o.Status != "canceled" && (o.Fulfilment == "fulfilled" || o.Fulfilment == "delivered")
	})
	if err != nil {
		return err
	}
	item := o.Items[m.random.IntN(len(o.Items))]
	var made struct{ Return withID }
	if _, err := m.call(ctx, "POST", "returns", map[string]any{"order_id": o.ID, "location_id": m.location}, &made); err != nil {
		return refusedAsUnfit(err)
	}
	one := map[string]any{"items": []any{map[string]any{"id": item.ID, "quantity": 1}}}
	for _, step := range []step{
		{"/request-items", one}, {"/request", map[string]any{}}, {"/receive", map[string]any{}}, {"/receive-items", one}, {"/receive/confirm", map[string]any{}},
	} {
		if _, err := m.call(ctx, "POST", "returns/"+made.Return.ID+step.path, step.body, nil); err != nil {
			if step.path == "/request-items" { // already given back: nothing is left of the attempt
				_, _ = m.call(ctx, "DELETE", "returns/"+made.Return.ID+"/request", nil, nil)
				return errors.Join(errUnfit, err)
			}
			return err
		}
	}
	return nil
}

func (m *medusaRig) state(from, to string) func(context.Context) error {
	return func(ctx context.Context) error {
		o, err := m.again(ctx, func(o medusaOrder) bool { return o.Status == from && o.Fulfilment != "not_fulfilled" })
		if err != nil {
			return err
		}
		_, err = m.call(ctx, "POST", "orders/"+o.ID+"/"+to, map[string]any{}, nil)
		return refusedAsUnfit(err)
	}
}

func (m *medusaRig) changeMail(ctx context.Context) error {
	o, err := m.again(ctx, func(o medusaOrder) bool { return o.Status == "pending" })
	if err != nil {
		return err
	}
	_, err = m.call(ctx, "POST", "orders/"+o.ID, map[string]any{"email": fmt.Sprintf("other%d@example.test", m.number())}, nil)
	return refusedAsUnfit(err)
}

// register lets somebody open an account, as the shop's own pages do.
func (m *medusaRig) register(ctx context.Context) error {
	email := fmt.Sprintf("account%d@example.test", m.number())
	var said struct{ Token string }
	door := client{m.base + "/", http.Header{"X-Publishable-Api-Key": {m.publishable}}}
	if _, err := door.call(ctx, "POST", "auth/customer/emailpass/register", map[string]any{"email": email, "password": "storm-pass"}, &said); err != nil {
		return err
	}
	door.header.Set("Authorization", "Bearer "+said.Token)
	_, err := door.call(ctx, "POST", "store/customers", map[string]any{"email": email, "first_name": "Amy", "last_name": "Lin", "phone": "+886912000111"}, nil)
	return err
}

func (m *medusaRig) anyCustomer(ctx context.Context, fits func(medusaCustomer) bool) (medusaCustomer, error) {
	people, err := m.customers(ctx)
	if err != nil {
		return medusaCustomer{}, err
	}
	return pick(m.random, people, fits)
}

func (m *medusaRig) update(ctx context.Context, body map[string]any) error {
	c, err := m.anyCustomer(ctx, func(medusaCustomer) bool { return true })
	if err != nil {
		return err
	}
	_, err = m.call(ctx, "POST", "customers/"+c.ID, body, nil)
	return err
}

func (m *medusaRig) changeCustomer(ctx context.Context) error {
	return m.update(ctx, map[string]any{"first_name": fmt.Sprintf("Mei%d", m.number()), "last_name": cmp.Or([]string{"", "陳", "Lin"}[m.random.IntN(3)], "Wang")})
}

func (m *medusaRig) consent(ctx context.Context) error {
	channel := []string{"edm", "sms", "line"}[m.random.IntN(3)]
	answer := []any{"yes", "no", true, false}[m.random.IntN(4)]
	key := "marketing_consent_" + channel
	return m.update(ctx, map[string]any{"metadata": map[string]any{key: answer, key + "_at": time.Now().UTC().Format(time.RFC3339)}})
}

// deleteCustomer deletes one who can be: accounts of the seed have no way to sign in, and
// the shop fails at deleting that.
func (m *medusaRig) deleteCustomer(ctx context.Context) error {
	c, err := m.anyCustomer(ctx, func(c medusaCustomer) bool { return !c.Account || strings.HasPrefix(c.Email, "account") })
	if err != nil {
		return err
	}
	var of struct{ Orders []withID }
	if _, err := m.call(ctx, "GET", "orders?limit=1000&fields=id&customer_id="+url.QueryEscape(c.ID), nil, &of); err != nil {
		return err
	}
	if _, err := m.call(ctx, "DELETE", "customers/"+c.ID, nil, nil); err != nil {
		return err
	}
	for _, o := range of.Orders {
		m.gone[o.ID] = true
	}
	return nil
}
