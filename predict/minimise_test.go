package predict

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/optimize"

	"regulars/internal/seed"
)

// randomBrand is a few hundred or thousand members of a random model, not all of whom
// buy daily.
func randomBrand(r *rand.Rand) (Kind, []History) {
	m := randomModel(r)
	m.Alpha = max(m.Alpha, 5*m.R)
	return m.Kind, simulated(r, m, 100+r.IntN(3000), 60+r.IntN(1000))
}

// Whatever the brand, every search ends, and a simplex that starts where the best ended
// finds no parameters that explain the purchases better.
func TestNothingNearbyExplainsMoreThanTheFit(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 1))
	for searched := 0; searched < 15; {
		kind, histories := randomBrand(r)
		_, repeaters, rate := population(histories)
		if repeaters < LeastRepeaters {
			continue
		}
		searched++
		l := newLikelihood(kind, histories)
		f := walled(l.objective(func(v []float64) Purchases { return Purchases{kind, v[0], v[1], v[2], v[3]} }))
		for _, start := range startsOf(rate, nil) {
			_, _, done := search(f, start, l.slack())
			require.True(t, done, "brand %d from %v", searched, start)
		}
		best, _ := minimise(f, startsOf(rate, nil), l.slack())
		value, _ := f(best)
		require.Less(t, l.everyone()*(value-simplex(t, f, best)), .05, "brand %d: log-likelihood left at %v", searched, best)
	}
}

// simplex returns the least value that Nelder and Mead's method finds.
func simplex(t *testing.T, f objective, from []float64) float64 {
	t.Helper()
	result, err := optimize.Minimize(optimize.Problem{Func: func(x []float64) float64 { value, _ := f(x); return value }}, from,
		&optimize.Settings{MajorIterations: 1000, Converger: &optimize.FunctionConverge{Absolute: 1e-12, Iterations: 100}}, &optimize.NelderMead{})
	require.NoError(t, err)
	return result.F
}

// A hill that a search from one start doesn't see is found from another, and a start
// that leads nowhere hides none that leads somewhere.
func TestTheBestOfSeveralStarts(t *testing.T) {
	valleys := func(x []float64) (float64, []float64) {
		// Minima near -2 (value about 0) and 2 (about 1).
		v := x[0]
		return (v*v-4)*(v*v-4)/16 + (v+2)/4, []float64{v*(v*v-4)/4 + .25}
	}
	best, ok := minimise(valleys, [][]float64{{3}, {-3}}, 1e-9)
	require.True(t, ok)
	require.InDelta(t, -2, best[0], .2)
	best, ok = minimise(valleys, [][]float64{{-3}, {3}}, 1e-9)
	require.True(t, ok)
	require.InDelta(t, -2, best[0], .2)
	best, ok = minimise(valleys, [][]float64{{3}}, 1e-9)
	require.True(t, ok)
	require.InDelta(t, 2, best[0], .2)

	nowhere := func([]float64) (float64, []float64) { return math.NaN(), []float64{math.NaN()} }
	best, ok = minimise(nowhere, [][]float64{{0}}, 1e-9)
	require.False(t, ok)
	require.Nil(t, best)
}

// Where nothing holds a parameter the wall does.
func TestTheWallHolds(t *testing.T) {
	slope := func(x []float64) (float64, []float64) { return -x[0] / 10, []float64{-.1} }
	best, ok := minimise(slope, [][]float64{{0}}, 1e-9)
	require.True(t, ok)
	require.InDelta(t, wall, best[0], .1)
	require.Greater(t, best[0], atWall)
}

// A winding valley has many steps that gain little; the search ends behind them.
func TestShortStepsAreNoEnd(t *testing.T) {
	rosenbrock := func(x []float64) (float64, []float64) {
		a, b := 1-x[0], x[1]-x[0]*x[0]
		return a*a + 100*b*b, []float64{-2*a - 400*x[0]*b, 200 * b}
	}
	best, ok := minimise(rosenbrock, [][]float64{{-1.2, 1}}, .5)
	require.True(t, ok)
	require.InDelta(t, 1, best[0], .01)
	require.InDelta(t, 1, best[1], .01)
}
