package experiment

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// exact is the closed form of two variants (Miller 2014, Formulas for Bayesian A/B
// testing, 2): how likely b is better than a.
func exact(a, b Share) float64 {
	aa, ba := 1+float64(a.Hits), 1+float64(a.Of-a.Hits)
	bb := 1 + float64(b.Of-b.Hits)
	sum := 0.0
	for i := range b.Hits + 1 {
		k := float64(i)
		sum += math.Exp(mathext.Lbeta(aa+k, ba+bb) - math.Log(bb+k) - mathext.Lbeta(1+k, bb) - mathext.Lbeta(aa, ba))
	}
	return sum
}

func TestBestOfTwoIsTheClosedForm(t *testing.T) {
	for _, pair := range [][2]Share{
		{{0, 0}, {1, 1}}, {{5, 100}, {8, 100}}, {{0, 10}, {0, 2000}}, {{0, 50000}, {3, 50000}}, {{600, 10000}, {650, 10000}}, {{10, 10}, {9, 10}}, {{20000, 400000}, {20100, 400000}},
	} {
		all := Best(pair[:])
		require.InDelta(t, exact(pair[0], pair[1]), all[1], 1e-6, pair)
		require.InDelta(t, 1, all[0]+all[1], 1e-12)
	}
	require.InDelta(t, 2.0/3, Best([]Share{{}, {1, 1}})[1], 1e-9)
}

func TestBestOfMany(t *testing.T) {
	require.Empty(t, Best(nil))
	require.Equal(t, []float64{1}, Best([]Share{{3, 7}}))
	for _, p := range Best([]Share{{5, 100}, {5, 100}, {5, 100}, {5, 100}}) {
		require.InDelta(t, 0.25, p, 1e-9)
	}
	variants := []Share{{5, 100}, {9, 110}, {12, 120}}
	all := Best(variants)
	require.Equal(t, all, Best(variants), "the same again")
	// By drawing from the posteriors.
	r := rand.New(rand.NewPCG(5, 6))
	won := make([]float64, 3)
	const draws = 40000
	for range draws {
		best, most := 0, -1.0
		for i, v := range variants {
			if x := (distuv.Beta{Alpha: 1 + float64(v.Hits), Beta: 1 + float64(v.Of-v.Hits), Src: r}).Rand(); x > most {
				best, most = i, x
			}
		}
		won[best] += 1.0 / draws
	}
	for i := range all {
		require.InDelta(t, won[i], all[i], 0.01)
	}
}
