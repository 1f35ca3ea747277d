package experiment

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// The eight schools (Rubin 1981), for which Gelman et al. (2013, table 5.3) print the
// posterior medians and 95 % intervals of 200 draws; means of the school A and of all come
// to about 11 and 8 in every published fit with these priors.
func TestShrinkAsPublished(t *testing.T) {
	var schools []Effect
	for i, y := range []float64{28, 8, -3, 7, -1, 1, 18, 12} {
		schools = append(schools, Effect{Value: y, Error: []float64{15, 10, 16, 11, 9, 11, 10, 18}[i]})
	}
	e := Shrink(schools)
	require.InDelta(t, 8, e.Mean, 0.5)
	require.InDelta(t, 6.6, e.Spread, 1.0)
	for i, want := range []float64{11.4, 8, 6.2, 7.7, 5.1, 6.1, 10.6, 8.5} {
		require.InDelta(t, want, e.Of[i].Estimate, 1, "school %d", i)
	}
	require.InDelta(t, -2, e.Of[0].Low, 2)
	require.InDelta(t, 31, e.Of[0].High, 3)
	for _, b := range e.Of {
		require.Less(t, b.Low, b.Estimate)
		require.Greater(t, b.High, b.Estimate)
		require.InDelta(t, 0.975, b.Above(b.Low), 1e-6)
		require.InDelta(t, 0.025, b.Above(b.High), 1e-6)
	}
}

// What was measured surely stands on itself, what wasn't on the others.
func TestShrinkByError(t *testing.T) {
	e := Shrink([]Effect{{10, 0.01, 1}, {0, 0.01, 1}, {5, 0.01, 1}, {40, 100, 1}})
	require.InDelta(t, 10, e.Of[0].Estimate, 0.01)
	require.Greater(t, e.Of[0].Own, 0.99)
	require.Less(t, e.Of[3].Own, 0.2)
	require.Less(t, e.Of[3].Estimate, 12.0)
	few := Shrink([]Effect{{10, 2, 1}, {0, 1, 1}})
	require.True(t, math.IsNaN(few.Mean), "of two effects the spread can't be estimated")
	require.InDelta(t, 10, few.Of[0].Estimate, 1e-9)
	require.InDelta(t, 10+2*quantile, few.Of[0].High, 1e-6)
	require.Empty(t, Shrink(nil).Of)
	alike := Shrink([]Effect{{3, 1, 1}, {3, 1, 1}, {3, 1, 1}})
	require.InDelta(t, 3, alike.Of[1].Estimate, 1e-9)
}

// Three effects are enough to draw them to each other.
func TestShrinkOfThree(t *testing.T) {
	three := Shrink([]Effect{{10, 2, 1}, {0, 1, 1}, {4, 2, 1}})
	require.False(t, math.IsNaN(three.Mean) || math.IsNaN(three.Spread))
	require.Less(t, three.Of[0].Estimate, 10.0)
	require.Less(t, three.Of[0].Own, 1.0)
}

// It doesn't matter in which money the scales are, and one scale of all is none.
func TestShrinkOverScales(t *testing.T) {
	effects := func(unit float64, alike bool) (all []Effect) {
		for i, y := range []float64{10, 2, 5, 30} {
			scale := unit
			if !alike {
				scale *= []float64{100, 40, 60, 400}[i]
			}
			all = append(all, Effect{y, y / 4, scale})
		}
		return all
	}
	for _, alike := range []bool{true, false} {
		first, second := Shrink(effects(1, alike)), Shrink(effects(7, alike))
		require.InDelta(t, first.Mean, second.Mean, 1e-6)
		require.InDelta(t, first.Spread, second.Spread, 1e-6)
		for i := range first.Of {
			require.InDelta(t, first.Of[i].Estimate, second.Of[i].Estimate, 1e-6)
		}
	}
	require.NotEqual(t, Shrink(effects(1, true)).Of[3].Estimate, Shrink(effects(1, false)).Of[3].Estimate)
}

// The intervals hold the truth as often as they say, however few effects there are, however
// much they differ, and also those that seem the best, where the plain ones don't.
func TestShrunkIntervalsHoldTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, c := range []struct {
		effects int
		spread  float64 // of the truth, in standard errors
	}{{4, 0.5}, {4, 2}, {12, 0}, {12, 0.5}, {12, 1}, {40, 0.3}, {40, 1}, {40, 3}} {
		worlds := 2400 / c.effects
		var held, best, plain, shrunkError, plainError float64
		for range worlds {
			truth, effects := make([]float64, c.effects), make([]Effect, c.effects)
			most := 0
			for i := range effects {
				s := 1 + 2*r.Float64()
				truth[i] = 1 + 2*c.spread*r.NormFloat64()
				effects[i] = Effect{Value: truth[i] + s*r.NormFloat64(), Error: s}
			}
			e := Shrink(effects)
			for i, b := range e.Of {
				if b.Low <= truth[i] && truth[i] <= b.High {
					held += 1 / float64(worlds*c.effects)
				}
				if effects[i].Value > effects[most].Value {
					most = i
				}
				shrunkError += (b.Estimate - truth[i]) * (b.Estimate - truth[i])
				plainError += (effects[i].Value - truth[i]) * (effects[i].Value - truth[i])
			}
			if b := e.Of[most]; b.Low <= truth[most] && truth[most] <= b.High {
				best += 1 / float64(worlds)
			}
			if math.Abs(effects[most].Value-truth[most]) <= quantile*effects[most].Error {
				plain += 1 / float64(worlds)
			}
		}
		t.Logf("%d effects, spread %.1f errors: holds %.1f %%, of the seemingly best %.1f %% (plain %.1f %%); squared error %.2f of the plain one",
			c.effects, c.spread, held*100, best*100, plain*100, shrunkError/plainError)
		require.Greater(t, held, 0.92)
		require.Less(t, held, 0.995)
		require.Greater(t, best, 0.89)
		require.Less(t, shrunkError, plainError)
	}
}
