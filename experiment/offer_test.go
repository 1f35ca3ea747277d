package experiment

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPerMessageNeedsEnough(t *testing.T) {
	big, small := spent(40, 400, 10), spent(4, 49, 10)
	_, known := Measured{big, small, 400}.PerMessage()
	require.False(t, known, "49 are too few")
	_, known = Measured{small, big, 49}.PerMessage()
	require.False(t, known)
	_, known = Measured{spent(4, 50, 10), big, 50}.PerMessage()
	require.True(t, known, "50 are enough")
	_, known = Measured{big, spent(4, 50, 10), 0}.PerMessage()
	require.False(t, known, "nothing went")
	_, known = Measured{spent(0, 400, 1), spent(0, 50, 1), 400}.PerMessage()
	require.False(t, known, "nobody bought")
	all, known := Measured{big, spent(4, 50, 10), 400}.PerMessage()
	require.True(t, known)
	half, known := Measured{big, spent(4, 50, 10), 200}.PerMessage()
	require.True(t, known)
	require.InDelta(t, 2*all.Value, half.Value, 1e-9)
	require.InDelta(t, 2*all.Error, half.Error, 1e-9)
	d, _ := CUPED(big.Revenue, spent(4, 50, 10).Revenue)
	require.InDelta(t, d.Estimate, all.Value, 1e-9)
	require.Less(t, d.High-d.Estimate, all.Error*2.2)
	require.Greater(t, d.High-d.Estimate, all.Error*1.9)
}

func offer(revenue, price, messages float64) Offer {
	e := Shrink([]Effect{{revenue, 1, 1}})
	return Offer{Revenue: e.Of[0], Margin: 0.5, Price: price, Messages: messages}
}

func TestSpend(t *testing.T) {
	offers := []Offer{offer(4, 1, 100), offer(10, 4, 100), offer(1, 1, 100), offer(3, 0, 100)} // net 1, 1, −0.5, 1.5
	require.Equal(t, []float64{100, 100, 0, 100}, Spend(offers, NoLimit))
	require.Equal(t, []float64{50, 0, 0, 100}, Spend(offers, Limit{150, -1}))
	require.Equal(t, []float64{100, 5, 0, 100}, Spend(offers, Limit{-1, 120}), "per money the first earns more")
	require.Equal(t, []float64{0, 0, 0, 100}, Spend(offers, Limit{-1, 0}))
	require.Equal(t, []float64{0, 0, 0, 0}, Spend(offers, Limit{0, -1}))
	require.Equal(t, []float64{100, 0, 0, 100}, Spend(offers, Limit{200, 1000}), "with the least money for what is earned")
	require.Equal(t, []float64{0}, Spend([]Offer{{Revenue: Belief{Interval: Interval{Estimate: 2}}, Margin: 0.5, Price: 1, Messages: 100}}, NoLimit), "what earns its price only is left")
	require.Equal(t, []float64{0, 100}, Spend([]Offer{offer(4, 1, 100), offer(12, 4, 100)}, Limit{100, -1}), "where messages are short, what a message earns")
	require.Equal(t, []float64{0, 100}, Spend([]Offer{offer(8, 0.5, 100), offer(2, 0, 100)}, Limit{100, 1000}), "what costs nothing of the money goes first")
	require.Equal(t, []float64{0, 100}, Spend([]Offer{offer(2, 0, 100), offer(4, 0, 100)}, Limit{100, 1000}), "and of that what earns more")
	require.Empty(t, Spend(nil, NoLimit))
	require.InDelta(t, 0.5, (&offers[0]).Net().Estimate+(&offers[2]).Net().Estimate, 1e-9)
	even := offer(2, 1, 1)
	require.InDelta(t, 0.5, even.Pays(), 1e-9)
}

// No other choice within a bound earns more: tried against many at random.
func TestSpendIsTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for range 300 {
		var offers []Offer
		for range 2 + r.IntN(6) {
			offers = append(offers, offer(8*r.Float64()-1, float64(r.IntN(4)), float64(r.IntN(50))))
		}
		limit := Limit{float64(r.IntN(120)), -1}
		if r.IntN(2) == 0 {
			limit = Limit{-1, float64(r.IntN(120))}
		}
		earned := func(sent []float64) (sum float64) {
			for i := range offers {
				sum += sent[i] * offers[i].Net().Estimate
			}
			return sum
		}
		best := earned(Spend(offers, limit))
		for range 100 {
			left, sent := limit, make([]float64, len(offers))
			for _, i := range r.Perm(len(offers)) {
				some := offers[i]
				some.Messages *= r.Float64()
				sent[i] = left.take(some)
			}
			require.LessOrEqual(t, earned(sent), best+1e-9)
		}
	}
}

// worldCell is a kind of message in a made-up world, with what nobody knows of it.
type worldCell struct {
	members        float64 // of the next month
	before         float64 // what its members spent per head: what RFM goes by
	price          float64
	truth          float64 // revenue per message
	measured       Measured
	drawn, kept    int
	base, lift     float64 // share of buyers without, and how much more with
	basket, spread float64
}

