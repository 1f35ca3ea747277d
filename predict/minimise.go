package predict

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

// The parameters are searched by their logarithms. Where the likelihood is flat they
// would run to infinity; a wall holds them, and a fit that stands at it says so.
const (
	wall   = 9.0 // e^±9
	atWall = 8.5
)

// The search is BFGS. What each number is for was tried on the searches of hundreds of
// random brands of 100 to 3,000 members, of odd ones and of ones that nobody leaves.
const (
	// steepest is the gradient, per member, below which a point is the best one. With
	// 1e-5 one search in thirty ends too early, by up to 200 of log-likelihood; 1e-9
	// costs a fifth more and finds nothing better.
	steepest = 1e-7

	// A search has also ended where so many steps gain less than slack each: where the
	// likelihood is flat, steps gain next to nothing for ever. With 5, one search in
	// thirty ends too early; beyond 20 nothing changes.
	idleSteps = 20

	// A line search may fail in a narrow valley, with an estimate of the curvature that
	// fits somewhere else; from the same point with a fresh one the search goes on. One
	// search in sixteen needs the second attempt, none needed a third.
	attempts = 3

	// maxSteps only makes sure that a search ends; none came near it.
	maxSteps = 500
)

// objective returns a value to be made small and its gradient, both at the logarithms
// of the parameters.
type objective func(logs []float64) (float64, []float64)

// minimise returns the logarithms of the best parameters that searches from several
// starts find; the likelihood may have several hills. It reports ok false where the
// search that got lowest didn't come to an end.
func minimise(f objective, starts [][]float64, slack float64) (best []float64, ok bool) {
	lowest := math.Inf(1)
	for _, start := range starts {
		at, value, done := search(walled(f), start, slack)
		if value < lowest { // which no NaN is
			best, lowest, ok = at, value, done
		}
	}
	return best, ok
}

// search goes downhill from one start. Slack is what a step must gain to count.
func search(f objective, at []float64, slack float64) (best []float64, value float64, done bool) {
	problem := remembered(f)
	for range attempts {
		result, err := optimize.Minimize(problem, at, &optimize.Settings{
			GradientThreshold: steepest,
			MajorIterations:   maxSteps,
			Converger:         &optimize.FunctionConverge{Absolute: slack, Iterations: idleSteps},
		}, &optimize.BFGS{})
		if result != nil && finite(result.X) {
			at = result.X
		}
		if err == nil && settled(result.Status) {
			return at, result.F, true
		}
		if value, gradient := f(at); level(gradient, slack) {
			return at, value, true
		}
	}
	value, _ = f(at)
	return at, value, false
}

// level reports whether the ground is so level that what is left to gain is less than
// slack. On it line searches fail by rounding errors: to repeat them would cost
// three times as much and find nothing. Near the best point the gain that is left goes with the square of
// the gradient.
func level(gradient []float64, slack float64) bool { return size(gradient) < math.Sqrt(slack) }

func settled(status optimize.Status) bool {
	switch status {
	case optimize.GradientThreshold, optimize.FunctionConvergence, optimize.MethodConverge, optimize.Success:
		return true
	}
	return false
}

// walled adds a smooth wall around where parameters may be.
func walled(f objective) objective {
	return func(logs []float64) (float64, []float64) {
		value, gradient := f(logs)
		for i, l := range logs {
			beyond := max(math.Abs(l)-wall, 0)
			value += beyond * beyond
			gradient[i] += math.Copysign(2*beyond, l)
		}
		return value, gradient
	}
}

// remembered computes value and gradient together, though they are asked for
// one by one.
func remembered(f objective) optimize.Problem {
	var at, gradient []float64
	var value float64
	compute := func(x []float64) {
		if at != nil && equal(at, x) {
			return
		}
		at = append(at[:0], x...)
		value, gradient = f(x)
	}
	return optimize.Problem{
		Func: func(x []float64) float64 {
			compute(x)
			return value
		},
		Grad: func(into, x []float64) {
			compute(x)
			copy(into, gradient)
		},
	}
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

func size(x []float64) float64 {
	largest := 0.0
	for _, v := range x {
		largest = max(largest, math.Abs(v))
	}
	return largest
}

func logsOf(values ...float64) []float64 {
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = min(max(math.Log(v), -wall), wall)
	}
	return logs
}

func expsOf(logs []float64) []float64 {
	values := make([]float64, len(logs))
	for i, l := range logs {
		values[i] = math.Exp(l)
	}
	return values
}
