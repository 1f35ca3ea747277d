package rigs_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"regulars/config"
)

// A running Vendure shop that is changed with nights between is what is stored.
func TestVendure(t *testing.T) {
	at := address(t, "vendure")
	password, _ := at.User.Password()
	base := "http://" + at.Host
	run(t, &vendureRig{base: base, user: at.User.Username(), password: password, admin: graphql{client{base + "/admin-api", http.Header{}}}})
}

type vendureRig struct {
	base, user, password string
	admin                graphql
	random               *rand.Rand

	variants, shipping []string
	payments           []string // methods: one that settles at once, one that doesn't
	consents           bool     // the shop has custom fields for them
	orders             map[string]vendureOrder
	n                  int
}

// graphql is a client with a session.
type graphql struct{ client }

// errRefused is what a mutation returns in place of its result.
type errRefused struct{ Code, Message string }

func (e errRefused) Error() string { return e.Code + ": " + e.Message }

// ask sends a document whose only field is named, and reads its value.
func (g *graphql) ask(ctx context.Context, field, document string, variables map[string]any, into any) error {
	var answer struct {
		Data   map[string]rawValue
		Errors []struct{ Message string }
	}
	header, err := g.call(ctx, "POST", "", map[string]any{"query": document, "variables": variables}, &answer)
	if err != nil {
		return err
	}
	if token := header.Get("vendure-auth-token"); token != "" {
		g.header.Set("Authorization", "Bearer "+token)
	}
	if len(answer.Errors) > 0 {
		return errRefused{field, answer.Errors[0].Message}
	}
	value := answer.Data[field]
	var refused struct{ ErrorCode, Message string }
	if value.read(&refused) == nil && refused.ErrorCode != "" {
		return errRefused{refused.ErrorCode, refused.Message}
	}
	if into == nil {
		return nil
	}
	return value.read(into)
}

func (v *vendureRig) setRandom(r *rand.Rand) { v.random = r }

func (v *vendureRig) connect() config.Shop {
	return config.Shop{Name: "vendure", Platform: "vendure", URL: v.base, Key: config.NewSecret(v.user), KeySecret: config.NewSecret(v.password)}
}

// unseen are changes of orders that were neither placed nor changed within the re-read:
// that they were paid, shipped or delivered, and what their customer changed of themselves.
func (v *vendureRig) unseen(what string, o order) bool {
	old := o.placed.Before(time.Now().Add(-720*time.Hour)) && o.updated.Before(time.Now().Add(-720*time.Hour))
	return old && slices.Contains([]string{"status", "paid", "email", "customer"}, what)
}

func (v *vendureRig) prepare(ctx context.Context) error {
	login := fmt.Sprintf(`mutation{login(username:%q,password:%q,rememberMe:true){__typename ...on ErrorResult{errorCode message}}}`, v.user, v.password)
	if err := v.admin.ask(ctx, "login", login, nil, nil); err != nil {
		return err
	}
	var variants, shipping struct{ Items []withID }
	var methods struct{ Items []struct{ Code string } }
	if err := v.admin.ask(ctx, "productVariants", `{productVariants(options:{take:20}){items{id}}}`, nil, &variants); err != nil {
		return err
	}
	if err := v.admin.ask(ctx, "shippingMethods", `{shippingMethods{items{id}}}`, nil, &shipping); err != nil {
		return err
	}
	if err := v.admin.ask(ctx, "paymentMethods", `{paymentMethods{items{code}}}`, nil, &methods); err != nil {
		return err
	}
	for _, one := range variants.Items {
		v.variants = append(v.variants, one.ID)
	}
	for _, one := range shipping.Items {
		v.shipping = append(v.shipping, one.ID)
	}
	for _, one := range methods.Items {
		v.payments = append(v.payments, one.Code)
	}
	var fields struct{ Fields []struct{ Name string } }
	_ = v.admin.ask(ctx, "__type", `{__type(name:"CustomerCustomFields"){fields{name}}}`, nil, &fields) // null where there are none
	v.consents = slices.ContainsFunc(fields.Fields, func(f struct{ Name string }) bool { return f.Name == "marketingConsentEdm" })
	return v.read(ctx)
}

type vendureOrder struct {
	ID            string
	Code          string
	State         string
	CreatedAt     time.Time
	UpdatedAt     time.Time
	OrderPlacedAt *time.Time
	CurrencyCode  string
	TotalWithTax  int64
	Customer      *struct {
		ID           string
		EmailAddress string
		User         *withID
	}
	Lines    []vendureLine
	Payments []struct {
		ID      string
		State   string
		Amount  int64
		Refunds []struct {
			ID    string
			State string
			Total int64
		}
	}
	Fulfillments []struct{ ID, State string }
}

