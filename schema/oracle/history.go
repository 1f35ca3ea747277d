package oracle

import (
	"cmp"
	"slices"
	"time"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"

	"github.com/shopspring/decimal"

	"regulars"
)

// History is everything that happened at a brand, read by its rules.
type History struct {
	settings   input.Settings
	identities *input.Identities
	orders     []*order
	purchases  []*order
	members    []*member // known ones
	persons    []*member // everyone with an identifier, also those not known
	events     []*event
	costs      []input.Cost
	consents   []input.Consent
	referrals  []referral
	products   []input.Product
	kept       map[dates.Day]float64     // cycles in use already, by month
	cycles     map[dates.Day]input.Cycle // computed, by month
	pooled     map[dates.Day][]int       // gaps, by day
}

// order is one order with what the definitions ask of it. Money is in the
// brand's currency.
type order struct {
	shop, id   string
	placedAt   time.Time
	day        dates.Day
	member     *member // nil: none
	isPurchase bool
	cancelled  bool
	returned   regulars.Money // of a return that gives back no order that is known
	seq        int            // 1 is the member's first purchase
	codes      []string       // that it was bought with

	revenue, total, discount, shipping, tax regulars.Money
	units                                   decimal.Decimal
	refunds                                 []refund
	lines                                   []line
	cost                                    *regulars.Money // nil: not known
}

type refund struct {
	day    dates.Day
	amount regulars.Money
}

// member is a person with a registration or an order.
type member struct {
	identifiers  []input.Identifier
	knownOn      dates.Day
	registeredOn dates.Day // never: not registered
	purchases    []*order  // by seq
	gaveBack     []*order  // returns that give back no order that is known
	stages       map[dates.Day]string
}

// Read applies a brand's rules to its facts.
func Read(f input.Facts) *History {
	h := &History{settings: f.Settings, kept: map[dates.Day]float64{}, cycles: map[dates.Day]input.Cycle{}, pooled: map[dates.Day][]int{}}
	for _, c := range f.Cycles {
		h.kept[dates.Of(c.From)] = c.Days
	}
	orders := existing(f.Orders)
	customers := slices.DeleteFunc(slices.Clone(f.Customers), func(c input.Customer) bool { return c.Deleted })
	h.products = f.Products
	h.resolve(orders, customers)
	h.sequence()
	h.costs, h.consents = f.Costs, f.Consents
	h.behave(f.Events)
	h.refer(f.Referrals)
	return h
}

// existing leaves out what "doesn't exist at all": tests and deleted orders.
func existing(orders []input.Order) []input.Order {
	return slices.DeleteFunc(slices.Clone(orders), func(o input.Order) bool { return o.Test || o.Deleted })
}

func (h *History) resolve(orders []input.Order, customers []input.Customer) {
	var records []input.Record
	for _, o := range orders {
		records = append(records, h.settings.Record(o.Shop, o.CustomerID, o.Email, o.Phone, o.LineID))
	}
	for _, c := range customers {
		records = append(records, h.settings.Record(c.Shop, c.ID, c.Email, c.Phone, c.LineID))
	}
	given := givenBack(orders)
	h.identities = input.Identity(records, input.Rules{Deny: h.settings.Denied(), MaxJoined: h.settings.MaxJoined})

	members := make([]*member, len(h.identities.People()))
	for i, identifiers := range h.identities.People() {
		members[i] = &member{identifiers: identifiers, knownOn: dates.Never, registeredOn: dates.Never, stages: map[dates.Day]string{}}
	}
	h.persons = members
	for i, o := range orders {
		h.addOrder(o, given, personIn(members, h.identities.PersonOf(records[i])))
	}
	for i, c := range customers {
		if m := personIn(members, h.identities.PersonOf(records[len(orders)+i])); m != nil && !c.RegisteredAt.IsZero() {
			m.registeredOn = min(m.registeredOn, h.dayAt(c.RegisteredAt))
			m.knownOn = min(m.knownOn, m.registeredOn)
		}
	}
	for _, m := range members {
		if m.knownOn != dates.Never {
			h.members = append(h.members, m)
		}
	}
}

// Identities tell who is who.
func (h *History) Identities() *input.Identities { return h.identities }

func personIn(members []*member, person int) *member {
	if person < 0 {
		return nil
	}
	return members[person]
}

// dayAt: "all dates, months and cohorts are in the brand's zone for every shop".
func (h *History) dayAt(t time.Time) dates.Day { return dates.Of(regulars.DateOf(t, h.settings.Zone)) }