// world makes stages on channels at hours. Who spent more buys more anyway; whether a
// message makes them buy more has little to do with it.
func world(r *rand.Rand) []worldCell {
	var cells []worldCell
	for stage := range 4 {
		base := []float64{0.12, 0.06, 0.03, 0.012}[stage]
		basket := []float64{1100, 900, 800, 750}[stage]
		for channel := range 2 {
			for range 3 {
				c := worldCell{base: base, basket: basket, spread: 0.6, price: []float64{2, 1.2}[channel], members: 400 + 4000*r.Float64()}
				c.lift = math.Max(-base/2, 0.004+0.15*base*(r.Float64()-0.4)+0.006*r.NormFloat64())
				c.before = 3 * base * basket
				c.truth = c.lift * basket
				c.drawn, c.kept = int(c.members), max(FewestInGroup, int(c.members*(0.1+0.1*r.Float64())))
				c.measured = Measured{c.group(r, c.drawn, c.base+c.lift), c.group(r, c.kept, c.base), uint64(c.drawn)}
				cells = append(cells, c)
			}
		}
	}
	return cells
}

func (c *worldCell) group(r *rand.Rand, members int, share float64) Group {
	g := Group{Buyers: Share{Of: uint64(members)}}
	buys := func(share float64) float64 {
		if r.Float64() >= share {
			return 0
		}
		return c.basket * math.Exp(c.spread*r.NormFloat64()-c.spread*c.spread/2)
	}
	for range members {
		after := buys(share)
		if after > 0 {
			g.Buyers.Hits++
		}
		g.Revenue.Add(after, buys(3*c.base))
	}
	return g
}

// Over many made-up brands, what is suggested earns more than the rules of thumb for the
// same budget, on average and in most of them, and its intervals hold the truth.
func TestSuggestionEarnsMore(t *testing.T) {
	const worlds, margin = 100, 0.4
	r := rand.New(rand.NewPCG(2026, 13))
	earned := map[string]float64{}
	var beats, effects, held float64
	for range worlds {
		cells := world(r)
		var measured []Effect
		for i := range cells {
			effect, known := cells[i].measured.PerMessage()
			require.True(t, known)
			measured = append(measured, effect)
		}
		expected := Shrink(measured)
		offers, plain := make([]Offer, len(cells)), make([]Offer, len(cells))
		everybody, budget := make([]float64, len(cells)), 0.0
		for i, c := range cells {
			offers[i] = Offer{expected.Of[i], margin, c.price, c.members}
			plain[i] = Offer{Shrink(measured[i : i+1]).Of[0], margin, c.price, c.members}
			budget += c.members * c.price / 2
			effects++
			if b := expected.Of[i]; b.Low <= c.truth && c.truth <= b.High {
				held++
			}
		}
		limit := Limit{-1, budget}
		for i, c := range cells {
			everybody[i] = c.members / 2 // as far as the money goes, no matter whose
		}
		got := func(sent []float64) (sum float64) {
			for i, c := range cells {
				sum += sent[i] * (margin*c.truth - c.price)
			}
			return sum
		}
		suggested, rfm := got(Spend(offers, limit)), got(byRFM(cells, limit))
		earned["suggestion"] += suggested / worlds
		earned["everybody"] += got(everybody) / worlds
		earned["RFM"] += rfm / worlds
		earned["unshrunk"] += got(Spend(plain, limit)) / worlds
		if suggested > got(everybody) && suggested > rfm {
			beats += 1.0 / worlds
		}
	}
	t.Logf("earned per brand: suggestion %.0f, unshrunk lifts %.0f, top by RFM %.0f, everybody %.0f; better than both rules in %.0f %%; intervals hold in %.1f %%",
		earned["suggestion"], earned["unshrunk"], earned["RFM"], earned["everybody"], beats*100, held/effects*100)
	require.Greater(t, earned["suggestion"], 1.5*math.Max(0, earned["everybody"]))
	require.Greater(t, earned["suggestion"], 1.2*math.Max(0, earned["RFM"]))
	require.Greater(t, earned["suggestion"], earned["unshrunk"], "who believes the greatest lifts as measured is disappointed")
	require.Greater(t, beats, 0.6)
	require.InDelta(t, 0.95, held/effects, 0.02)
}

// byRFM spends on who spent most before, down to where the money ends.
func byRFM(cells []worldCell, limit Limit) []float64 {
	sent := make([]float64, len(cells))
	for {
		best := -1
		for i, c := range cells {
			if sent[i] == 0 && (best < 0 || c.before > cells[best].before) {
				best = i
			}
		}
		if best < 0 {
			return sent
		}
		n := limit.take(Offer{Price: cells[best].price, Messages: cells[best].members})
		if n == 0 {
			return sent
		}
		sent[best] = n
	}
}
