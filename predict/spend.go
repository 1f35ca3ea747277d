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

// logLikelihood is that of the mean spends, with its derivatives by P, Q and Gamma.
func (m Spend) logLikelihood(all []Spending) (float64, [3]float64) {
	return newSpendLikelihood(all).value(m)
}

// spendLikelihood is the log-likelihood of mean spends as a function of P, Q and
// Gamma, with its gradient: for the mean z of x purchases
//
//	G(Px+Q) / (G(Px) G(Q)) Gamma^Q z^(Px-1) x^(Px) / (Gamma + xz)^(Px+Q).
type spendLikelihood struct {
	all   []Spending
	logs  []float64 // of the totals
	known []bool    // by x, whether anybody has it
}

func newSpendLikelihood(all []Spending) *spendLikelihood {
	l := &spendLikelihood{all: all, logs: make([]float64, len(all))}
	for i, s := range all {
		l.logs[i] = math.Log(s.Total)
		for int(s.Purchases) >= len(l.known) {
			l.known = append(l.known, false)
		}
		l.known[s.Purchases] = true
	}
	return l
}

type spendScore struct {
	value float64
	by    [3]float64 // derivatives by P, Q and Gamma
}

func (l *spendLikelihood) value(m Spend) (float64, [3]float64) {
	shapes := l.shapes(m)
	var sum spendScore
	for _, part := range inParts(len(l.all), func(from, to int) spendScore { return l.part(m, shapes, from, to) }) {
		sum.value += part.value
		for i := range sum.by {
			sum.by[i] += part.by[i]
		}
	}
	return sum.value, sum.by
}

func (l *spendLikelihood) part(m Spend, shapes []shape, from, to int) (sum spendScore) {
	logGamma := math.Log(m.Gamma)
	for i, s := range l.all[from:to] {
		members, x := float64(s.Members), float64(s.Purchases)
		shape, log, whole := shapes[s.Purchases], l.logs[from+i], m.Gamma+s.Total
		logWhole := math.Log(whole)
		power := m.P*x + m.Q
		sum.value += members * (shape.log + m.Q*logGamma + m.P*x*log - (log - shape.logX) - power*logWhole)
		sum.by[0] += members * (shape.byP + x*log - x*logWhole)
		sum.by[1] += members * (shape.byQ + logGamma - logWhole)
		sum.by[2] += members * (m.Q/m.Gamma - power/whole)
	}
	return sum
}

// shape is what the likelihood of spending needs of one number of purchases.
type shape struct {
	logX, log, byP, byQ float64
}

// shapes computes them once for each x that occurs.
func (l *spendLikelihood) shapes(m Spend) []shape {
	shapes := make([]shape, len(l.known))
	for n, known := range l.known {
		if !known {
			continue
		}
		x := float64(n)
		together := mathext.Digamma(m.P*x + m.Q)
		shapes[n] = shape{
			logX: math.Log(x),
			log:  lgamma(m.P*x+m.Q) - lgamma(m.P*x) - lgamma(m.Q),
			byP:  x * (together - mathext.Digamma(m.P*x)),
			byQ:  together - mathext.Digamma(m.Q),
		}
	}
	return shapes
}
