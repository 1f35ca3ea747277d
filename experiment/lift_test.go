package experiment

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func spent(hits, of int, each float64) Group {
	g := Group{Buyers: Share{uint64(hits), uint64(of)}}
	for i := range of {
		if i < hits {
			g.Revenue.Add(each*float64(1+i%3), float64(i%5))
		} else {
			g.Revenue.Add(0, float64(i%5))
		}
	}
	return g
}

func TestCompareDecides(t *testing.T) {
	l := Compare(spent(300, 2000, 10), spent(40, 500, 10))
	require.Equal(t, uint64(2000), l.Assigned)
	require.Equal(t, uint64(500), l.HeldOut)
	require.Equal(t, More, l.Buyers.Verdict)
	require.True(t, l.Buyers.Verdict.Enough())
	require.Zero(t, l.Buyers.Needed)
	require.InDelta(t, 0.07, l.Buyers.Estimate, 1e-12)
	require.Equal(t, More, l.Revenue.Verdict)
	require.Equal(t, Less, Compare(spent(100, 2000, 10), spent(80, 500, 10)).Buyers.Verdict)
}

func TestCompareSaysHowManyMore(t *testing.T) {
	l := Compare(spent(12, 150, 10), spent(1, 17, 10))
	require.Equal(t, TooFew, l.Buyers.Verdict)
	require.True(t, l.Buyers.Known)
	need, possible := NeedForShares(Share{12, 150}, Share{1, 17}, l.Buyers.Estimate)
	require.True(t, possible)
	require.Equal(t, need-17, l.Buyers.Needed)
	require.Equal(t, TooFew, l.Revenue.Verdict)
	require.Positive(t, l.Revenue.Needed)
	require.Equal(t, TooFew, l.Plain.Verdict)
	require.Zero(t, Compare(spent(0, 150, 1), spent(0, 17, 1)).Buyers.Needed, "where nobody buys nothing can be said")
}

// The revenue says by itself how many more members it takes, and how much narrower its
// interval is for the revenue before.
func TestCompareByTheRevenue(t *testing.T) {
	group := func(n int, more float64) (g Group) {
		g.Buyers = Share{uint64(n / 2), uint64(n)}
		for i := range n {
			before := float64(i % 10)
			g.Revenue.Add(more+3*before+float64(i%3), before)
		}
		return g
	}
	assigned, heldOut := group(400, 0.1), group(100, 0)
	l := Compare(assigned, heldOut)
	require.True(t, l.Revenue.Known && l.Plain.Known)
	require.Equal(t, TooFew, l.Revenue.Verdict)
	need, possible := NeedForMeans(assigned.Revenue, heldOut.Revenue, l.Revenue.Estimate)
	require.True(t, possible)
	require.Greater(t, need, uint64(100))
	require.Equal(t, need-100, l.Revenue.Needed)
	require.Zero(t, l.Plain.Needed, "nothing is decided by it")
	require.Positive(t, l.Revenue.Narrower)
	require.InDelta(t, 1-(l.Revenue.High-l.Revenue.Low)/(l.Plain.High-l.Plain.Low), l.Revenue.Narrower, 1e-12)
	require.Greater(t, l.Revenue.Narrower, 0.8, "most of what differs was there before")

	less := Compare(group(400, 0), group(100, 3))
	require.Equal(t, Less, less.Revenue.Verdict)
	require.True(t, less.Revenue.Verdict.Enough())
	require.Zero(t, less.Revenue.Needed)
	require.Equal(t, TooFew, less.Buyers.Verdict)
	require.False(t, less.Buyers.Verdict.Enough())
	for _, v := range []Verdict{NobodyHeldOut, NobodyAssigned, ""} {
		require.False(t, v.Enough(), v)
	}
}

// The sums of the database stand each in its place.
func TestGroupOf(t *testing.T) {
	require.Equal(t, Group{Buyers: Share{Hits: 3, Of: 10}, Revenue: Sums{N: 10, Y: 40, X: 50, YY: 600, YX: 700, XX: 800}}, GroupOf([]float64{10, 3, 40, 50, 600, 700, 800}))
	require.Zero(t, GroupOf(nil))
}

func TestCompareOfNobody(t *testing.T) {
	some := spent(3, 10, 1)
	require.Equal(t, NobodyHeldOut, Compare(some, Group{}).Buyers.Verdict)
	require.Equal(t, NobodyAssigned, Compare(Group{}, some).Buyers.Verdict)
	none := Compare(Group{}, Group{})
	require.Equal(t, NobodyHeldOut, none.Revenue.Verdict)
	require.False(t, none.Buyers.Known || none.Revenue.Known || none.Plain.Known)
	one := Compare(spent(1, 1, 1), spent(0, 1, 1))
	require.Equal(t, TooFew, one.Buyers.Verdict)
	require.False(t, one.Revenue.Known)
	require.Equal(t, TooFew, one.Revenue.Verdict)
	require.Zero(t, one.Revenue.Narrower)
	require.Equal(t, some.Plus(some).Buyers, Share{6, 20})
	require.Equal(t, some.Plus(some).Revenue.N, uint64(20))
}

func TestAbout(t *testing.T) {
	for n, want := range map[uint64]uint64{0: 0, 7: 7, 99: 99, 101: 100, 1873: 1900, 1949: 1900, 123456: 120000, 995: 1000} {
		require.Equal(t, want, About(n))
	}
}
