package brand

import (
	"math"
	"math/rand/v2"
)

// Dice is the only source of chance: the same seed and stream roll the same.
type Dice struct{ *rand.Rand }

// NewDice returns the dice of one stream of a seed.
func NewDice(seed, stream uint64) Dice {
	return Dice{rand.New(rand.NewPCG(seed, stream*0x9E3779B97F4A7C15+1))}
}

// Chance reports whether something with probability p happens.
func (d Dice) Chance(p float64) bool { return d.Float64() < p }

// Between is uniform in [low, high).
func (d Dice) Between(low, high float64) float64 { return low + d.Float64()*(high-low) }

func (d Dice) lognormal(mu, sigma float64) float64 { return math.Exp(mu + sigma*d.NormFloat64()) }

// gamma has the given shape and scale 1 (Marsaglia and Tsang).
func (d Dice) gamma(shape float64) float64 {
	if shape < 1 {
		return d.gamma(shape+1) * math.Pow(1-d.Float64(), 1/shape)
	}
	third := shape - 1.0/3
	c := 1 / math.Sqrt(9*third)
	for {
		x := d.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-d.Float64()) < x*x/2+third*(1-v+math.Log(v)) {
			return third * v
		}
	}
}

func (d Dice) beta(a, b float64) float64 {
	x, y := d.gamma(a), d.gamma(b)
	return x / (x + y)
}

// Weighted picks an index with a chance in proportion to its weight.
func (d Dice) Weighted(weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := d.Float64() * total
	for i, w := range weights {
		if at < w {
			return i
		}
		at -= w
	}
	return len(weights) - 1
}
