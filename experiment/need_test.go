package experiment

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// What R's manual prints for power.prop.test(p1 = .50, p2 = .75, power = .90).
func TestNeedForSharesAsPublished(t *testing.T) {
	require.InDelta(t, 76.7, needForShares(0.5, 0.75, 1, 0.90), 0.05)
	need, possible := NeedForShares(Share{75, 100}, Share{50, 100}, 0.25)
	require.True(t, possible)
	require.EqualValues(t, 58, need)
}

func TestNeedForMeansIsTheNormalFormula(t *testing.T) {
	var a, b Sums
	for i := range 1000 {
		a.Add(float64(2*(i%2)), 0) // a standard deviation of 1
		b.Add(float64(2*(i%2)), 0)
	}
	need, possible := NeedForMeans(a, b, 0.5)
	require.True(t, possible)
	require.EqualValues(t, 63, need) // 2 (1.96 + 0.84)^2 / 0.5^2 = 62.8
}

func TestNeedOfNothing(t *testing.T) {
	for _, c := range [][2]Share{{{}, {1, 2}}, {{1, 2}, {}}} {
		_, possible := NeedForShares(c[0], c[1], 0.1)
		require.False(t, possible)
	}
	_, possible := NeedForShares(Share{1, 10}, Share{1, 10}, 0)
	require.False(t, possible, "no difference is never found")
	_, possible = NeedForShares(Share{1, 10}, Share{1, 10}, 1e-9)
	require.False(t, possible)
	_, possible = NeedForMeans(sumsOf(1, 2), sumsOf(1), 1)
	require.False(t, possible)
	_, possible = NeedForMeans(sumsOf(1, 2), sumsOf(1, 2), 0)
	require.False(t, possible)
	_, possible = NeedForMeans(sumsOf(0, 0), sumsOf(0, 0), 1)
	require.False(t, possible, "where nothing varies nothing is needed")
}

// Of so many members, the difference is found as often as the power says.
func TestNeededMembersFindTheDifference(t *testing.T) {
	r := rand.New(rand.NewPCG(2003, 42))
	for _, ratio := range []int{1, 4} {
		const p, q = 0.10, 0.05
		need, possible := NeedForShares(Share{uint64(ratio) * 10, uint64(ratio) * 100}, Share{5, 100}, p-q)
		require.True(t, possible)
		found := 0
		for range runs {
			if i, _ := ShareDifference(draw(r, ratio*int(need), p), draw(r, int(need), q)); !i.Zero() {
				found++
			}
		}
		t.Logf("%d to 1: %d are needed, found %.3f", ratio, need, float64(found)/runs)
		require.InDelta(t, Power, float64(found)/runs, 0.04)
	}
}
