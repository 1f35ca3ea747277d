package experiment

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// MeanDifference is by how much the revenue per member of one group exceeds that of
// another.
type MeanDifference struct {
	Interval
	Error float64 // the standard error
	Theta float64 // what a unit of revenue before counts; 0: it isn't used
}

// Plain returns the difference of the revenues per member. It reports false where a
// group has fewer than two members, or nothing varies.
func Plain(a, b Sums) (MeanDifference, bool) { return difference(a, b, 0) }

// CUPED returns the difference with what the revenue before explains taken out of it. It
// reports false where Plain does.
func CUPED(a, b Sums) (MeanDifference, bool) { return difference(a, b, theta(a, b)) }

func difference(a, b Sums, theta float64) (MeanDifference, bool) {
	first, second := floored(a.of(theta), b.of(theta))
	i, known := welch(first, second)
	if !known {
		return MeanDifference{}, false
	}
	return MeanDifference{Interval: i, Error: math.Sqrt(first.variance/first.n + second.variance/second.n), Theta: theta}, true
}

// welch is the t interval of the textbook. It reports false where nothing varies, and where
// a group has fewer than two members: its variance is no number then.
func welch(a, b moments) (Interval, bool) {
	va, vb := a.variance/a.n, b.variance/b.n
	if !(va+vb > 0) {
		return Interval{}, false
	}
	freedom := (va + vb) * (va + vb) / (va*va/(a.n-1) + vb*vb/(b.n-1))
	half := math.Sqrt(va+vb) * distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile(0.5+Confidence/2)
	d := a.mean - b.mean
	return Interval{Estimate: d, Low: d - half, High: d + half}, true
}

// floored takes the variance of both groups together for that of a group where that is
// less: few members without a large order among them look alike by chance, and the
// textbook's interval is too narrow just then.
func floored(a, b moments) (moments, moments) {
	pooled := (a.n*a.variance + b.n*b.variance) / (a.n + b.n)
	a.variance, b.variance = math.Max(a.variance, pooled), math.Max(b.variance, pooled)
	return a, b
}

// theta is the slope of the revenue after over the revenue before, pooled within the
// groups; 0 where nothing was spent before, or all spent the same.
func theta(a, b Sums) float64 {
	yxA, xxA := a.within()
	yxB, xxB := b.within()
	if !(xxA+xxB > 0) { // nor is it a number of nobody
		return 0
	}
	return (yxA + yxB) / (xxA + xxB)
}
