package predict

import "math"

// Kind is a model. It is what the database calls it.
type Kind string

// The models. The two of purchases differ in one point: whether a member may leave
// right after the first purchase.
const (
	BGNBD      Kind = "bg_nbd"
	MBGNBD     Kind = "mbg_nbd"
	GammaGamma Kind = "gamma_gamma" // of spending
)

// Purchases is a model of purchases with its parameters. Where A is 0 nobody
// ever leaves.
type Purchases struct {
	Kind     Kind
	R, Alpha float64 // rate per week ~ Gamma(R, Alpha)
	A, B     float64 // chance to leave at a purchase ~ Beta(A, B)
}

// coins counts how often a member of x repeat purchases has stayed so far: the
// last stay is what being alive means.
func (m Purchases) coins(x float64) float64 {
	if m.Kind == MBGNBD {
		return x + 1
	}
	return x
}

// Alive is the probability that a member has not left, after x repeat purchases
// of which the last was recency days after the first, age days ago.
func (m Purchases) Alive(x, recency, age uint32) float64 {
	purchases := float64(x)
	if m.coins(purchases) == 0 || m.A == 0 {
		return 1
	}
	left := m.A / (m.B + m.coins(purchases) - 1)
	silence := (m.Alpha + weeks(age)) / (m.Alpha + weeks(recency))
	return 1 / (1 + left*math.Pow(silence, m.R+purchases))
}

// Expected is how many purchases (days with a purchase) a member makes in the
// coming days.
func (m Purchases) Expected(x, recency, age uint32, days float64) float64 {
	return m.Alive(x, recency, age) * m.ExpectedAlive(x, age, days)
}

// ExpectedAlive is Expected of a member who is known to be alive.
func (m Purchases) ExpectedAlive(x, age uint32, days float64) float64 {
	shape := m.R + float64(x)
	future := days / daysPerWeek / (m.Alpha + weeks(age))
	if m.A == 0 {
		return shape * future
	}
	return newCurve(m.A, m.B+m.coins(float64(x))).mean(func(p float64) float64 {
		return untilLeaving(p, shape, future)
	})
}

// untilLeaving is the expected number of purchases of one who leaves at each
// with probability p, where the rate is Gamma(shape) and the time ahead is given
// in units of its scale: (1 - (1 + p time)^-shape) / p.
func untilLeaving(p, shape, time float64) float64 {
	return -math.Expm1(-shape*math.Log1p(p*time)) / p
}

func weeks(days uint32) float64 { return float64(days) / daysPerWeek }
