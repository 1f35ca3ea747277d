package sandboxtest

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"regulars/sandbox/brand"
)

// Storm makes random changes to the two online shops of a sandbox, most of which nothing
// announces.
type Storm struct {
	*Sandbox
	Random *rand.Rand
	Kinds  map[string]int // how often each kind of change was made
}

// NewStorm returns a storm over a sandbox.
func NewStorm(s *Sandbox, random *rand.Rand) *Storm {
	return &Storm{Sandbox: s, Random: random, Kinds: map[string]int{}}
}

// errUnfit is returned by a change that doesn't fit: nothing is there to be taken back.
var errUnfit = errors.New("sandbox: the change doesn't fit")

// Change makes n random changes and says which.
func (s *Storm) Change(n int) []string {
	var made []string
	for len(made) < n {
		shop := []string{brand.Woo, brand.Woo, brand.Shopify}[s.Random.IntN(3)]
		o := s.anyOrder(shop)
		changes := s.usual(o)
		if shop == brand.Woo {
			changes = append(changes, s.ofWoo(o)...)
		}
		one := changes[s.Random.IntN(len(changes))]
		if one.make() != nil {
			continue // nothing to refund, already gone: another one
		}
		s.Kinds[one.name]++
		made = append(made, fmt.Sprintf("%s %s/%s", one.name, shop, o.ID))
	}
	return made
}

func (s *Storm) anyOrder(shop string) Order {
	orders := s.Orders()
	for {
		if o := orders[s.Random.IntN(len(orders))]; o.Shop == shop {
			return o
		}
	}
}

type stormChange struct {
	name string
	make func() error
}

// usual are the changes that every shop knows.
func (s *Storm) usual(o Order) []stormChange {
	return []stormChange{
		{"erase", func() error {
			if o.State == brand.StateErased {
				return errUnfit
			}
			return s.Erase(o.Shop, o.ID)
		}},
		{"trash", func() error { return s.ifListed(o, s.Trash) }},
		{"refund", func() error {
			return s.ifListed(o, func(shop, id string) error { return s.Refund(shop, id, 1+s.Random.IntN(50)) })
		}},
		{"cancel", func() error { return s.ifListed(o, s.Cancel) }},
		{"touch", func() error { return s.ifListed(o, s.Touch) }},
		{"place", func() error {
			who := brand.Identity{Email: fmt.Sprintf("new%d@example.com", s.Random.IntN(1000))}
			_, err := s.Place(o.Shop, Purchase{Identity: who, Lines: []PurchaseLine{{Price: 1 + s.Random.IntN(900)}}})
			return err
		}},
		{"consent", func() error {
			channel := brand.ChannelNames[s.Random.IntN(len(brand.ChannelNames))]
			return s.SetConsent(1+s.Random.IntN(len(s.Brand.People)), channel, s.Random.IntN(2) == 0)
		}},
	}
}

// ofWoo are the changes of WooCommerce alone. Shopify keeps a customer who has orders.
func (s *Storm) ofWoo(o Order) []stormChange {
	return []stormChange{
		{"take a refund back", s.takeRefundBack},
		{"delete a customer", func() error { return s.DeleteCustomer(o.Shop, 1+s.Random.IntN(len(s.Brand.People))) }},
		{"orphan", func() error {
			if o.Cancelled { // a plugin's status is that of an order that goes on
				return errUnfit
			}
			return s.ifListed(o, s.Orphan)
		}},
		{"adopt", s.AdoptOne},
		{"add a fee", func() error { return s.ifListed(o, func(shop, id string) error { return s.AddFee(shop, id, 7) }) }},
	}
}

func (s *Storm) ifListed(o Order, change func(shop, id string) error) error {
	if !o.Listed {
		return errUnfit
	}
	return change(o.Shop, o.ID)
}

func (s *Storm) takeRefundBack() error {
	for _, o := range s.Orders() {
		if o.Shop == brand.Woo && o.Listed && len(o.Refunds) > 0 && s.Random.IntN(3) == 0 {
			return s.DeleteRefund(o.Shop, o.ID)
		}
	}
	return errUnfit
}

// AdoptOne lists an orphan again, if there is one.
func (s *Storm) AdoptOne() error {
	for _, o := range s.Orders() {
		if o.Shop == brand.Woo && o.State == brand.StateOrphan {
			return s.Adopt(o.Shop, o.ID)
		}
	}
	return errUnfit
}