type vendureLine struct {
	ID                  string
	Quantity            int
	OrderPlacedQuantity int
}

const vendureFields = `{id code state createdAt updatedAt orderPlacedAt currencyCode totalWithTax customer{id emailAddress user{id}}
  lines{id quantity orderPlacedQuantity} payments{id state amount refunds{id state total}} fulfillments{id state}}`

func (v *vendureRig) read(ctx context.Context) error {
	v.orders = map[string]vendureOrder{}
	for skip := 0; ; skip += 500 {
		var found struct {
			TotalItems int
			Items      []vendureOrder
		}
		document := `query($skip:Int!){orders(options:{take:500,skip:$skip,sort:{id:ASC}}){totalItems items` + vendureFields + `}}`
		if err := v.admin.ask(ctx, "orders", document, map[string]any{"skip": skip}, &found); err != nil {
			return err
		}
		for _, o := range found.Items {
			if o.OrderPlacedAt != nil {
				v.orders[o.ID] = o
			}
		}
		if skip+500 >= found.TotalItems {
			return nil
		}
	}
}

func (v *vendureRig) again(ctx context.Context, fits func(vendureOrder) bool) (vendureOrder, error) {
	o, err := pick(v.random, v.orders, fits)
	if err != nil {
		return o, err
	}
	return v.one(ctx, o.ID, fits)
}

func (v *vendureRig) one(ctx context.Context, id string, fits func(vendureOrder) bool) (vendureOrder, error) {
	var o vendureOrder
	if err := v.admin.ask(ctx, "order", `query($id:ID!){order(id:$id)`+vendureFields+`}`, map[string]any{"id": id}, &o); err != nil {
		return o, err
	}
	v.orders[id] = o
	if !fits(o) {
		return o, errUnfit
	}
	return o, nil
}

func (v *vendureRig) truth(ctx context.Context) (truth, error) {
	if err := v.read(ctx); err != nil {
		return truth{}, err
	}
	all := truth{map[string]order{}, map[string]customer{}}
	for id, o := range v.orders {
		all.orders[id] = o.truth()
	}
	people, err := v.customers(ctx)
	for _, c := range people {
		one := customer{email: c.EmailAddress, name: fullName(c.FirstName, c.LastName), consents: map[string]bool{}}
		for channel, name := range vendureConsents {
			one.consents[channel] = c.CustomFields[name] == true
		}
		all.customers[c.ID] = one
	}
	return all, err
}

func (o vendureOrder) truth() order {
	t := order{
		id: o.ID, status: o.State, placed: *o.OrderPlacedAt, updated: o.UpdatedAt, cancelled: o.State == "Cancelled", lines: len(o.Lines),
		rate: decimal.RequireFromString(usd), refunds: map[string]decimal.Decimal{}, totalKnown: true,
	}
	if o.CurrencyCode == "TWD" {
		t.rate = decimal.NewFromInt(1)
	}
	if o.Customer != nil {
		t.email = o.Customer.EmailAddress
		if o.Customer.User != nil {
			t.customer = o.Customer.ID
		}
	}
	settled, refunded := int64(0), int64(0)
	for _, p := range o.Payments {
		if p.State == "Settled" {
			settled += p.Amount
		}
		for _, r := range p.Refunds {
			if r.State != "Failed" {
				t.refunds[r.ID] = decimal.New(r.Total, -2)
				refunded += r.Total
			}
		}
	}
	// What went back of what the order no longer holds was a part of it before.
	total := o.TotalWithTax
	if more := min(settled-total, refunded); more > 0 {
		total += more
	}
	t.total = decimal.New(total, -2)
	t.paid = settled > 0 && settled > total-100
	return t
}

var vendureConsents = map[string]string{"edm": "marketingConsentEdm", "sms": "marketingConsentSms", "line": "marketingConsentLine"}

type vendureCustomer struct {
	ID           string
	EmailAddress string
	FirstName    string
	LastName     string
	User         *withID
	CustomFields map[string]any
}

func (v *vendureRig) customers(ctx context.Context) (map[string]vendureCustomer, error) {
	custom := ""
	if v.consents {
		custom = "customFields{marketingConsentEdm marketingConsentSms marketingConsentLine}"
	}
	var found struct{ Items []vendureCustomer }
	err := v.admin.ask(ctx, "customers", `{customers(options:{take:1000}){items{id emailAddress firstName lastName user{id} `+custom+`}}}`, nil, &found)
	all := map[string]vendureCustomer{}
	for _, c := range found.Items {
		all[c.ID] = c
	}
	return all, err
}

