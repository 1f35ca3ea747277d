package experiment

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Confidence is how often an interval holds the truth.
const Confidence = 0.95

// Share is how many of so many members did something.
type Share struct {
	Hits, Of uint64
}

// Value is the share as a number; 0 of nobody.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return 0
	}
	return float64(s.Hits) / float64(s.Of)
}

// Interval is an estimate between its bounds.
type Interval struct {
	Estimate, Low, High float64
}

// Zero reports whether the interval holds 0: the groups may be alike.
func (i Interval) Zero() bool { return i.Low <= 0 && i.High >= 0 }

// Width is how far the bounds are apart.
func (i Interval) Width() float64 { return i.High - i.Low }

// Wilson returns the score interval of the share itself. It reports false of nobody.
func (s Share) Wilson() (Interval, bool) {
	if s.Of == 0 {
		return Interval{}, false
	}
	z, n, p := quantile, float64(s.Of), s.Value()
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n)) / (1 + z*z/n)
	return Interval{Estimate: p, Low: middle - half, High: middle + half}, true
}

// ShareDifference returns by how much the share of a exceeds that of b, with Newcombe's
// hybrid score interval. It reports false where a group has nobody.
func ShareDifference(a, b Share) (Interval, bool) {
	first, known := a.Wilson()
	second, also := b.Wilson()
	if !known || !also {
		return Interval{}, false
	}
	d := first.Estimate - second.Estimate
	return Interval{
		Estimate: d,
		Low:      d - math.Hypot(first.Estimate-first.Low, second.High-second.Estimate),
		High:     d + math.Hypot(first.High-first.Estimate, second.Estimate-second.Low),
	}, true
}

// quantile is how many standard errors a two-sided interval reaches to each side.
var quantile = distuv.UnitNormal.Quantile(0.5 + Confidence/2)
