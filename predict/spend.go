package predict

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Spend is the Gamma-Gamma model: what a member spends per purchase varies as
// Gamma(P, v), and v over the members as Gamma(Q, Gamma).
type Spend struct {
	P, Q, Gamma float64 // Gamma in units of money
}

// Mean is what a member spends per purchase, who has spent total at x repeat
// purchases. Without any it is the population's mean.
func (m Spend) Mean(x uint32, total float64) float64 {
	if x == 0 || total <= 0 {
		return m.P * m.Gamma / (m.Q - 1)
	}
	return m.P * (m.Gamma + total) / (m.P*float64(x) + m.Q - 1)
}

// logLikelihood is that of the mean spends, with its derivatives by P, Q and
// Gamma: for the mean z of x purchases
//
//	G(Px+Q) / (G(Px) G(Q)) Gamma^Q z^(Px-1) x^(Px) / (Gamma + xz)^(Px+Q).
func (m Spend) logLikelihood(all []Spending) (float64, [3]float64) {
	var value float64
	var by [3]float64
	shapes := newShapes(m, all)
	logGamma := math.Log(m.Gamma)
	for _, s := range all {
		members, x := float64(s.Members), float64(s.Purchases)
		shape := shapes[s.Purchases]
		log, whole := math.Log(s.Total), m.Gamma+s.Total
		logWhole := math.Log(whole)
		power := m.P*x + m.Q
		value += members * (shape.log + m.Q*logGamma + m.P*x*log - (log - shape.logX) - power*logWhole)
		by[0] += members * (shape.byP + x*log - x*logWhole)
		by[1] += members * (shape.byQ + logGamma - logWhole)
		by[2] += members * (m.Q/m.Gamma - power/whole)
	}
	return value, by
}

// shape is what the likelihood of spending needs of one number of purchases.
type shape struct {
	logX, log, byP, byQ float64
}

// newShapes computes them once for each x that occurs.
func newShapes(m Spend, all []Spending) map[uint32]shape {
	shapes := map[uint32]shape{}
	for _, s := range all {
		if _, known := shapes[s.Purchases]; known {
			continue
		}
		x := float64(s.Purchases)
		together := mathext.Digamma(m.P*x + m.Q)
		shapes[s.Purchases] = shape{
			logX: math.Log(x),
			log:  lgamma(m.P*x+m.Q) - lgamma(m.P*x) - lgamma(m.Q),
			byP:  x * (together - mathext.Digamma(m.P*x)),
			byQ:  together - mathext.Digamma(m.Q),
		}
	}
	return shapes
}
