package sandboxtest

import (
	"time"

	"regulars"
	"regulars/sandbox/brand"
)

// Order is the plain truth about one order, for tests that compute what the
// product should find.
type Order struct {
	brand.Identity

	Shop      string
	ID        string // as the shop writes it: a number (of Shopify's gid its end), or a receipt
	Person    int    // who it really was, from 1; 0: nobody knows
	PlacedAt  time.Time
	UpdatedAt time.Time
	State     brand.State
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
	Phone    string            // E.164
	LineID   string            // empty: no LINE friend
	Accounts map[string]bool   // shops with a customer record
	IDs      map[string]string // of their customer records, by shop
	Consents map[string]bool   // by channel: edm, sms, line
}

// Orders returns the truth about every order of the brand, as it stands now.
func (s *Sandbox) Orders() []Order {
	s.Brand.RLock()
	defer s.Brand.RUnlock()
	var all []Order
	for _, shop := range s.Brand.Shops {
		for i := range shop.Orders {
			all = append(all, truth(shop, &shop.Orders[i]))
		}
	}
	return all
}

// People returns everybody who has an account or an order.
func (s *Sandbox) People() []Person {
	s.Brand.RLock()
	defer s.Brand.RUnlock()
	all := make([]Person, len(s.Brand.People))
	for i := range s.Brand.People {
		p := &s.Brand.People[i]
		all[i] = Person{
			Number: i + 1, Name: p.Name(), Email: p.Email, Phone: p.Phone(), LineID: p.LineID,
			Accounts: map[string]bool{}, IDs: map[string]string{}, Consents: map[string]bool{},
		}
		for shop, a := range p.Accounts {
			if a.Registered > 0 {
				all[i].Accounts[brand.ShopNames[shop]] = true
				all[i].IDs[brand.ShopNames[shop]] = s.Brand.Shops[shop].CustomerID(a.Number)
			}
		}
		for channel, said := range p.Consents {
			if said.Granted {
				all[i].Consents[brand.ChannelNames[channel]] = true
			}
		}
	}
	return all
}

func truth(shop *brand.Shop, o *brand.Order) Order {
	t := Order{
		Identity:  shop.IdentityOf(o),
		Shop:      brand.ShopNames[shop.Place],
		ID:        shop.OrderID(o),
		Person:    int(o.Person) + 1,
		PlacedAt:  time.Unix(o.Placed, 0).UTC(),
		UpdatedAt: time.Unix(o.Updated, 0).UTC(),
		State:     o.State,
		Listed:    o.Listed(),
		Paid:      o.IsPaid(),
		Fulfilled: o.State == brand.StateCompleted,
		Cancelled: o.State == brand.StateCancelled || o.State == brand.StateFailed,
		Test:      o.Test,
		COD:       o.Payment == brand.COD,
		Total:     money(o.Total()),
		Discount:  money(o.Discount()),
		Shipping:  money(o.Shipping),
		Refunded:  money(o.Refunded()),
	}
	for _, r := range o.Refunds {
		t.Refunds = append(t.Refunds, Refund{At: time.Unix(r.At, 0).UTC(), Amount: money(r.Amount)})
	}
	for _, l := range o.Lines {
		t.Lines = append(t.Lines, truthOfLine(shop, l))
	}
	return t
}

func truthOfLine(shop *brand.Shop, l brand.Line) Line {
	p := shop.Catalog[l.Product]
	if p.Gone && shop.Place == brand.WooShop {
		p.SKU = "" // the shop forgets the SKU of a deleted product
	}
	return Line{SKU: p.SKU, Title: p.Title, Category: brand.Categories[p.Category].Name, Quantity: int(l.Quantity), Amount: money(l.Amount())}
}

func money(dollars int32) regulars.Money { return regulars.Money(dollars) * 10_000 }
