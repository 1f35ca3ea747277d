package sandboxtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/files"
)

// change applies a change to one order. With touched its updated time moves to
// the sandbox's clock.
func (s *Sandbox) change(shopName, id string, touched bool, apply func(o *brand.Order, now int64) error) error {
	s.Brand.Lock()
	defer s.Brand.Unlock()
	shop, err := s.shop(shopName)
	if err != nil {
		return err
	}
	o := shop.Find(numberOf(shop, id))
	if o == nil {
		return fmt.Errorf("sandbox: %s has no order %s", shopName, id)
	}
	now := s.now()
	if err := apply(o, now); err != nil {
		return err
	}
	o.Revision++
	if touched {
		o.Updated = max(o.Updated, now)
	}
	return s.publish(shop)
}

// numberOf reads an order's number from its id.
func numberOf(shop *brand.Shop, id string) int32 {
	id = id[strings.LastIndexByte(id, '/')+1:]
	n, err := strconv.ParseInt(strings.TrimPrefix(id, "R"), 10, 64)
	if err != nil {
		return 0
	}
	return int32(n - shop.Bases.Orders)
}

// Refund pays an amount of dollars back; 0: all that is left. Shopify gives back only
// what was paid.
func (s *Sandbox) Refund(shop, id string, amount int) error {
	return s.change(shop, id, true, func(o *brand.Order, now int64) error {
		left := o.Total() - o.Refunded()
		if shop == brand.Shopify && o.Paid == 0 {
			return fmt.Errorf("sandbox: nothing was paid for order %s", id)
		}
		if amount == 0 {
			amount = int(left)
		}
		if amount < 1 || int32(amount) > left {
			return fmt.Errorf("sandbox: order %s has %d to refund, not %d", id, left, amount)
		}
		shop := s.Brand.Shops[o.Shop]
		shop.Refunds++
		o.Refunds = append(slices.Clip(o.Refunds), brand.Refund{Number: shop.Refunds, Line: -1, At: now, Amount: int32(amount)})
		return nil
	})
}

// DeleteRefund removes an order's last refund. As in the real shop, the
// order's updated time stays as it was.
func (s *Sandbox) DeleteRefund(shop, id string) error {
	return s.change(shop, id, false, func(o *brand.Order, _ int64) error {
		if len(o.Refunds) == 0 {
			return fmt.Errorf("sandbox: order %s has no refund", id)
		}
		o.Refunds = slices.Clone(o.Refunds[:len(o.Refunds)-1])
		return nil
	})
}

// Cancel cancels an order; its money is not given back by that.
func (s *Sandbox) Cancel(shop, id string) error {
	return s.change(shop, id, true, func(o *brand.Order, now int64) error {
		o.State, o.Cancelled = brand.StateCancelled, now
		return nil
	})
}

// Trash throws an order away: lists don't show it, WooCommerce's status=trash
// does.
func (s *Sandbox) Trash(shop, id string) error {
	return s.change(shop, id, true, func(o *brand.Order, _ int64) error {
		o.State = brand.StateTrash
		return nil
	})
}

// Erase removes an order for good. No trace of it is left in the shop.
func (s *Sandbox) Erase(shop, id string) error {
	return s.change(shop, id, false, func(o *brand.Order, _ int64) error {
		o.State = brand.StateErased
		return nil
	})
}

// Orphan gives an order a status whose plugin is then removed: it is in no list, and
// a question by its id still finds it.
func (s *Sandbox) Orphan(shop, id string) error {
	return s.change(shop, id, false, func(o *brand.Order, _ int64) error {
		o.State = brand.StateOrphan
		return nil
	})
}

// Adopt lists an orphan again, as its plugin is installed again.
func (s *Sandbox) Adopt(shop, id string) error {
	return s.change(shop, id, false, func(o *brand.Order, _ int64) error {
		if o.State != brand.StateOrphan {
			return fmt.Errorf("sandbox: order %s is no orphan", id)
		}
		o.State = brand.StateProcessing
		return nil
	})
}

// AddFee makes an order dearer by so many dollars without moving its updated time, as
// the old posts storage of WooCommerce does.
func (s *Sandbox) AddFee(shop, id string, dollars int) error {
	return s.change(shop, id, false, func(o *brand.Order, _ int64) error {
		o.Shipping += int32(dollars)
		return nil
	})
}

// DeleteCustomer deletes a person's (1…) account in a shop. Nothing announces it, and
// the account's orders become a guest's.
func (s *Sandbox) DeleteCustomer(shopName string, person int) error {
	s.Brand.Lock()
	defer s.Brand.Unlock()
	shop, err := s.shop(shopName)
	if err != nil {
		return err
	}
	if person < 1 || person > len(s.Brand.People) || s.Brand.People[person-1].Accounts[shop.Place].Registered == 0 {
		return fmt.Errorf("sandbox: person %d has no account in %s", person, shopName)
	}
	shop.Forget(int32(person - 1))
	return s.publish(shop)
}

// Touch changes nothing but an order's updated time, which moves the order
// to the end of the pages that are being read.
func (s *Sandbox) Touch(shop, id string) error {
	return s.change(shop, id, true, func(*brand.Order, int64) error { return nil })
}

// Reassign moves an order to another person.
func (s *Sandbox) Reassign(shop, id string, who brand.Identity) error {
	return s.change(shop, id, true, func(o *brand.Order, _ int64) error {
		o.Typed, o.Person = &who, owner(s.Brand.Shops[o.Shop], who)
		return nil
	})
}

// SetConsent lets a person (1…) allow or refuse a channel now, in every system
// that keeps consents.
func (s *Sandbox) SetConsent(person int, channel string, granted bool) error {
	s.Brand.Lock()
	defer s.Brand.Unlock()
	index := slices.Index(brand.ChannelNames[:], channel)
	if index < 0 || person < 1 || person > len(s.Brand.People) {
		return fmt.Errorf("sandbox: no person %d or no channel %q", person, channel)
	}
	p := &s.Brand.People[person-1]
	now := s.now()
	p.Consents[index] = brand.Consent{Granted: granted, At: now}
	for place := range p.Accounts {
		if p.Accounts[place].Registered > 0 {
			p.Accounts[place].Updated = now
			s.Brand.Shops[place].Index()
		}
	}
	return s.Feed.Write(files.CustomersFile, files.ConsentsFile)
}
