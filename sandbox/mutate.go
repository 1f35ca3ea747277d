package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Purchase is an order that a test places.
type Purchase struct {
	Identity           // as it is typed; all empty: an order without identity
	PlacedAt time.Time // default the sandbox's clock
	State    State     // default StateProcessing, paid
	COD      bool      // paid by cash on delivery: no money yet
	Lines    []PurchaseLine
	Shipping int // dollars
}

// PurchaseLine is one line of a Purchase; the price is whole dollars.
type PurchaseLine struct {
	SKU      string // default any
	Quantity int    // default 1
	Price    int
	Discount int // of the whole line
}

// Place adds an order to a shop and gives its id.
func (s *Sandbox) Place(shop string, p Purchase) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	index := slices.Index(shopNames[:], shop)
	if index < 0 {
		return "", fmt.Errorf("sandbox: no shop %q", shop)
	}
	lines, err := s.brand.lines(p.Lines)
	if err != nil {
		return "", err
	}
	now := s.now()
	placed := now
	if !p.PlacedAt.IsZero() {
		placed = p.PlacedAt.Unix()
	}
	who := p.Identity
	o := order{
		shop: uint8(index), state: p.State, person: s.brand.owner(index, who), typed: &who,
		number: int32(len(s.brand.orders[index])) + 1,
		placed: placed, updated: now, lines: lines, shipping: int32(p.Shipping),
	}
	if o.state == "" {
		o.state = StateProcessing
	}
	if p.COD {
		o.payment = payCOD
	}
	if !p.COD && (o.state == StateProcessing || o.state == StateCompleted) {
		o.paid = now
	}
	s.brand.orders[index] = append(s.brand.orders[index], o)
	added := &s.brand.orders[index][o.number-1]
	ledger := s.shops[index].ledger
	for _, e := range ledger.entries(added) {
		e.line.insert(e.moment)
	}
	return added.id(), s.publish(index)
}

func (s *Sandbox) now() int64 { return s.options.Clock().Unix() }

// publish writes the store's file again; the other shops serve what is.
func (s *Sandbox) publish(shop int) error {
	if shop != storeShop {
		return nil
	}
	return s.feed.writeSales()
}

