package advice

import (
	"cmp"
	"fmt"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/experiment"
)

// Period is for how many days messages are suggested.
const Period = 28

// Why says why nothing is suggested about a kind.
type Why string

// The reasons.
const (
	NobodyHeldOut Why = "nobody_held_out" // so nobody knows what would have been bought anyway
	TooFew        Why = "too_few"         // drawn, or held out
	NothingWent   Why = "nothing_went"
	NothingBought Why = "nothing_bought" // by anybody
	NoPrice       Why = "no_price"       // of a message on the channel
)

// Line is what is suggested about a kind.
type Line struct {
	Kind
	Offer experiment.Offer
	Send  float64 // messages of Period that are worth their price within the limits
}

// Unknown is a kind of which too little is known.
type Unknown struct {
	Kind
	Why Why
}

// Channel is what is worth spending on a channel in Period.
type Channel struct {
	Name     string
	Messages float64 // that there are to send, of kinds that were measured
	Send     float64 // that are worth their price
	Cost     float64 // of these
	Earned   float64 // what they are expected to earn above it
	Limit    experiment.Limit
	Next     float64 // what the next message would earn that the limit keeps back; 0: it keeps none back
}

// Suggestion is which messages would earn most next.
type Suggestion struct {
	Margin   float64
	Lines    []Line // the best first
	Channels []Channel
	Unknown  []Unknown
}

// ErrNoMargin says that a config has no margin.
type ErrNoMargin struct{ Brand string }

func (e ErrNoMargin) Error() string {
	return fmt.Sprintf("what the brand %s keeps of its revenue is not known: write margin under the brand, such as 0.4 where 40 of 100 are left after the goods", e.Brand)
}

// Suggest returns which of the kinds of messages would earn most next, if as many of each
// are to be sent in Period as were, and which are worth it within the limits of channels.
func Suggest(kinds []Kind, b *config.Brand, limits map[string]experiment.Limit) (Suggestion, error) {
	if b.Margin <= 0 {
		return Suggestion{}, ErrNoMargin{b.Name}
	}
	s := Suggestion{Margin: b.Margin}
	prices, err := pricesOf(b)
	if err != nil {
		return s, err
	}
	share := Period / daysOf(kinds)
	var effects []experiment.Effect
	for _, k := range kinds {
		price, priced := prices[k.Channel]
		effect, known := k.PerMessage()
		if known {
			effects = append(effects, effect) // also one without a price says what messages do
		}
		if why := k.unknown(known, priced); why != "" {
			s.Unknown = append(s.Unknown, Unknown{k, why})
		}
		if known {
			s.Lines = append(s.Lines, Line{Kind: k, Offer: experiment.Offer{
				Margin: b.Margin, Messages: float64(k.Messages) * share, Price: price * float64(k.Units) / float64(k.Messages),
			}})
		}
	}
	for i, belief := range experiment.Shrink(effects).Of {
		s.Lines[i].Offer.Revenue = belief
	}
	s.Lines = slices.DeleteFunc(s.Lines, func(l Line) bool { _, priced := prices[l.Channel]; return !priced })
	s.spend(limits)
	slices.SortStableFunc(s.Lines, func(a, b Line) int {
		return cmp.Compare(b.Offer.Net().Estimate, a.Offer.Net().Estimate)
	})
	return s, nil
}

// daysOf is how many days the deliveries of the kinds were spread over: at least a week, so
// that one campaign of a day isn't taken for one of every day.
func daysOf(kinds []Kind) float64 {
	if len(kinds) == 0 {
		return leastDays
	}
	first, last := kinds[0].First, kinds[0].Last
	for _, k := range kinds {
		first, last = min(first, k.First), max(last, k.Last)
	}
	return max(leastDays, last.Time().Sub(first.Time()).Hours()/24+1)
}

const leastDays = 7

// unknown says why nothing is suggested about the kind; empty: something is.
func (k *Kind) unknown(known, priced bool) Why {
	switch {
	case k.HeldOut.Buyers.Of == 0:
		return NobodyHeldOut
	case k.Messages == 0:
		return NothingWent
	case !k.Enough():
		return TooFew
	case !known:
		return NothingBought
	case !priced:
		return NoPrice
	}
	return ""
}

// pricesOf are what a message, or a segment of an SMS, costs, by channel.
func pricesOf(b *config.Brand) (map[string]float64, error) {
	prices := map[string]float64{}
	for name, channel := range b.Channels {
		if channel.Price == "" {
			continue
		}
		price, err := channel.UnitPrice()
		if err != nil {
			return nil, fmt.Errorf("channel %s: %w", name, err)
		}
		prices[name] = price.Decimal().InexactFloat64()
	}
	return prices, nil
}

func (s *Suggestion) spend(limits map[string]experiment.Limit) {
	for _, name := range regulars.Channels {
		var places []int
		var offers []experiment.Offer
		for i, l := range s.Lines {
			if l.Channel == string(name) {
				places, offers = append(places, i), append(offers, l.Offer)
			}
		}
		if len(offers) == 0 {
			continue
		}
		limit, bounded := limits[string(name)]
		if !bounded {
			limit = experiment.NoLimit
		}
		c := Channel{Name: string(name), Limit: limit}
		for i, n := range experiment.Spend(offers, limit) {
			s.Lines[places[i]].Send = n
			c.add(&offers[i], n)
		}
		s.Channels = append(s.Channels, c)
	}
}

// add counts an offer of which n messages are sent.
func (c *Channel) add(o *experiment.Offer, n float64) {
	net := o.Net().Estimate
	c.Messages += o.Messages
	c.Send += n
	c.Cost += n * o.Price
	c.Earned += n * net
	if n < o.Messages && net > 0 {
		c.Next = max(c.Next, net)
	}
}
