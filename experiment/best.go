package experiment

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat/distuv"
)

const (
	points = 400 // of the quadrature
	reach  = 30  // standard deviations: the posterior of no hits falls as slowly as an exponential
)

// Best returns of each variant how likely its share is the greatest: by posteriors
// Beta(1 + hits, 1 + misses), which are integrated, so that the same shares always
// get the same answer. One variant alone is the best.
func Best(variants []Share) []float64 {
	posteriors := make([]distuv.Beta, len(variants))
	for i, v := range variants {
		posteriors[i] = distuv.Beta{Alpha: 1 + float64(v.Hits), Beta: 1 + float64(v.Of-v.Hits)}
	}
	all := make([]float64, len(variants))
	sum := 0.0
	for i := range posteriors {
		all[i] = best(posteriors, i)
		sum += all[i]
	}
	for i := range all {
		all[i] /= sum // what the quadrature left over
	}
	return all
}

func best(posteriors []distuv.Beta, i int) float64 {
	mine := posteriors[i]
	low := math.Max(0, mine.Mean()-reach*mine.StdDev())
	high := math.Min(1, mine.Mean()+reach*mine.StdDev())
	return quad.Fixed(func(share float64) float64 {
		chance := mine.Prob(share)
		for j, other := range posteriors {
			if j != i {
				chance *= other.CDF(share)
			}
		}
		return chance
	}, low, high, points, quad.Legendre{}, 0)
}
