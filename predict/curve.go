package predict

import "math"

// curve is the distribution Beta(a, b) of a probability as points with weights.
//
// Expectations under it are integrals whose ends may be sharp (a or b near 0)
// and whose middle may be narrow (both large). With p = 1/(1+e^-u) and
// u = centre + width sinh(v) the integrand dies out double exponentially on both
// sides, and the trapezoidal rule in v converges faster than any power. The form
// has no singularity at a = 1, where the textbook one with 2F1 has. The view
// model_curves uses the same rule with half as many points.
type curve struct{ points, weights []float64 }

const (
	curveSteps = 400
	curveReach = 28  // ends where the density is below e^-28 of its peak
	curveWidth = 2.5 // at most, in u: beyond it the poles at u = ±iπ come near
	leastPoint = 1e-290
)

func newCurve(a, b float64) curve {
	spread := math.Sqrt(1/a + 1/b)
	width, centre := min(spread, curveWidth), math.Log(a/b)
	low := -math.Asinh(curveReach * (1/a + spread/4) / width)
	high := math.Asinh(curveReach * (1/b + spread/4) / width)
	peak := logBetaWeight(a, b, centre)
	var c curve
	var sum float64
	for i := range curveSteps + 1 {
		v := low + (high-low)*float64(i)/curveSteps
		u := centre + width*math.Sinh(v)
		weight := math.Exp(logBetaWeight(a, b, u)-peak) * math.Cosh(v)
		c.points = append(c.points, max(math.Exp(-softplus(-u)), leastPoint))
		c.weights = append(c.weights, weight)
		sum += weight
	}
	for i := range c.weights {
		c.weights[i] /= sum
	}
	return c
}

// logBetaWeight is log(p^a (1-p)^b) at p = 1/(1+e^-u).
func logBetaWeight(a, b, u float64) float64 { return -a*softplus(-u) - b*softplus(u) }

// softplus is log(1 + e^u).
func softplus(u float64) float64 { return max(u, 0) + math.Log1p(math.Exp(-math.Abs(u))) }

func (c curve) mean(of func(p float64) float64) float64 {
	var sum float64
	for i, p := range c.points {
		if c.weights[i] > 0 {
			sum += c.weights[i] * of(p)
		}
	}
	return sum
}