func (v *vendureRig) changes() []change {
	all := []change{
		{"place", v.place}, {"place", v.place}, {"place", v.place},
		{"settle a payment", v.settle}, {"settle a payment", v.settle},
		{"refund in part", v.refundPart}, {"refund in part", v.refundPart}, {"refund the rest", v.refundRest}, {"settle a refund", v.settleRefund},
		{"cancel", v.cancel}, {"cancel a line", v.cancelLine}, {"modify", v.modify}, {"modify", v.modify},
		{"fulfil", v.fulfil}, {"ship or deliver", v.ship}, {"ship or deliver", v.ship},
		{"new customer", v.newCustomer}, {"change a customer", v.changeCustomer}, {"change a mail", v.changeMail}, {"delete a customer", v.deleteCustomer},
	}
	if v.consents {
		all = append(all, change{"consent", v.consent}, change{"consent", v.consent})
	}
	return all
}

func (v *vendureRig) number() int { v.n++; return int(time.Now().Unix()%1_000_000)*1000 + v.n }

const orError = `{__typename ...on ErrorResult{errorCode message}}`

// place lets somebody buy over the shop's own API; sometimes only the cart is filled.
func (v *vendureRig) place(ctx context.Context) error {
	shop := graphql{client{v.base + "/shop-api", http.Header{}}}
	for range 1 + v.random.IntN(3) {
		variables := map[string]any{"v": v.variants[v.random.IntN(len(v.variants))], "q": 1 + v.random.IntN(3)}
		if err := shop.ask(ctx, "addItemToOrder", `mutation($v:ID!,$q:Int!){addItemToOrder(productVariantId:$v,quantity:$q)`+orError+`}`, variables, nil); err != nil {
			return err
		}
	}
	if v.random.IntN(6) == 0 {
		return nil // an abandoned cart
	}
	buyer := map[string]any{"emailAddress": fmt.Sprintf("Storm%d@Example.test", v.number()), "firstName": "Amy", "lastName": "Lin"}
	steps := []struct {
		field, document string
		input           any
	}{
		{"setCustomerForOrder", `mutation($i:CreateCustomerInput!){setCustomerForOrder(input:$i)` + orError + `}`, buyer},
		{"setOrderShippingAddress", `mutation($i:CreateAddressInput!){setOrderShippingAddress(input:$i)` + orError + `}`, map[string]any{
			"fullName": "Amy Lin", "streetLine1": "1 Road", "city": "Taipei", "postalCode": "100", "countryCode": "TW", "phoneNumber": "0912345678",
		}},
		{"setOrderShippingMethod", `mutation($i:[ID!]!){setOrderShippingMethod(shippingMethodId:$i)` + orError + `}`, v.shipping[:1]},
		{"transitionOrderToState", `mutation{transitionOrderToState(state:"ArrangingPayment")` + orError + `}`, nil},
	}
	for _, step := range steps {
		if err := shop.ask(ctx, step.field, step.document, map[string]any{"i": step.input}, nil); err != nil {
			return err
		}
	}
	var paid withID
	method := map[string]any{"method": v.payments[v.random.IntN(len(v.payments))], "metadata": map[string]any{}}
	document := `mutation($i:PaymentInput!){addPaymentToOrder(input:$i){__typename ...on Order{id} ...on ErrorResult{errorCode message}}}`
	if err := shop.ask(ctx, "addPaymentToOrder", document, map[string]any{"i": method}, &paid); err != nil {
		return err
	}
	_, err := v.one(ctx, paid.ID, func(vendureOrder) bool { return true })
	return err
}

// do makes a mutation. What the shop's own rules refuse doesn't fit.
func (v *vendureRig) do(ctx context.Context, field, document string, variables map[string]any) error {
	err := v.admin.ask(ctx, field, document, variables, nil)
	var refused errRefused
	if errors.As(err, &refused) {
		return errors.Join(errUnfit, err)
	}
	return err
}

func (v *vendureRig) settle(ctx context.Context) error {
	o, err := v.again(ctx, func(o vendureOrder) bool { return o.State == "PaymentAuthorized" && len(o.Payments) > 0 })
	if err != nil {
		return err
	}
	return v.do(ctx, "settlePayment", `mutation($id:ID!){settlePayment(id:$id)`+orError+`}`, map[string]any{"id": o.Payments[0].ID})
}

