package sandbox

import (
	"strconv"
	"time"

	"regulars"
)

// Identity is what an order tells of who placed it, in the shop's spelling.
type Identity struct {
	CustomerID string // the shop's own; empty: a guest
	Email      string
	Phone      string
	LineID     string
	Name       string
}

// Order is the plain truth about one order, for tests that compute what the
// product should find.
type Order struct {
	Identity

	Shop      string
	ID        string // as the shop gives it: a number (of Shopify's gid its end), or a receipt
	Person    int    // who it really was, from 1; 0: nobody knows
	PlacedAt  time.Time
	UpdatedAt time.Time
	State     State
	Listed    bool // the shop shows it in its lists
	Paid      bool // money came, or cash on delivery is accepted and has not failed
	Fulfilled bool
	Cancelled bool // cancelled or failed
	Test      bool
	COD       bool // to be paid on delivery

	Total    regulars.Money // before refunds
	Discount regulars.Money
	Shipping regulars.Money
	Refunded regulars.Money
	Refunds  []Refund
	Lines    []Line
}

// Refund is money that was given back.
type Refund struct {
	At     time.Time
	Amount regulars.Money
}

// Line is one line of an order; Amount is after its discount, tax included.
type Line struct {
	SKU      string
	Title    string
	Category string
	Quantity int
	Amount   regulars.Money
}

// Person is a human behind the orders.
type Person struct {
	Number   int // from 1
	Name     string
	Email    string
	Phone    string          // E.164
	LineID   string          // empty: no LINE friend
	Accounts map[string]bool // shops with a customer record
	Consents map[string]bool // by channel: edm, sms, line
}

// Orders is the truth about every order of the brand, as it stands now.
func (s *Sandbox) Orders() []Order {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []Order
	for shop := range s.brand.orders {
		orders := s.brand.orders[shop]
		for i := range orders {
			all = append(all, s.brand.truth(&orders[i]))
		}
	}
	return all
}

// People is everybody who has an account or an order.
func (s *Sandbox) People() []Person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]Person, len(s.brand.people))
	for i := range s.brand.people {
		p := &s.brand.people[i]
		all[i] = Person{
			Number: i + 1, Name: p.name(), Email: p.email, Phone: spellPhone(p.mobile, third), LineID: p.lineID,
			Accounts: map[string]bool{}, Consents: map[string]bool{},
		}
		for shop, a := range p.accounts {
			if a.registered > 0 {
				all[i].Accounts[shopNames[shop]] = true
			}
		}
		for channel, said := range p.consents {
			if said.granted {
				all[i].Consents[channelNames[channel]] = true
			}
		}
	}
	return all
}

func (b *brand) truth(o *order) Order {
	t := Order{
		Identity:  b.identity(o),
		Shop:      shopNames[o.shop],
		ID:        o.id(),
		Person:    int(o.person) + 1,
		PlacedAt:  time.Unix(o.placed, 0).UTC(),
		UpdatedAt: time.Unix(o.updated, 0).UTC(),
		State:     o.state,
		Listed:    o.listed(),
		Paid:      o.isPaid(),
		Fulfilled: o.state == StateCompleted,
		Cancelled: o.state == StateCancelled || o.state == StateFailed,
		Test:      o.test,
		COD:       o.payment == payCOD,
		Total:     money(o.total()),
		Discount:  money(o.discount()),
		Shipping:  money(o.shipping),
		Refunded:  money(o.refunded()),
	}
	for _, r := range o.refunds {
		t.Refunds = append(t.Refunds, Refund{At: time.Unix(r.at, 0).UTC(), Amount: money(r.amount)})
	}
	for _, l := range o.lines {
		p := b.catalog[l.product]
		if p.gone && o.shop == wooShop {
			p.sku = "" // the shop forgets the SKU of a deleted product
		}
		t.Lines = append(t.Lines, Line{SKU: p.sku, Title: p.title, Category: categories[p.category].name, Quantity: int(l.quantity), Amount: money(l.amount())})
	}
	return t
}

func money(dollars int32) regulars.Money { return regulars.Money(dollars) * 10_000 }

// identity is what the order shows of its person, in the shop's spelling.
func (b *brand) identity(o *order) Identity {
	if o.typed != nil {
		return *o.typed
	}
	if o.person == none {
		return Identity{Phone: spellPhone("", o.phoneAs)}
	}
	p := &b.people[o.person]
	who := Identity{Email: spellEmail(p.email, o.emailAs), Phone: spellPhone(p.mobile, o.phoneAs), Name: p.name()}
	if o.lineShown {
		who.LineID = p.lineID
	}
	if o.account > 0 {
		who.CustomerID = customerID(int(o.shop), o.account)
	}
	return who
}

// customerID is how a shop writes the number of a customer.
func customerID(shop int, number int32) string {
	switch shop {
	case shopifyShop:
		return strconv.FormatInt(shopifyCustomerBase+int64(number), 10)
	case wooShop:
		return strconv.Itoa(int(number) + wooCustomerBase)
	}
	return cardNumber(number)
}
