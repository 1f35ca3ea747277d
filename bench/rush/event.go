package rush

import (
	"fmt"
	"time"
)

// Event is one event as a shop writes it.
type Event struct {
	ID         string            `json:"event_id"`
	Type       string            `json:"type"`
	At         time.Time         `json:"at"`
	Email      string            `json:"email"`
	Properties map[string]string `json:"properties,omitempty"`
}

// Plan is a row of events, one after the other at a steady pace.
type Plan struct {
	Began time.Time
	Rate  int // events a second
	Total int
	Apart int // cycles between an order and the cart that it bought, which is reported afterwards
	Back  int // cycles after which a cart is reported again
}

const (
	cycle = 100 // events, after which the kinds begin again
	carts = 15  // of a cycle at most, each of a member of its own
)

// What the events of a cycle are, by their place in it. Those below are carts that were left.
const (
	late     = 10 // a cart that was left hours ago, and is reported now
	tooLate  = 11 // a cart that was left more than a day ago
	ofNobody = 12 // a cart of who isn't a member
	ordered  = 13 // the order of a cart that is reported as left afterwards
	bought   = 14 // that cart
	repeated = 15 // the first cart of an earlier cycle, word for word
	atOnce   = 16 // the second cart of the same cycle, word for word
	renamed  = 17 // the third cart of the same cycle, as an event of its own
	// From here on products are looked at.
)

// Reported is when the nth event is.
func (p Plan) Reported(n int) time.Time {
	return p.Began.Add(time.Duration(n) * time.Second / time.Duration(p.Rate))
}

// At returns the nth event.
func (p Plan) At(n int) Event {
	round, place := n/cycle, n%cycle
	switch place {
	case ordered:
		e := cart(round+p.Apart, bought, p.Reported(n))
		e.ID, e.Type = "order-"+e.ID, "order_placed"
		return e
	case repeated:
		return p.At(max(round-p.Back, 0) * cycle)
	case atOnce:
		return p.At(round*cycle + 1)
	case renamed:
		e := p.At(round*cycle + 2)
		e.ID += "-again"
		return e
	case late:
		return cart(round, place, p.Reported(n).Add(-time.Duration(10+n/cycle%170)*time.Minute))
	case tooLate:
		return cart(round, place, p.Reported(n).Add(-25*time.Hour))
	case ofNobody:
		e := cart(round, place, p.Reported(n))
		e.Email = fmt.Sprintf("stranger-%d@example.com", n)
		return e
	}
	if place <= bought {
		return cart(round, place, p.Reported(n))
	}
	return Event{
		ID: fmt.Sprint("view-", n), Type: "product_view", At: p.Reported(n), Email: Member(n * 7 % Members(p.Total)),
		Properties: map[string]string{"sku": fmt.Sprint("sku-", n%500)},
	}
}

// cart is one that the member of a place in a cycle has left, whom no other cart is of.
func cart(round, place int, at time.Time) Event {
	id := fmt.Sprintf("cart-%d-%d", round, place)
	return Event{ID: id, Type: "cart_abandoned", At: at, Email: Member(round*carts + place), Properties: map[string]string{"cart_id": id, "goods": "茶"}}
}

// Member is the address of the nth member.
func Member(n int) string { return fmt.Sprintf("m%d@example.com", n) }

// Members is how many members so many events are of: m0@example.com and so on.
func Members(events int) int { return (events/cycle + 1) * carts }

// Distinct is how many events there are when each is counted once.
func (p Plan) Distinct() (n int) {
	for i := range p.Total {
		if place := i % cycle; place != repeated && place != atOnce {
			n++
		}
	}
	return n
}

// Owed are the addresses that get one message, each with the number of the event from which it
// follows; nobody else gets any. Of the first cycles no order was reported.
func (p Plan) Owed() map[string]int {
	owed := map[string]int{}
	for n := range p.Total {
		if round, place := n/cycle, n%cycle; place <= late || place == bought && round < p.Apart {
			owed[Member(round*carts+place)] = n
		}
	}
	return owed
}

// Bought is how many come in by a cart whose order was reported before it.
func (p Plan) Bought() (n int) {
	for i := range p.Total {
		if i%cycle == bought && i/cycle >= p.Apart {
			n++
		}
	}
	return n
}