func (v *vendureRig) refund(ctx context.Context, amount func(left int64) int64) error {
	left := func(o vendureOrder) int64 {
		if len(o.Payments) == 0 || o.Payments[0].State != "Settled" {
			return 0
		}
		left := o.Payments[0].Amount
		for _, r := range o.Payments[0].Refunds {
			left -= r.Total
		}
		return left
	}
	o, err := v.again(ctx, func(o vendureOrder) bool { return left(o) > 100 })
	if err != nil {
		return err
	}
	input := map[string]any{
		"lines": []any{}, "shipping": 0, "adjustment": 0, "amount": amount(left(o)), "paymentId": o.Payments[0].ID, "reason": "damaged",
	}
	return v.do(ctx, "refundOrder", `mutation($i:RefundOrderInput!){refundOrder(input:$i)`+orError+`}`, map[string]any{"i": input})
}

func (v *vendureRig) refundPart(ctx context.Context) error {
	return v.refund(ctx, func(left int64) int64 { return 1 + v.random.Int64N(left/2) })
}

func (v *vendureRig) refundRest(ctx context.Context) error {
	return v.refund(ctx, func(left int64) int64 { return left })
}

func (v *vendureRig) settleRefund(ctx context.Context) error {
	pending := func(o vendureOrder) string {
		for _, p := range o.Payments {
			for _, r := range p.Refunds {
				if r.State == "Pending" {
					return r.ID
				}
			}
		}
		return ""
	}
	o, err := v.again(ctx, func(o vendureOrder) bool { return pending(o) != "" })
	if err != nil {
		return err
	}
	input := map[string]any{"id": pending(o), "transactionId": fmt.Sprint("RF", v.number())}
	return v.do(ctx, "settleRefund", `mutation($i:SettleRefundInput!){settleRefund(input:$i)`+orError+`}`, map[string]any{"i": input})
}

func isPaidAndHere(o vendureOrder) bool {
	return (o.State == "PaymentSettled" || o.State == "PaymentAuthorized") && len(o.Lines) > 0 && o.Lines[0].Quantity > 0
}

const cancelOrder = `mutation($i:CancelOrderInput!){cancelOrder(input:$i)` + orError + `}`

func (v *vendureRig) cancel(ctx context.Context) error {
	o, err := v.again(ctx, isPaidAndHere)
	if err != nil {
		return err
	}
	return v.do(ctx, "cancelOrder", cancelOrder, map[string]any{"i": map[string]any{"orderId": o.ID, "reason": "storm", "cancelShipping": v.random.IntN(2) == 0}})
}

func (v *vendureRig) cancelLine(ctx context.Context) error {
	o, err := v.again(ctx, isPaidAndHere)
	if err != nil {
		return err
	}
	lines := []any{map[string]any{"orderLineId": o.Lines[0].ID, "quantity": 1}}
	return v.do(ctx, "cancelOrder", cancelOrder, map[string]any{"i": map[string]any{"orderId": o.ID, "lines": lines, "reason": "storm"}})
}

// modify changes how many there are of a line. What is owed is given back, or paid by hand.
func (v *vendureRig) modify(ctx context.Context) error {
	o, err := v.again(ctx, func(o vendureOrder) bool {
		return o.State == "PaymentSettled" && isPaidAndHere(o) && len(o.Payments) == 1
	})
	if err != nil {
		return err
	}
	to := func(state string) error {
		return v.do(ctx, "transitionOrderToState", `mutation($id:ID!,$s:String!){transitionOrderToState(id:$id,state:$s)`+orError+`}`, map[string]any{"id": o.ID, "s": state})
	}
	if err := to("Modifying"); err != nil {
		return err
	}
	quantity := o.Lines[0].Quantity + 1 - 2*v.random.IntN(2)
	input := map[string]any{
		"dryRun": false, "orderId": o.ID, "adjustOrderLines": []any{map[string]any{"orderLineId": o.Lines[0].ID, "quantity": quantity}},
		"refund": map[string]any{"paymentId": o.Payments[0].ID, "reason": "modified"},
	}
	if err := v.do(ctx, "modifyOrder", `mutation($i:ModifyOrderInput!){modifyOrder(input:$i)`+orError+`}`, map[string]any{"i": input}); err != nil {
		return errors.Join(errUnfit, err, to("PaymentSettled")) // such as a payment that was refunded already
	}
	if v.random.IntN(4) == 0 {
		return nil // nobody closes the modification
	}
	if to("PaymentSettled") == nil {
		return nil
	}
	if err := to("ArrangingAdditionalPayment"); err != nil {
		return nil //nolint:nilerr // it stays open
	}
	if v.random.IntN(3) == 0 {
		return nil // not paid yet
	}
	manual := map[string]any{"orderId": o.ID, "method": "transfer", "transactionId": fmt.Sprint("M", v.number()), "metadata": map[string]any{}}
	if err := v.do(ctx, "addManualPaymentToOrder", `mutation($i:ManualPaymentInput!){addManualPaymentToOrder(input:$i)`+orError+`}`, map[string]any{"i": manual}); err != nil {
		return err
	}
	_ = to("PaymentSettled") // where the shop hasn't done so itself
	return nil
}