func (h *History) addOrder(raw input.Order, given returns, m *member) {
	shop := h.settings.ShopOf(raw.Shop)
	o := &order{shop: raw.Shop, id: raw.ID, placedAt: raw.PlacedAt, day: h.dayAt(raw.PlacedAt), member: m, cancelled: raw.Cancelled, codes: raw.Codes}
	kept := raw
	if !shop.CountGiftCards {
		kept.Lines = slices.DeleteFunc(slices.Clone(raw.Lines), func(l regulars.Line) bool { return l.GiftCard })
	}
	onlyGifts := len(kept.Lines) == 0 && len(raw.Lines) > 0
	back := h.price(o, raw, kept.Lines, given[orderKey{raw.Shop, raw.ID}])
	// "Not fully refunded: fully refunded means refunded > 0 and ≥ total."
	o.isPurchase = !onlyGifts && isPurchase(raw, shop, o.total) && !(back > 0 && back >= h.converter(o, raw)(raw.Total))
	if raw.Total < 0 {
		h.giveBack(o, raw, given)
	}
	if m != nil && o.returned > 0 {
		m.gaveBack = append(m.gaveBack, o)
	}
	h.addLines(o, kept)
	h.orders = append(h.orders, o)
	if m != nil {
		m.knownOn = min(m.knownOn, o.day)
	}
	if !o.isPurchase {
		return
	}
	h.purchases = append(h.purchases, o)
	if m != nil {
		m.purchases = append(m.purchases, o)
	}
}

type orderKey struct{ shop, id string }

// returns are what is given back of orders that are known.
type returns map[orderKey][]input.Order

// isReturn: "a receipt of its own with a total below zero. It is no order and no
// purchase." A cancelled one, or one whose status nobody understands, gives back nothing.
func isReturn(o input.Order) bool { return o.Total < 0 && o.Placed && !o.Cancelled && !o.Unmapped }

// givenBack: "where it names the receipt that it gives back (return_of), it is a refund of
// that order"; of the same shop, and one that exists.
func givenBack(orders []input.Order) returns {
	bought := map[orderKey]bool{}
	for _, o := range orders {
		bought[orderKey{o.Shop, o.ID}] = o.Total >= 0
	}
	given := returns{}
	for _, o := range orders {
		if key := (orderKey{o.Shop, o.ReturnOf}); isReturn(o) && bought[key] {
			given[key] = append(given[key], o)
		}
	}
	return given
}

// giveBack: "where it doesn't, its amount counts in returns and in refunds on its own date
// and lowers the revenue of that date".
func (h *History) giveBack(o *order, raw input.Order, given returns) {
	o.refunds = nil
	linked := slices.ContainsFunc(given[orderKey{raw.Shop, raw.ReturnOf}], func(r input.Order) bool { return r.ID == raw.ID })
	if isReturn(raw) && !linked {
		o.returned = max(-o.total, 0) // a gift card that is returned was no revenue either
		o.refunds = []refund{{o.day, o.returned}}
	}
}

// isPurchase: "an order that is not cancelled, voided, failed or a test, has reached the
// state that counts_when of its shop asks for, and whose total is above zero
// (count_zero_totals lets zero in)". "Total above zero means before refunds." "A word that
// nobody mapped isn't a purchase." Gift cards are no part of what the order is worth.
func isPurchase(o input.Order, shop input.Shop, worth regulars.Money) bool {
	reached := map[string]bool{"placed": o.Placed, "paid": o.Paid, "fulfilled": o.Fulfilled}[shop.CountsWhen]
	counts := worth > 0 || shop.CountZeroTotals && worth == 0
	return !o.Cancelled && !o.Test && !o.Unmapped && reached && counts
}

// refundedSum: the sum of the refunds, or what the platform's sum says if it is more.
func refundedSum(o input.Order) regulars.Money { return max(o.Refunded, listedRefunds(o)) }

func listedRefunds(o input.Order) regulars.Money {
	var sum regulars.Money
	for _, r := range o.Refunds {
		sum += r.Amount
	}
	return sum
}

