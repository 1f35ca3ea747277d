package experiment

import (
	"cmp"
	"math"
	"slices"
)

// FewestInGroup is how many members each group needs before its mean may be taken for a
// normal one: of fewer, nothing is said.
const FewestInGroup = 50

// Measured is what is known of messages of one kind: those drawn to get them, those held
// out of them, and how many messages went to the former.
type Measured struct {
	Assigned, HeldOut Group
	Messages          uint64
}

// Enough reports whether the revenue of both groups can be compared.
func (m Measured) Enough() bool {
	return m.Assigned.Buyers.Of >= FewestInGroup && m.HeldOut.Buyers.Of >= FewestInGroup && m.Messages > 0
}

// PerMessage returns by how much more a message that goes makes a member spend. Who was
// drawn and got none didn't change by it, so the difference per member drawn is divided by
// the share of them that it reached (Bloom 1984, Evaluation Review 8). It reports false of
// too few, or where nothing was spent.
func (m Measured) PerMessage() (Effect, bool) {
	if !m.Enough() {
		return Effect{}, false
	}
	d, known := CUPED(m.Assigned.Revenue, m.HeldOut.Revenue)
	if !known {
		return Effect{}, false
	}
	reached := math.Min(1, float64(m.Messages)/float64(m.Assigned.Buyers.Of))
	usual := m.Assigned.Revenue.Plus(m.HeldOut.Revenue).Mean() / reached
	return Effect{Value: d.Estimate / reached, Error: d.Error / reached, Scale: usual}, true
}

// Offer is a kind of messages that may be sent again.
type Offer struct {
	Revenue  Belief  // of one message, more than without it
	Margin   float64 // how much of revenue is left after the goods: 0 to 1
	Price    float64 // of one message
	Messages float64 // how many there are to send
}

// Net returns what is to be expected of one message above its price.
func (o *Offer) Net() Interval {
	of := func(revenue float64) float64 { return o.Margin*revenue - o.Price }
	return Interval{Estimate: of(o.Revenue.Estimate), Low: of(o.Revenue.Low), High: of(o.Revenue.High)}
}

// Pays returns how likely a message earns more than its price.
func (o *Offer) Pays() float64 { return o.Revenue.Above(o.Price / o.Margin) }

// Limit bounds what may be sent: so many messages, or so much money. Below zero there is
// no bound.
type Limit struct {
	Messages, Money float64
}

// NoLimit bounds nothing.
var NoLimit = Limit{-1, -1}

// Spend returns how many messages of each offer are worth sending within a limit: those
// that are expected to earn more than their price, first which earn most for what is
// short. What is short is the money where that is bounded, else the messages. With one
// bound no other choice is expected to earn more (the fractional knapsack, Dantzig 1957).
func Spend(offers []Offer, limit Limit) []float64 {
	order := make([]int, len(offers))
	worth := make([]float64, len(offers))
	for i := range offers {
		order[i], worth[i] = i, offers[i].Net().Estimate
		if limit.Money >= 0 && offers[i].Price > 0 {
			worth[i] /= offers[i].Price
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		free := func(i int) int {
			if limit.Money >= 0 && offers[i].Price == 0 {
				return 0 // costs nothing of what is short
			}
			return 1
		}
		return cmp.Or(cmp.Compare(free(a), free(b)), cmp.Compare(worth[b], worth[a]))
	})
	sent := make([]float64, len(offers))
	for _, i := range order {
		if offers[i].Net().Estimate > 0 {
			sent[i] = limit.take(offers[i])
		}
	}
	return sent
}

// take returns how many messages of the offer still fit, and lowers the limit by them.
func (l *Limit) take(o Offer) float64 {
	n := o.Messages
	if l.Messages >= 0 {
		n = math.Min(n, l.Messages)
	}
	if l.Money >= 0 && o.Price > 0 {
		n = math.Min(n, l.Money/o.Price)
	}
	if l.Messages >= 0 {
		l.Messages -= n
	}
	if l.Money >= 0 {
		l.Money = math.Max(0, l.Money-n*o.Price)
	}
	return n
}
