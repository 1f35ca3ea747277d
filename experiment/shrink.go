package experiment

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Effect is what an experiment measured, with its standard error. Effects may be the
// greater the greater the scale is on which they stand, such as what is spent anyway.
type Effect struct {
	Value, Error float64
	Scale        float64 // above 0; 0: that of all
}

// Expectations are what is to be expected of effects that were measured side by side.
type Expectations struct {
	Mean   float64 // of all of them
	Spread float64 // by how much the true effects differ: a standard deviation
	Of     []Belief
}

// Belief is what is to be expected of one effect: its mean, and where it lies at 95 %.
type Belief struct {
	Interval
	Own   float64 // how much of the estimate is its own measurement; the rest is the mean of all
	parts []part
}

// part is a normal distribution with its weight.
type part struct{ weight, mean, sd float64 }

// fewestShrunk is of how many effects at least the spread can be estimated.
const fewestShrunk = 3

// spreads is at how many spreads the likelihood is computed.
const spreads = 100

// Shrink draws each effect towards the mean of all, the more the less surely it was
// measured, by the hierarchical normal model
//
//	y_i ~ N(θ_i, s_i²),  θ_i ~ N(μ, τ²):
//	E[θ_i | y, τ] = w_i y_i + (1 − w_i) μ̂,   w_i = τ² / (τ² + s_i²),
//	Var[θ_i | y, τ] = w_i s_i² + (1 − w_i)² V,  V = 1 / Σ 1/(τ² + s_i²),  μ̂ = V Σ y_i/(τ² + s_i²).
//
// These are the empirical Bayes estimates of Efron & Morris (1975) and Morris (1983). A
// single estimate of τ put in their place makes the intervals too narrow where few effects
// were measured; so they are averaged over
//
//	p(τ | y) ∝ √V Π (τ² + s_i²)^−½ exp(−(y_i − μ̂)² / 2(τ² + s_i²)),
//
// with μ and τ uniform (Gelman et al. 2013, Bayesian Data Analysis, 5.4; Rubin 1981).
// Whether effects are alike as they are, or in proportion to their scale, nobody knows
// before: y_i and s_i are taken over h_i = scale_i^γ (of the geometric mean 1) with γ = 0, ½
// and 1, each as likely as it explains what was measured (Bayesian model averaging, Hoeting
// et al. 1999). Of fewer than three effects the spread can't be estimated: each stands on its own
// measurement.
func Shrink(effects []Effect) Expectations {
	if len(effects) < fewestShrunk {
		return unshrunk(effects)
	}
	e := Expectations{Of: make([]Belief, len(effects))}
	for _, m := range modelsOf(effects) {
		mean, variance := meanAt(m.effects, m.tau)
		e.Mean += m.weight * mean
		e.Spread += m.weight * m.tau
		for i, y := range m.effects {
			own := m.tau * m.tau / (m.tau*m.tau + y.Error*y.Error)
			e.Of[i].Own += m.weight * own
			e.Of[i].parts = append(e.Of[i].parts, part{
				m.weight, y.Scale * (own*y.Value + (1-own)*mean), y.Scale * math.Sqrt(own*y.Error*y.Error+(1-own)*(1-own)*variance),
			})
		}
	}
	for i := range e.Of {
		e.Of[i].summarise()
	}
	return e
}

func unshrunk(effects []Effect) Expectations {
	e := Expectations{Mean: math.NaN(), Spread: math.NaN(), Of: make([]Belief, len(effects))}
	for i, y := range effects {
		e.Of[i] = Belief{Own: 1, parts: []part{{1, y.Value, y.Error}}}
		e.Of[i].summarise()
	}
	return e
}

// powers are in how far the effects may grow with their scale.
var powers = []float64{0, 0.5, 1}

// powersOf leaves one where all effects stand on one scale.
func powersOf(effects []Effect) []float64 {
	for _, y := range effects {
		if scaleOf(y) != scaleOf(effects[0]) {
			return powers
		}
	}
	return powers[:1]
}

