package predict

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// simulated members act out a model day by day; grouped as ClickHouse would.
func simulated(r *rand.Rand, m Purchases, members, days int) []History {
	groups := map[History]uint64{}
	for range members {
		groups[life(r, m, uint32(r.IntN(days)))]++
	}
	var all []History
	for h, n := range groups {
		h.Members = n
		all = append(all, h)
	}
	return all
}

// life is one member's. Two purchases on a day are one, which the small rates of
// the tests make rare.
func life(r *rand.Rand, m Purchases, age uint32) History {
	rate, leave := gamma(r, m.R)/m.Alpha, beta(r, m.A, m.B)
	h := History{Age: age}
	at := 0.0
	if m.Kind == MBGNBD && r.Float64() < leave {
		return h
	}
	for {
		at += 7 * r.ExpFloat64() / rate
		if math.Round(at) > float64(age) {
			return h
		}
		if day := uint32(math.Round(at)); day > h.Recency {
			h.Purchases, h.Recency = h.Purchases+1, day
		}
		if r.Float64() < leave {
			return h
		}
	}
}

// gamma draws by Marsaglia & Tsang.
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1./3
	for {
		x := r.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func beta(r *rand.Rand, a, b float64) float64 {
	x := gamma(r, a)
	return x / (x + gamma(r, b))
}

func TestKnownParametersAreFound(t *testing.T) {
	for _, m := range []Purchases{{BGNBD, .8, 12, .9, 3}, {MBGNBD, .8, 12, .9, 3}, {BGNBD, 2, 40, .5, 4}, {MBGNBD, 1.5, 30, .6, 1.5}} {
		r := rand.New(rand.NewPCG(5, 6))
		histories := simulated(r, m, 60_000, 1000)
		fit := FitPurchases(m.Kind, histories, nil)
		require.Equal(t, Fitted, fit.State, fit.Reason)
		truth, _ := newLikelihood(m.Kind, histories).value(m)
		require.Greater(t, fit.LogLikelihood, truth-.01)
		require.Less(t, fit.LogLikelihood, truth+12, "%+v", fit) // chi² of four parameters
		require.InEpsilon(t, m.R/m.Alpha, fit.R/fit.Alpha, .05)
		require.InEpsilon(t, m.A/(m.A+m.B), fit.A/(fit.A+fit.B), .08)
		for _, h := range []History{{0, 0, 500, 1}, {2, 300, 350, 1}, {5, 100, 900, 1}} {
			require.InDelta(t, m.Expected(h.Purchases, h.Recency, h.Age, 90), fit.Expected(h.Purchases, h.Recency, h.Age, 90), .05)
		}
		again := FitPurchases(m.Kind, histories, &fit.Purchases)
		require.InDelta(t, fit.LogLikelihood, again.LogLikelihood, .01)
		far := FitPurchases(m.Kind, histories, &Purchases{m.Kind, 30, .1, 50, .1})
		require.InDelta(t, fit.LogLikelihood, far.LogLikelihood, .5)
	}
}

func TestKnownSpendIsFound(t *testing.T) {
	m := Spend{4, 3.5, 900}
	r := rand.New(rand.NewPCG(7, 8))
	var all []Spending
	for range 20_000 {
		v, x := gamma(r, m.Q)/m.Gamma, 1+uint32(r.IntN(8))
		all = append(all, Spending{x, gamma(r, m.P*float64(x)) / v, 1})
	}
	fit := FitSpend(all, nil)
	require.Equal(t, Fitted, fit.State, fit.Reason)
	require.InEpsilon(t, m.P, fit.P, .05)
	require.InEpsilon(t, m.Q, fit.Q, .05)
	require.InEpsilon(t, m.Mean(0, 0), fit.Mean(0, 0), .03)
}

func TestFewMembersGiveNoFit(t *testing.T) {
	fit := FitPurchases(BGNBD, []History{{0, 0, 50, 69}, {1, 20, 50, 30}}, nil)
	require.Equal(t, Few, fit.State)
	require.Contains(t, fit.Reason, "99 members of whom 30")
	require.Equal(t, Few, FitPurchases(BGNBD, []History{{0, 0, 50, 171}, {1, 20, 50, 29}}, nil).State)
	require.Equal(t, Few, FitPurchases(MBGNBD, nil, nil).State)
	require.Equal(t, Few, FitSpend(nil, nil).State)
}

func TestNobodyLeaves(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	histories := simulated(r, Purchases{BGNBD, 2, 20, 1e-9, 5}, 3000, 400)
	for _, kind := range []Kind{BGNBD, MBGNBD} {
		fit := FitPurchases(kind, histories, nil)
		mean := 0.0
		for _, h := range histories {
			mean += fit.Alive(h.Purchases, h.Recency, h.Age) * float64(h.Members) / 3000
		}
		require.Greater(t, mean, .98, "%+v", fit)
		require.InDelta(t, 1, fit.Expected(3, 200, 210, 14)/((fit.R+3)/(fit.Alpha+30)*2), .02)
		if fit.State == NoDropout {
			require.Zero(t, fit.A)
			require.Contains(t, fit.Reason, "nobody is seen to leave")
		}
	}
}

// Odd data must lead to numbers or a reason, never to a NaN.
func TestOddHistories(t *testing.T) {
	for name, histories := range map[string][]History{
		"all the same":           {{3, 60, 90, 200}},
		"all at one date":        {{0, 0, 90, 100}, {1, 90, 90, 100}},
		"all bought today":       {{0, 0, 0, 150}, {1, 1, 1, 50}},
		"everybody comes back":   {{1, 30, 200, 60}, {2, 60, 200, 60}},
		"one buys daily":         {{0, 0, 900, 300}, {1, 30, 800, 60}, {899, 899, 899, 1}},
		"like clockwork":         {{10, 300, 310, 80}, {20, 600, 600, 80}},
		"long gone, all of them": {{0, 0, 3000, 300}, {1, 5, 3000, 50}, {4, 20, 2900, 50}},
	} {
		for _, kind := range []Kind{BGNBD, MBGNBD} {
			fit := FitPurchases(kind, histories, nil)
			require.NotEqual(t, Few, fit.State, name)
			require.Equal(t, fit.State == Fitted, fit.Reason == "", "%s: %+v", name, fit)
			for _, h := range histories {
				expected, alive := fit.Expected(h.Purchases, h.Recency, h.Age, 365), fit.Alive(h.Purchases, h.Recency, h.Age)
				require.True(t, expected >= 0 && expected < 5000 && alive >= 0 && alive <= 1, "%s: %+v %+v: %v, %v", name, fit, h, expected, alive)
			}
			t.Log(name, kind, fit.State, fit.R, fit.Alpha, fit.A, fit.B, fit.LogLikelihood, fit.Reason)
		}
	}
	same := []Spending{{1, 100, 100}, {2, 200, 50}}
	fit := FitSpend(same, nil)
	t.Log(fit)
	require.InEpsilon(t, 100, fit.Mean(2, 200), .01)
	require.InEpsilon(t, 100, fit.Mean(0, 0), .01)
	require.Equal(t, Rule, FitSpend([]Spending{{1, 100, 29}}, nil).State)
}

func BenchmarkFitOfTwoMillionMembers(b *testing.B) {
	m := Purchases{BGNBD, .9, 9, .8, 4}
	histories := simulated(rand.New(rand.NewPCG(1, 1)), m, 2_000_000, 1100)
	b.ResetTimer()
	for range b.N {
		fit := FitPurchases(BGNBD, histories, nil)
		b.ReportMetric(float64(len(histories)), "groups")
		if fit.State != Fitted {
			b.Fatal(fit)
		}
	}
}

// Where nobody leaves, the likelihood is flat in a and b.
func BenchmarkFitWhereNobodyLeaves(b *testing.B) {
	histories := faithful(rand.New(rand.NewPCG(1, 1)), 200_000, 1095)
	for _, kind := range []Kind{BGNBD, MBGNBD} {
		b.Run(string(kind), func(b *testing.B) {
			for range b.N {
				fit := FitPurchases(kind, histories, nil)
				b.ReportMetric(float64(len(histories)), "groups")
				b.Log(fit)
			}
		})
	}
}

// faithful members buy for ever, each at an own rate, one more often the lower
// its number.
func faithful(r *rand.Rand, members int, days uint32) []History {
	groups := map[History]uint64{}
	for i := range members {
		rate := 6.7 * math.Pow(float64(members)/float64(i+1), 1./3) / float64(days)
		first, last, bought := 0.0, 0.0, uint32(0)
		for at := r.ExpFloat64() / rate; at < float64(days); at += 1 + r.ExpFloat64()/rate {
			if bought++; bought == 1 {
				first = at
			}
			last = at
		}
		if bought > 0 {
			groups[History{Purchases: bought - 1, Recency: uint32(last) - uint32(first), Age: days - uint32(first)}]++
		}
	}
	var all []History
	for h, n := range groups {
		h.Members = n
		all = append(all, h)
	}
	return all
}