func (b *brand) lines(wanted []PurchaseLine) ([]line, error) {
	if len(wanted) == 0 {
		return nil, fmt.Errorf("sandbox: an order needs a line")
	}
	var lines []line
	for _, w := range wanted {
		l := line{quantity: int16(max(1, w.Quantity)), price: int32(w.Price), discount: int32(w.Discount)}
		if w.SKU != "" {
			at := slices.IndexFunc(b.catalog, func(p product) bool { return p.sku == w.SKU })
			if at < 0 {
				return nil, fmt.Errorf("sandbox: no SKU %q", w.SKU)
			}
			l.product = uint16(at)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// owner is the person of a customer id, a mail or a phone number; none where
// nobody has them.
func (b *brand) owner(shop int, who Identity) int32 {
	phone := e164(who.Phone)
	for i := range b.people {
		p := &b.people[i]
		a := p.accounts[shop]
		switch {
		case who.CustomerID != "" && a.number > 0 && customerID(shop, a.number) == who.CustomerID,
			who.Email != "" && strings.EqualFold(p.email, who.Email),
			who.Phone != "" && spellPhone(p.mobile, third) == phone:
			return int32(i)
		}
	}
	return none
}

// change applies a change to one order. With touched its updated time moves to
// the sandbox's clock.
func (s *Sandbox) change(shop, id string, touched bool, apply func(o *order, now int64) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	index := slices.Index(shopNames[:], shop)
	if index < 0 {
		return fmt.Errorf("sandbox: no shop %q", shop)
	}
	o := s.shops[index].find(numberOf(index, id))
	if o == nil {
		return fmt.Errorf("sandbox: %s has no order %s", shop, id)
	}
	if ready := s.shops[index].ready; int(o.number) <= len(ready) {
		ready[o.number-1] = nil
	}
	now := s.now()
	var err error
	s.shops[index].ledger.change(o, func() {
		err = apply(o, now)
		if err == nil && touched {
			o.updated = max(o.updated, now)
		}
	})
	if err != nil {
		return err
	}
	return s.publish(index)
}

// numberOf reads an order's number from its id.
func numberOf(shop int, id string) int32 {
	id = id[strings.LastIndexByte(id, '/')+1:]
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "R"), 10, 64)
	if err != nil {
		return 0
	}
	switch shop {
	case shopifyShop:
		n -= shopifyOrderBase
	case wooShop:
		n -= wooOrderBase
	}
	return int32(n)
}

// Pay lets the money of an order come.
func (s *Sandbox) Pay(shop, id string) error {
	return s.change(shop, id, true, func(o *order, now int64) error {
		o.paid = now
		if o.state != StateCompleted {
			o.state = StateProcessing
		}
		return nil
	})
}

// Complete delivers an order; cash on delivery is collected with it.
func (s *Sandbox) Complete(shop, id string) error {
	return s.change(shop, id, true, func(o *order, now int64) error {
		o.state, o.completed = StateCompleted, now
		if o.paid == 0 {
			o.paid = now
		}
		return nil
	})
}

// Edit replaces an order's lines.
func (s *Sandbox) Edit(shop, id string, lines ...PurchaseLine) error {
	return s.change(shop, id, true, func(o *order, _ int64) error {
		fresh, err := s.brand.lines(lines)
		if err == nil {
			o.lines = fresh
		}
		return err
	})
}

// Refund gives an amount of dollars back; 0: all that is left.
func (s *Sandbox) Refund(shop, id string, amount int) error {
	return s.change(shop, id, true, func(o *order, now int64) error {
		left := o.total() - o.refunded()
		if amount == 0 {
			amount = int(left)
		}
		if amount < 1 || int32(amount) > left {
			return fmt.Errorf("sandbox: order %s has %d to refund, not %d", id, left, amount)
		}
		s.brand.refunds[o.shop]++
		o.refunds = append(slices.Clip(o.refunds), refund{number: s.brand.refunds[o.shop], line: -1, at: now, amount: int32(amount)})
		return nil
	})
}

// DeleteRefund takes an order's last refund away. As in the real shop, the
// order's updated time stays as it was.
func (s *Sandbox) DeleteRefund(shop, id string) error {
	return s.change(shop, id, false, func(o *order, _ int64) error {
		if len(o.refunds) == 0 {
			return fmt.Errorf("sandbox: order %s has no refund", id)
		}
		o.refunds = slices.Clone(o.refunds[:len(o.refunds)-1])
		return nil
	})
}

// Cancel cancels an order; its money is not given back by that.
func (s *Sandbox) Cancel(shop, id string) error {
	return s.change(shop, id, true, func(o *order, now int64) error {
		o.state, o.cancelled = StateCancelled, now
		return nil
	})
}

// Trash throws an order away: lists don't show it, WooCommerce's status=trash
// does.
func (s *Sandbox) Trash(shop, id string) error {
	return s.change(shop, id, true, func(o *order, _ int64) error {
		o.state = StateTrash
		return nil
	})
}

// Erase removes an order for good. No trace of it is left in the shop.
func (s *Sandbox) Erase(shop, id string) error {
	return s.change(shop, id, false, func(o *order, _ int64) error {
		o.state = StateErased
		return nil
	})
}

// Move changes the time at which an order was placed.
func (s *Sandbox) Move(shop, id string, placedAt time.Time) error {
	return s.change(shop, id, true, func(o *order, _ int64) error {
		o.placed = placedAt.Unix()
		return nil
	})
}

// Touch changes nothing but an order's updated time, which moves the order
// to the end of the pages that are being read.
func (s *Sandbox) Touch(shop, id string) error {
	return s.change(shop, id, true, func(*order, int64) error { return nil })
}

// Reassign gives an order to somebody else.
func (s *Sandbox) Reassign(shop, id string, who Identity) error {
	return s.change(shop, id, true, func(o *order, _ int64) error {
		o.typed, o.person = &who, s.brand.owner(int(o.shop), who)
		return nil
	})
}

// SetConsent lets a person (1…) allow or refuse a channel now, in every system
// that keeps consents.
func (s *Sandbox) SetConsent(person int, channel string, granted bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	index := slices.Index(channelNames[:], channel)
	if index < 0 || person < 1 || person > len(s.brand.people) {
		return fmt.Errorf("sandbox: no person %d or no channel %q", person, channel)
	}
	p := &s.brand.people[person-1]
	now := s.now()
	p.consents[index] = consent{granted: granted, at: now}
	for shop := range p.accounts {
		if p.accounts[shop].registered == 0 {
			continue
		}
		ledger := s.shops[shop].ledger
		ledger.customers.remove(moment{at: p.accounts[shop].updated, number: int32(person)})
		p.accounts[shop].updated = now
		ledger.customers.insert(moment{at: now, number: int32(person)})
	}
	if err := s.feed.replace(CustomersFile, s.feed.customers); err != nil {
		return err
	}
	return s.feed.replace(ConsentsFile, s.feed.consents)
}