func (v *vendureRig) fulfil(ctx context.Context) error {
	o, err := v.again(ctx, func(o vendureOrder) bool { return o.State == "PaymentSettled" && len(o.Fulfillments) == 0 })
	if err != nil {
		return err
	}
	var lines []any
	for _, l := range o.Lines {
		if l.Quantity > 0 {
			lines = append(lines, map[string]any{"orderLineId": l.ID, "quantity": l.Quantity})
		}
	}
	input := map[string]any{"lines": lines, "handler": map[string]any{"code": "manual-fulfillment", "arguments": []any{
		map[string]any{"name": "method", "value": "7-ELEVEN"}, map[string]any{"name": "trackingCode", "value": "T1"},
	}}}
	return v.do(ctx, "addFulfillmentToOrder", `mutation($i:FulfillOrderInput!){addFulfillmentToOrder(input:$i)`+orError+`}`, map[string]any{"i": input})
}

func (v *vendureRig) ship(ctx context.Context) error {
	next := map[string]string{"Pending": "Shipped", "Shipped": "Delivered"}
	o, err := v.again(ctx, func(o vendureOrder) bool {
		return o.State != "Cancelled" && len(o.Fulfillments) == 1 && next[o.Fulfillments[0].State] != ""
	})
	if err != nil {
		return err
	}
	one := o.Fulfillments[0]
	return v.do(ctx, "transitionFulfillmentToState", `mutation($id:ID!,$s:String!){transitionFulfillmentToState(id:$id,state:$s)`+orError+`}`,
		map[string]any{"id": one.ID, "s": next[one.State]})
}

func (v *vendureRig) newCustomer(ctx context.Context) error {
	variables := map[string]any{
		"i": map[string]any{"emailAddress": fmt.Sprintf("new%d@example.test", v.number()), "firstName": "怡君", "lastName": "陳", "phoneNumber": "0912000222"},
		"p": "storm-pass",
	}
	if v.random.IntN(2) == 0 {
		delete(variables, "p")
	}
	return v.do(ctx, "createCustomer", `mutation($i:CreateCustomerInput!,$p:String){createCustomer(input:$i,password:$p)`+orError+`}`, variables)
}

func (v *vendureRig) update(ctx context.Context, changed map[string]any) error {
	people, err := v.customers(ctx)
	if err != nil {
		return err
	}
	c, err := pick(v.random, people, func(vendureCustomer) bool { return true })
	if err != nil {
		return err
	}
	changed["id"] = c.ID
	return v.do(ctx, "updateCustomer", `mutation($i:UpdateCustomerInput!){updateCustomer(input:$i)`+orError+`}`, map[string]any{"i": changed})
}

func (v *vendureRig) changeCustomer(ctx context.Context) error {
	return v.update(ctx, map[string]any{"firstName": fmt.Sprint("Mei", v.number()), "phoneNumber": "0912" + fmt.Sprint(100_000+v.random.IntN(899_999))})
}

func (v *vendureRig) changeMail(ctx context.Context) error {
	return v.update(ctx, map[string]any{"emailAddress": fmt.Sprintf("moved%d@example.test", v.number())})
}

func (v *vendureRig) consent(ctx context.Context) error {
	names := []string{"marketingConsentEdm", "marketingConsentSms", "marketingConsentLine"}
	name := names[v.random.IntN(3)]
	fields := map[string]any{name: []any{true, true, false, nil}[v.random.IntN(4)], name + "At": time.Now().UTC().Format(time.RFC3339)}
	return v.update(ctx, map[string]any{"customFields": fields})
}

func (v *vendureRig) deleteCustomer(ctx context.Context) error {
	people, err := v.customers(ctx)
	if err != nil {
		return err
	}
	c, err := pick(v.random, people, func(vendureCustomer) bool { return true })
	if err != nil {
		return err
	}
	var done struct{ Result, Message string }
	if err := v.admin.ask(ctx, "deleteCustomer", `mutation($id:ID!){deleteCustomer(id:$id){result message}}`, map[string]any{"id": c.ID}, &done); err != nil {
		return err
	}
	if !strings.EqualFold(done.Result, "deleted") {
		return fmt.Errorf("%w: %s", errUnfit, done.Message)
	}
	return nil
}
