package experiment

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"
)

// The intervals that Newcombe (1998), Two-sided confidence intervals for the single
// proportion, prints for Wilson's score method.
func TestWilsonAsPublished(t *testing.T) {
	for _, c := range []struct {
		share     Share
		low, high float64
	}{{Share{81, 263}, 0.2553, 0.3662}, {Share{15, 148}, 0.0624, 0.1605}, {Share{0, 20}, 0, 0.1611}, {Share{1, 29}, 0.0061, 0.1718}} {
		i, known := c.share.Wilson()
		require.True(t, known)
		require.InDelta(t, c.low, i.Low, 0.00005, c.share)
		require.InDelta(t, c.high, i.High, 0.00005, c.share)
	}
	_, known := Share{}.Wilson()
	require.False(t, known)
}

// The intervals that Newcombe (1998), Interval estimation for the difference between
// independent proportions, prints for method 10.
func TestNewcombeAsPublished(t *testing.T) {
	for _, c := range []struct {
		a, b      Share
		low, high float64
	}{
		{Share{56, 70}, Share{48, 80}, 0.0524, 0.3339},
		{Share{9, 10}, Share{3, 10}, 0.1705, 0.8090},
		{Share{6, 7}, Share{2, 7}, 0.0582, 0.8062},
		{Share{5, 56}, Share{0, 29}, -0.0381, 0.1926},
		{Share{0, 10}, Share{0, 20}, -0.1611, 0.2775},
		{Share{0, 10}, Share{0, 10}, -0.2775, 0.2775},
		{Share{10, 10}, Share{0, 20}, 0.6791, 1},
		{Share{10, 10}, Share{0, 10}, 0.6075, 1},
	} {
		i, known := ShareDifference(c.a, c.b)
		require.True(t, known)
		require.InDelta(t, c.low, i.Low, 0.00005, c)
		require.InDelta(t, c.high, i.High, 0.00005, c)
		require.InDelta(t, c.a.Value()-c.b.Value(), i.Estimate, 1e-15)
		back, _ := ShareDifference(c.b, c.a)
		require.InDelta(t, -i.High, back.Low, 1e-15)
	}
	for _, pair := range [][2]Share{{{}, {1, 2}}, {{1, 2}, {}}, {{}, {}}} {
		_, known := ShareDifference(pair[0], pair[1])
		require.False(t, known)
	}
	one, known := ShareDifference(Share{1, 1}, Share{0, 1})
	require.True(t, known)
	require.True(t, one.Zero(), "of one member each nothing is known")
	require.LessOrEqual(t, one.High, 1.0)
}

const runs = 4000

// Small shares, zero cells and unequal groups: the interval holds the truth at least 94 %
// of the time, which the textbook's (Wald's) doesn't, and is no wider than it has to be.
func TestShareDifferencesCover(t *testing.T) {
	r := rand.New(rand.NewPCG(1998, 10))
	worst, worstWald := 1.0, 1.0
	for _, c := range []struct {
		p, q  float64
		n, m  int
		least float64
	}{
		{0.01, 0.01, 900, 100, 0.94}, {0.02, 0.01, 900, 100, 0.94}, {0.05, 0.05, 150, 17, 0.94}, {0.05, 0.02, 450, 50, 0.94},
		{0.1, 0.08, 190, 10, 0.94}, {0.3, 0.25, 90, 30, 0.94}, {0.5, 0.5, 20, 20, 0.94}, {0.03, 0.03, 300, 300, 0.94}, {0.005, 0.005, 9000, 1000, 0.94},
		{0.005, 0.005, 1900, 100, 0.93}, // of every second group held out nobody buys: no interval of the kind holds more often there
	} {
		held, wald, width, waldWidth := 0, 0, 0.0, 0.0
		for range runs {
			a, b := draw(r, c.n, c.p), draw(r, c.m, c.q)
			i, _ := ShareDifference(a, b)
			w := textbookShares(a, b)
			held, wald = held+holds(i, c.p-c.q), wald+holds(w, c.p-c.q)
			width, waldWidth = width+i.Width(), waldWidth+w.Width()
		}
		cover, plain := float64(held)/runs, float64(wald)/runs
		t.Logf("%+v: held %.4f, width %.4f; textbook %.4f, %.4f", c, cover, width/runs, plain, waldWidth/runs)
		assert.GreaterOrEqual(t, cover, c.least, c)
		worst, worstWald = min(worst, cover), min(worstWald, plain)
	}
	require.Less(t, worstWald, 0.90, "the cases are too easy to prove anything")
	require.Greater(t, worst, worstWald)
}

// Without chance: how often the interval holds the truth is summed up over all outcomes.
func TestShareDifferencesCoverExactly(t *testing.T) {
	least, sum, n := 1.0, 0.0, 0.0
	for _, groups := range [][2]int{{153, 17}, {450, 50}, {900, 100}, {1900, 100}, {1800, 200}, {500, 500}, {50, 50}, {10, 10}} {
		for _, p := range []float64{0.005, 0.01, 0.02, 0.05, 0.1, 0.3} {
			for _, effect := range []float64{1, 1.3} {
				cover := covers(groups[0], p*effect, groups[1], p)
				t.Logf("%v %v to %v: %.4f", groups, p*effect, p, cover)
				least, sum, n = min(least, cover), sum+cover, n+1
			}
		}
	}
	t.Logf("at least %.4f, %.4f on the average", least, sum/n)
	require.GreaterOrEqual(t, sum/n, 0.95)
	require.GreaterOrEqual(t, least, 0.94)
}

func covers(n int, p float64, m int, q float64) (held float64) {
	first, second := likely(n, p), likely(m, q)
	for a, chance := range first {
		for b, also := range second {
			i, _ := ShareDifference(Share{a, uint64(n)}, Share{b, uint64(m)})
			held += float64(holds(i, p-q)) * chance * also
		}
	}
	return held
}

// likely are the numbers of hits that happen, with their probabilities.
func likely(n int, p float64) map[uint64]float64 {
	all := map[uint64]float64{}
	d := distuv.Binomial{N: float64(n), P: p}
	for hits := range n + 1 {
		if chance := d.Prob(float64(hits)); chance > 1e-9 {
			all[uint64(hits)] = chance
		}
	}
	return all
}

func draw(r *rand.Rand, n int, p float64) Share {
	s := Share{Of: uint64(n)}
	for range n {
		if r.Float64() < p {
			s.Hits++
		}
	}
	return s
}

func holds(i Interval, truth float64) int {
	if i.Low <= truth && truth <= i.High {
		return 1
	}
	return 0
}

func TestAnIntervalThatHoldsZero(t *testing.T) {
	for i, want := range map[Interval]bool{
		{Low: -1, High: 1}: true, {Low: 0, High: 1}: true, {Low: -1, High: 0}: true, {}: true, {Low: 0.1, High: 1}: false, {Low: -1, High: -0.1}: false,
	} {
		require.Equal(t, want, i.Zero(), i)
	}
}
