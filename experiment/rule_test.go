package experiment

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRuleIsDueOnce(t *testing.T) {
	r := Rule{Members: 1000, After: 48 * time.Hour}
	require.False(t, r.Due(999, 47*time.Hour))
	require.True(t, r.Due(1000, 0))
	require.True(t, r.Due(0, 48*time.Hour))
	require.False(t, Rule{}.Due(1e6, 1e6*time.Hour))
	require.False(t, Rule{Members: 10}.Due(9, 1e6*time.Hour))
}

func TestWinner(t *testing.T) {
	i, won := Winner([]Share{{20, 500}, {60, 500}})
	require.True(t, won)
	require.Equal(t, 1, i)
	i, won = Winner([]Share{{20, 500}, {60, 500}, {21, 500}})
	require.True(t, won)
	require.Equal(t, 1, i)
	for _, none := range [][]Share{nil, {{5, 10}}, {{20, 500}, {24, 500}}, {{60, 500}, {60, 500}, {20, 500}}, {{0, 0}, {60, 500}}, {{60, 500}, {0, 0}}, {{0, 500}, {0, 500}}} {
		_, won := Winner(none)
		require.False(t, won, none)
	}
}

// Of variants that are alike the rule names a winner in at most 5 % of the looks, and of
// variants of which one is better it seldom names another; who looks every day until there
// is a winner errs several times as often.
func TestRuleHoldsItsErrorRate(t *testing.T) {
	r := rand.New(rand.NewPCG(1000, 2))
	const slack = 0.007 // two standard errors of 4,000 runs
	for _, c := range []struct {
		name   string
		shares []float64
		each   int
		least  float64 // how often it names the best one
	}{
		{"two alike", []float64{0.05, 0.05}, 500, 0}, {"two alike and rare", []float64{0.005, 0.005}, 500, 0},
		{"three alike", []float64{0.05, 0.05, 0.05}, 333, 0}, {"five alike", []float64{0.1, 0.1, 0.1, 0.1, 0.1}, 200, 0},
		{"two ahead of a third", []float64{0.1, 0.1, 0.01}, 333, 0}, {"two ahead of many", []float64{0.2, 0.2, 0.02, 0.02, 0.02, 0.02}, 160, 0}, {"one ahead", []float64{0.05, 0.10}, 500, 0.8}, {"one ahead of two", []float64{0.05, 0.05, 0.12}, 333, 0.75},
	} {
		wrong, right := 0, 0
		for range runs {
			variants := make([]Share, len(c.shares))
			for i, p := range c.shares {
				variants[i] = draw(r, c.each, p)
			}
			i, won := Winner(variants)
			switch {
			case !won:
			case c.least > 0 && i == len(c.shares)-1:
				right++
			default:
				wrong++
			}
		}
		t.Logf("%s: wrong %.4f, right %.4f", c.name, float64(wrong)/runs, float64(right)/runs)
		require.LessOrEqual(t, float64(wrong)/runs, 1-Confidence+slack, c.name)
		require.GreaterOrEqual(t, float64(right)/runs, c.least, c.name)
	}
	peeked := 0
	for range runs {
		a, b := Share{}, Share{}
		for range 14 {
			x, y := draw(r, 100, 0.05), draw(r, 100, 0.05)
			a, b = Share{a.Hits + x.Hits, a.Of + x.Of}, Share{b.Hits + y.Hits, b.Of + y.Of}
			if _, won := Winner([]Share{a, b}); won {
				peeked++
				break
			}
		}
	}
	t.Logf("looked at every day for two weeks: wrong %.4f", float64(peeked)/runs)
	require.Greater(t, float64(peeked)/runs, 2*(1-Confidence), "if looking often did no harm, the rule would be for nothing")
}
