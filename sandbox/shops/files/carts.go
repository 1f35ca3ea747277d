package files

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"regulars/sandbox/brand"
)

// cartShare is the share of the online orders about which a cart was left.
const cartShare = 1.0 / 12

// Of the carts that were left half are never bought; the others are checked out by their order,
// within the hour, within the day, or later.
var cartLeads = []struct {
	share, from, to float64 // hours before the order
}{
	{.15, .25, .9}, {.22, 2, 20}, {.13, 26, 60},
}

// carts writes the carts of the whole history, with events of their own: each is about an order,
// drawn by that order alone, so that it stays the same while the brand goes on. Who left one
// has bought online a day before at least, and is known.
func (f *Feed) carts(out *json.Encoder) error {
	first := f.firstOrders()
	for _, shop := range []int{brand.ShopifyShop, brand.WooShop} {
		for i := range f.Brand.Shops[shop].Orders {
			o := &f.Brand.Shops[shop].Orders[i]
			if o.Person == brand.Nobody || !o.Listed() || o.Test {
				continue
			}
			d := brand.NewDice(f.Brand.Seed, 1<<32|uint64(shop)<<28|uint64(o.Number))
			if !d.Chance(cartShare) {
				continue
			}
			for _, e := range f.cart(o, d) {
				if e.at <= first[o.Person]+brand.Day || e.at > f.Brand.Now {
					continue
				}
				e.At = time.Unix(e.at, 0).UTC().Format(time.RFC3339)
				if err := out.Encode(e.event); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// cartEvent is an event about a cart, and when it happened.
type cartEvent struct {
	event
	at int64
}

// cart is what happened about the cart of an order: it was left before, and checked out by the
// order; or left some days later, with the same goods, and never bought.
func (f *Feed) cart(o *brand.Order, d brand.Dice) []cartEvent {
	weights := []float64{.5}
	for _, l := range cartLeads {
		weights = append(weights, l.share)
	}
	kind := d.Weighted(weights)
	if kind == 0 {
		return []cartEvent{f.cartEvent(o, "cart_abandoned", o.Placed+int64(d.Between(2, 20)*float64(brand.Day)), true)}
	}
	lead := cartLeads[kind-1]
	left := o.Placed - int64(d.Between(lead.from, lead.to)*3600)
	return []cartEvent{f.cartEvent(o, "cart_abandoned", left, true), f.cartEvent(o, "order_placed", o.Placed, d.Chance(.8))}
}

// cartEvent says whose cart it is, or only by which visitor.
func (f *Feed) cartEvent(o *brand.Order, kind string, at int64, known bool) cartEvent {
	cart := fmt.Sprintf("c%d-%d", o.Shop, o.Number)
	var goods []string
	for _, l := range o.Lines {
		goods = append(goods, f.Brand.Catalog[l.Product].Title)
	}
	e := event{
		ID: cart + "-" + kind, Type: kind, Visitor: visitorOf(int(o.Person)),
		Properties: map[string]string{
			"cart_id": cart, "goods": strings.Join(goods, "、"), "total": strconv.Itoa(int(o.Goods())),
			"link": "https://shop.example.com/cart/" + cart, "language": languageOf(o.Person),
		},
	}
	if known {
		e.Email = f.Brand.People[o.Person].Email
	}
	return cartEvent{e, at}
}

// languageOf is the language of the shop in which a person buys.
func languageOf(who int32) string {
	if who%5 == 0 {
		return "en"
	}
	return "zh"
}

// firstOrders are when people first bought online.
func (f *Feed) firstOrders() map[int32]int64 {
	first := map[int32]int64{}
	for _, shop := range []int{brand.ShopifyShop, brand.WooShop} {
		for i := range f.Brand.Shops[shop].Orders {
			o := &f.Brand.Shops[shop].Orders[i]
			if at, known := first[o.Person]; o.Listed() && (!known || o.Placed < at) {
				first[o.Person] = o.Placed
			}
		}
	}
	return first
}
