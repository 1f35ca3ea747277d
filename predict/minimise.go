package predict

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

// The parameters are searched by their logarithms. Where the likelihood is flat
// they would run away for ever; a wall holds them, and who stands at it is told.
const (
	wall   = 9.0 // e^±9
	atWall = 8.5
)

// objective gives a value to be made small and its gradient, both at the
// logarithms of the parameters.
type objective func(logs []float64) (float64, []float64)

// minimise finds the best parameters' logarithms from several starts; ok is
// false where no search came to an end. A search has come to it where 20 steps
// gain less than slack each: where the likelihood is flat, steps gain next to
// nothing for ever.
func minimise(f objective, starts [][]float64, slack float64) (best []float64, ok bool) {
	lowest := math.Inf(1)
	for _, start := range starts {
		at, value, done := search(walled(f), start, slack)
		if value < lowest && !math.IsNaN(value) {
			best, lowest, ok = at, value, done
		}
	}
	return best, ok
}

// search is BFGS; where that gets stuck the simplex of Nelder and Mead finds the
// way out, and BFGS goes on from there.
func search(f objective, start []float64, slack float64) ([]float64, float64, bool) {
	problem := remembered(f)
	settings := &optimize.Settings{
		GradientThreshold: 1e-7, MajorIterations: 500, FuncEvaluations: 2000,
		Converger: &optimize.FunctionConverge{Absolute: slack, Iterations: 20},
	}
	at := start
	for range 3 {
		result, err := optimize.Minimize(problem, at, settings, &optimize.BFGS{})
		if result != nil && finite(result.X) {
			at = result.X
		}
		if err == nil && settled(result.Status) {
			return at, result.F, true
		}
		// A line search that fails on ground this level has arrived.
		if value, gradient := f(at); err != nil && size(gradient) < math.Sqrt(slack) {
			return at, value, true
		}
		simplex := &optimize.Settings{MajorIterations: 400, Converger: &optimize.FunctionConverge{Absolute: slack, Iterations: 60}}
		result, err = optimize.Minimize(problem, at, simplex, &optimize.NelderMead{})
		if err != nil && result == nil {
			break
		}
		if finite(result.X) {
			at = result.X
		}
	}
	// A search that ends by rounding errors ends at the best point that numbers
	// can tell apart; its gradient says whether it is one.
	value, gradient := f(at)
	return at, value, size(gradient) < 1e-4
}

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