// model is how the true effects may be spread, with how likely that is. Its effects are
// those that were measured over their scale, which they keep.
type model struct {
	effects     []Effect
	tau, weight float64
}

// modelsOf returns the models that explain the effects; those that hardly do are left out.
func modelsOf(effects []Effect) []model {
	var all []model
	var logs []float64
	for _, power := range powersOf(effects) {
		scaled := over(effects, power)
		unit := unitOf(scaled)
		for k := range spreads {
			u := (float64(k) + 0.5) / spreads
			tau := unit * u / (1 - u)
			all = append(all, model{effects: scaled, tau: tau})
			logs = append(logs, likelihood(scaled, tau)+math.Log(unit)-2*math.Log(1-u)) // the width of the grid's cell
		}
	}
	most := slices.Max(logs)
	kept, sum := all[:0], 0.0
	for k, m := range all {
		if m.weight = math.Exp(logs[k] - most); m.weight > negligible {
			kept, sum = append(kept, m), sum+m.weight
		}
	}
	for k := range kept {
		kept[k].weight /= sum
	}
	return kept
}

// negligible is how unlikely a model is, next to the best, that is left out.
const negligible = 1e-5

// over returns the effects over a power of their scale.
func over(effects []Effect, power float64) []Effect {
	mean := 0.0
	for _, y := range effects {
		mean += math.Log(scaleOf(y)) / float64(len(effects))
	}
	scaled := make([]Effect, len(effects))
	for i, y := range effects {
		scale := math.Exp(power * (math.Log(scaleOf(y)) - mean))
		scaled[i] = Effect{Value: y.Value / scale, Error: y.Error / scale, Scale: scale}
	}
	return scaled
}

func scaleOf(y Effect) float64 {
	if y.Scale > 0 {
		return y.Scale
	}
	return 1
}

// unitOf is where the grid of spreads is finest: it reaches to hundreds of times that.
func unitOf(effects []Effect) float64 {
	values, errors := make([]float64, len(effects)), make([]float64, len(effects))
	for i, y := range effects {
		values[i], errors[i] = y.Value, y.Error
	}
	slices.Sort(errors)
	return math.Hypot(stat.Quantile(0.5, stat.Empirical, errors, nil), stat.StdDev(values, nil)) / 2
}

// meanAt is the mean of all at a spread, with its variance.
func meanAt(effects []Effect, tau float64) (mean, variance float64) {
	var precision, sum float64
	for _, y := range effects {
		p := 1 / (tau*tau + y.Error*y.Error)
		precision, sum = precision+p, sum+p*y.Value
	}
	return sum / precision, 1 / precision
}

// likelihood is the logarithm of that of a spread.
func likelihood(effects []Effect, tau float64) float64 {
	mean, variance := meanAt(effects, tau)
	l := math.Log(variance) / 2
	for _, y := range effects {
		v := tau*tau + y.Error*y.Error
		l -= math.Log(v)/2 + (y.Value-mean)*(y.Value-mean)/(2*v)
	}
	return l
}

func (b *Belief) summarise() {
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range b.parts {
		b.Estimate += p.weight * p.mean
		low, high = math.Min(low, p.mean-8*p.sd), math.Max(high, p.mean+8*p.sd)
	}
	b.Low, b.High = b.quantile(0.5-Confidence/2, low, high), b.quantile(0.5+Confidence/2, low, high)
}

// quantile halves the range that holds it until nothing changes.
func (b *Belief) quantile(p, low, high float64) float64 {
	for range 40 {
		middle := (low + high) / 2
		if 1-b.Above(middle) < p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// Above returns how likely the effect is greater than a value.
func (b *Belief) Above(value float64) float64 {
	chance := 0.0
	for _, p := range b.parts {
		chance += p.weight * distuv.UnitNormal.Survival((value-p.mean)/p.sd)
	}
	return chance
}