// price: "Revenue is net: what the order is worth now, less refunds, in the
// brand's currency. A foreign currency is converted at the order date's rate,
// its refunds at the same." What the platform's sum says beyond the refunds it
// lists is dated at the order's last change; the last refund takes the rounding,
// so that refunds add up to what was refunded.
//
// It returns what was given back in all, by returns that name the order, too: these in the
// order's own rate where they are in its currency. "A line that is a gift card isn't
// revenue": of the total, kept are the lines that count.
func (h *History) price(o *order, raw input.Order, kept []regulars.Line, given []input.Order) regulars.Money {
	convert := h.converter(o, raw)
	o.total, o.discount = convert(raw.Total), convert(raw.Discount)
	o.shipping, o.tax = convert(raw.Shipping), convert(raw.Tax)
	if len(kept) < len(raw.Lines) {
		for _, l := range raw.Lines {
			if l.GiftCard {
				o.total -= convert(l.Amount)
			}
		}
	}
	for _, r := range raw.Refunds {
		o.refunds = append(o.refunds, refund{h.dayAt(r.At), convert(r.Amount)})
	}
	if beyond := refundedSum(raw) - listedRefunds(raw); beyond > 0 {
		o.refunds = append(o.refunds, refund{h.dayAt(lastChange(raw)), convert(beyond)})
	}
	back := convert(refundedSum(raw))
	for i := range o.refunds {
		if i == len(o.refunds)-1 {
			o.refunds[i].amount = back
		}
		back -= o.refunds[i].amount
	}
	whole := convert(refundedSum(raw))
	for _, r := range given {
		on := h.dayAt(r.PlacedAt)
		amount := convert(-r.Total)
		if r.Currency != raw.Currency {
			amount = -h.converter(&order{day: on}, r)(r.Total)
		}
		o.refunds = append(o.refunds, refund{on, amount})
		whole += amount
	}
	o.revenue = max(o.total-whole, 0)
	for _, line := range kept {
		o.units = o.units.Add(decimal.NewFromFloat(line.Quantity))
	}
	return whole
}

// converter turns the order's currency into the brand's.
func (h *History) converter(o *order, raw input.Order) func(regulars.Money) regulars.Money {
	rate := h.settings.RateOn(raw.Currency, o.day.Date())
	return func(m regulars.Money) regulars.Money {
		return regulars.Money(m.Decimal().Mul(rate).Round(regulars.MoneyScale).Shift(regulars.MoneyScale).IntPart())
	}
}

func lastChange(o input.Order) time.Time {
	if o.UpdatedAt.IsZero() {
		return o.PlacedAt
	}
	return o.UpdatedAt
}

// sequence: "a member's purchases, over all shops of the brand, are ordered by
// placed_at, then shop and order id; seq 1 is the first". "Ties in seq:
// placed_at, then shop name, then order id as text by code point."
func (h *History) sequence() {
	for _, m := range h.members {
		slices.SortFunc(m.purchases, func(a, b *order) int {
			return cmp.Or(a.placedAt.Compare(b.placedAt), cmp.Compare(a.shop, b.shop), cmp.Compare(a.id, b.id))
		})
		for i, p := range m.purchases {
			p.seq = i + 1
		}
	}
}

// until are the member's purchases on or before d: "as of D".
func (m *member) until(d dates.Day) []*order {
	var done []*order
	for _, p := range m.purchases {
		if p.day <= d {
			done = append(done, p)
		}
	}
	return done
}

// between are the member's purchases on from..to.
func (m *member) between(from, to dates.Day) []*order {
	var done []*order
	for _, p := range m.purchases {
		if from <= p.day && p.day <= to {
			done = append(done, p)
		}
	}
	return done
}

// buyers are the members with a purchase on or before d.
func (h *History) buyers(d dates.Day) []*member {
	var all []*member
	for _, m := range h.members {
		if len(m.until(d)) > 0 {
			all = append(all, m)
		}
	}
	return all
}

// known: "all members: registered, or with any order (also a cancelled one), by D".
func (h *History) known(d dates.Day) []*member {
	var all []*member
	for _, m := range h.members {
		if m.knownOn <= d {
			all = append(all, m)
		}
	}
	return all
}

func revenueOf(orders []*order) regulars.Money {
	var sum regulars.Money
	for _, o := range orders {
		sum += o.revenue
	}
	return sum
}

// spent is a member's revenue of from..to: "net revenue of the purchases of the date −
// returns of the date", for the member as for the brand; below zero where more was
// returned than bought.
func (m *member) spent(from, to dates.Day) regulars.Money {
	sum := revenueOf(m.between(from, to))
	for _, r := range m.gaveBack {
		if from <= r.day && r.day <= to {
			sum -= r.returned
		}
	}
	return sum
}

// spentBy is a member's revenue as of d.
func (m *member) spentBy(d dates.Day) regulars.Money { return m.spent(dates.LongAgo, d) }

// revenue365 is the revenue of the last 365 days of members.
func revenue365(members []*member, d dates.Day) regulars.Money {
	var sum regulars.Money
	for _, m := range members {
		sum += m.spent(d-364, d)
	}
	return sum
}
