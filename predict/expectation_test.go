package predict

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/integrate/quad"

	"regulars/internal/seed"
)

// randomModel has parameters between near 0 and large.
func randomModel(r *rand.Rand) Purchases {
	kinds := []Kind{BGNBD, MBGNBD}
	of := func(low, high float64) float64 { return low * math.Pow(high/low, r.Float64()) }
	return Purchases{Kind: kinds[r.IntN(2)], R: of(.05, 20), Alpha: of(.2, 200), A: of(.01, 50), B: of(.05, 200)}
}

func randomHistory(r *rand.Rand) History {
	h := History{Age: uint32(r.IntN(1500)), Members: 1}
	if h.Age > 0 && r.IntN(3) > 0 {
		h.Purchases = 1 + uint32(r.IntN(30))
		h.Recency = 1 + uint32(r.IntN(int(h.Age)))
	}
	return h
}

// bySeries computes the expectation in another way: one who never left would buy N
// times, negative binomial; the k-th of them happens if k-1 coins said stay.
func bySeries(m Purchases, h History, days float64) float64 {
	x := float64(h.Purchases)
	shape, stays := m.R+x, m.B+m.coins(x)
	z := days / 7 / (m.Alpha + weeks(h.Age) + days/7)
	log := shape * math.Log1p(-z)
	stay, upTo, sum := 1.0, 0.0, 0.0
	for n := 0; ; n++ {
		mass := math.Exp(log)
		sum += mass * upTo
		if float64(n) > 50+shape*z/(1-z) && mass*float64(n) < 1e-17*sum {
			return sum
		}
		upTo += stay
		stay *= (stays + float64(n)) / (m.A + stays + float64(n))
		log += math.Log(z*(shape+float64(n))) - math.Log(float64(n)+1)
	}
}

func TestExpectedEqualsSeries(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 2))
	for range 3000 {
		m, h := randomModel(r), randomHistory(r)
		for _, days := range []float64{1, 14, 365} {
			require.InEpsilon(t, bySeries(m, h, days), m.ExpectedAlive(h.Purchases, h.Age, days), 1e-10, "%+v %+v %v", m, h, days)
		}
	}
}

func TestExpectedNearTheEdges(t *testing.T) {
	for _, m := range []Purchases{
		{BGNBD, .2, 4, 1, 2}, {BGNBD, .2, 4, 1 + 1e-12, 2}, // where the textbook form divides by 0
		{MBGNBD, 1e-3, 1e-3, 1e-3, 1e-3}, {BGNBD, 5, .5, 1e-4, 3}, {BGNBD, 3, 2, 3000, 8000},
	} {
		h := History{Purchases: 400, Recency: 900, Age: 1000}
		require.InEpsilon(t, bySeries(m, h, 365), m.ExpectedAlive(h.Purchases, h.Age, 365), 1e-9, "%+v", m)
	}
	// Without leaving it is the own rate.
	m := Purchases{Kind: BGNBD, R: 1, Alpha: 10, B: 1}
	require.InDelta(t, 2*3.0/(10+5), m.Expected(2, 20, 35, 14), 1e-12)
	m.A = 1e-9
	require.InDelta(t, 2*3.0/(10+5), m.Expected(2, 20, 35, 14), 1e-8)
}

// lifetime integrates over the rate and the chance to leave, both unknown. The
// substitutions remove the sharp ends of the distributions.
func lifetime(m Purchases, f func(rate, leave float64) float64) float64 {
	legendre := func(low, high float64, g func(float64) float64) float64 {
		var sum float64
		const pieces = 12
		for i := range pieces {
			step := (high - low) / pieces
			sum += quad.Fixed(g, low+float64(i)*step, low+float64(i+1)*step, 24, quad.Legendre{}, 0)
		}
		return sum
	}
	logGamma := m.R*math.Log(m.Alpha) - lgamma(m.R)
	logBeta := lgamma(m.A+m.B) - lgamma(m.A) - lgamma(m.B)
	return legendre(-40/m.R, 5, func(u float64) float64 {
		rate := math.Exp(u) / m.Alpha
		density := math.Exp(logGamma + m.R*math.Log(rate) - m.Alpha*rate)
		return density * legendre(-40/m.A, 40/m.B, func(v float64) float64 {
			leave, stay := 1/(1+math.Exp(-v)), 1/(1+math.Exp(v))
			return math.Exp(logBeta+m.A*math.Log(leave)+m.B*math.Log(stay)) * f(rate, leave)
		})
	})
}

// The likelihood, who is alive and what is expected, from the story of the model
// alone: buy, throw a coin, leave or stay.
func TestModelEqualsItsStory(t *testing.T) {
	models := []Purchases{
		{BGNBD, .8, 4.4, .9, 2.4}, {MBGNBD, .8, 4.4, .9, 2.4}, {BGNBD, 2.5, 20, 1.8, 6}, {MBGNBD, 2.5, 20, 1.8, 6},
	}
	histories := []History{{0, 0, 70, 1}, {1, 35, 70, 1}, {3, 63, 70, 1}, {3, 21, 140, 1}, {7, 140, 140, 1}}
	for _, m := range models {
		for _, h := range histories {
			x, last, age := float64(h.Purchases), weeks(h.Recency), weeks(h.Age)
			staying := func(rate, leave float64) float64 {
				return math.Pow(1-leave, m.coins(x)) * math.Pow(rate, x) * math.Exp(-rate*age)
			}
			leaving := func(rate, leave float64) float64 {
				if m.coins(x) == 0 {
					return 0
				}
				return leave * math.Pow(1-leave, m.coins(x)-1) * math.Pow(rate, x) * math.Exp(-rate*last)
			}
			alive, left := lifetime(m, staying), lifetime(m, leaving)
			value, _ := newLikelihood(m.Kind, []History{h}).value(m)
			require.InDelta(t, math.Log(alive+left), value, 1e-7, "%+v %+v", m, h)
			require.InDelta(t, alive/(alive+left), m.Alive(h.Purchases, h.Recency, h.Age), 1e-7, "%+v %+v", m, h)
			ahead := lifetime(m, func(rate, leave float64) float64 {
				return staying(rate, leave) * -math.Expm1(-rate*leave*8) / leave
			})
			require.InDelta(t, ahead/(alive+left), m.Expected(h.Purchases, h.Recency, h.Age, 56), 1e-7, "%+v %+v", m, h)
		}
	}
}

func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 4))
	for range 200 {
		m := randomModel(r)
		var histories []History
		for range 30 {
			histories = append(histories, randomHistory(r))
		}
		l := newLikelihood(m.Kind, histories)
		_, by := l.value(m)
		for i, parameter := range []*float64{&m.R, &m.Alpha, &m.A, &m.B} {
			requireSlope(t, parameter, by[i], func() float64 { v, _ := l.value(m); return v })
		}
	}
	for range 200 {
		m := Spend{1 + 5*r.Float64(), 1 + 4*r.Float64(), 1000 * r.Float64()}
		var all []Spending
		for range 20 {
			all = append(all, Spending{1 + uint32(r.IntN(20)), 1 + 5000*r.Float64(), 1 + uint64(r.IntN(3))})
		}
		_, by := m.logLikelihood(all)
		for i, parameter := range []*float64{&m.P, &m.Q, &m.Gamma} {
			requireSlope(t, parameter, by[i], func() float64 { v, _ := m.logLikelihood(all); return v })
		}
	}
}

// requireSlope compares a derivative with a difference of the fourth order.
func requireSlope(t *testing.T, parameter *float64, slope float64, value func() float64) {
	t.Helper()
	at, step := *parameter, *parameter*1e-3
	shifted := func(n float64) float64 {
		*parameter = at + n*step
		defer func() { *parameter = at }()
		return value()
	}
	difference := (8*(shifted(1)-shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * step)
	require.InDelta(t, difference, slope, 1e-6*math.Max(1/at, math.Abs(slope))+1e-5*math.Abs(difference))
}

// The density of the mean spend, from its story: Gamma within Gamma.
func TestSpendEqualsItsStory(t *testing.T) {
	m := Spend{6.25, 3.74, 15.44}
	for _, s := range []Spending{{1, 30, 1}, {3, 100, 1}, {10, 150, 1}} {
		x, mean := float64(s.Purchases), s.Total/float64(s.Purchases)
		given := func(v float64) float64 { // of the mean, and of v itself
			shape, rate := m.P*x, v*x
			return math.Exp(shape*math.Log(rate) - lgamma(shape) + (shape-1)*math.Log(mean) - rate*mean +
				m.Q*math.Log(m.Gamma) - lgamma(m.Q) + (m.Q-1)*math.Log(v) - m.Gamma*v)
		}
		integral := func(f func(v float64) float64) float64 {
			return quad.Fixed(func(u float64) float64 { v := math.Exp(u); return v * f(v) }, -8, 4, 400, quad.Legendre{}, 0)
		}
		density := integral(given)
		value, _ := m.logLikelihood([]Spending{s})
		require.InDelta(t, math.Log(density), value, 1e-9)
		require.InEpsilon(t, integral(func(v float64) float64 { return given(v) * m.P / v })/density, m.Mean(s.Purchases, s.Total), 1e-9)
	}
	require.InEpsilon(t, m.P*m.Gamma/(m.Q-1), m.Mean(0, 0), 1e-12)
}
