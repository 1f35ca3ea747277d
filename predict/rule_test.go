package predict

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// clockwork members buy at the same pace for ever; quitters buy a few times in a month and
// are never seen again; of mixed members some do this and some that.
var (
	clockwork = []History{{10, 300, 310, 80}, {20, 600, 600, 80}}
	quitters  = []History{{0, 0, 900, 200}, {1, 10, 900, 60}, {3, 30, 900, 60}, {6, 30, 800, 40}}
	mixed     = []History{{0, 0, 400, 120}, {1, 20, 400, 60}, {2, 90, 500, 30}, {4, 300, 380, 40}, {6, 350, 420, 30}, {5, 60, 450, 25}, {9, 500, 560, 15}}
)

// The bounds of what is fitted at all, and what is said of less.
func TestHowManyMembersAFitNeeds(t *testing.T) {
	of := func(once, again uint64) []History { return []History{{0, 0, 500, once}, {2, 100, 500, again}} }
	for _, c := range []struct {
		histories          []History
		members, repeaters uint64
		few                bool
	}{{of(70, 30), 100, 30, false}, {of(69, 30), 99, 30, true}, {of(71, 29), 100, 29, true}, {of(0, 100), 100, 100, false}} {
		fit := FitPurchases(BGNBD, c.histories, nil)
		require.Equal(t, []uint64{c.members, c.repeaters}, []uint64{fit.Members, fit.Repeaters})
		require.Equal(t, c.few, fit.State == Few, c)
		if c.few {
			require.Equal(t, Purchases{Kind: BGNBD}, fit.Purchases)
			require.Zero(t, fit.LogLikelihood)
			require.NotEmpty(t, fit.Reason)
		}
	}
	members, repeaters, rate := population(mixed)
	require.Equal(t, []uint64{320, 200}, []uint64{members, repeaters})
	require.InEpsilon(t, (60.0+60+160+180+125+135)/((120*400+60*400+30*500+40*380+30*420+25*450+15*560)/7.0), rate, 1e-12)
	_, _, rate = population([]History{{1, 0, 0, 40}})
	require.Zero(t, rate, "who bought today for the first time says nothing of a rate")
}

// Nobody is seen to leave where all go on; where most don't, they left.
func TestWhetherAnybodyLeaves(t *testing.T) {
	for _, kind := range []Kind{BGNBD, MBGNBD} {
		stay := FitPurchases(kind, clockwork, nil)
		require.Equal(t, NoDropout, stay.State)
		require.Contains(t, stay.Reason, "nobody is seen to leave")
		require.Zero(t, stay.A)
		require.InEpsilon(t, 2400/(80*910/7.0), stay.R/stay.Alpha, 1e-3, "the rate of all")
		value, _ := newLikelihood(kind, clockwork).value(stay.Purchases)
		require.Equal(t, value, stay.LogLikelihood)
		require.InDelta(t, 1, stay.Alive(10, 300, 310), 0)

		leave := FitPurchases(kind, mixed, nil)
		require.Equal(t, Fitted, leave.State, "%+v", leave)
		require.Empty(t, leave.Reason)
		l := newLikelihood(kind, mixed)
		value, _ = l.value(leave.Purchases)
		require.Equal(t, value, leave.LogLikelihood)
		require.Less(t, leave.Alive(5, 60, 450), .1, "five times in two months, and never in the year after")
		require.Greater(t, leave.Alive(6, 410, 420), .8)
		faithful, ok := l.bestFaithful(.1, nil)
		require.True(t, ok)
		require.True(t, l.leavingHelps(faithful))
		require.True(t, l.better(&leave.Purchases, faithful))
		require.False(t, l.better(nil, faithful))
		require.False(t, l.better(&faithful, faithful), "who never leaves explains no more than that")
		require.False(t, l.better(&Purchases{Kind: kind, R: 1e-4, Alpha: 1e4, A: 1, B: 1}, faithful))
		again, ok := l.bestFaithful(.1, &leave.Purchases)
		require.True(t, ok)
		require.InEpsilon(t, faithful.R/faithful.Alpha, again.R/again.Alpha, 1e-2)

		c := newLikelihood(kind, clockwork)
		require.False(t, c.leavingHelps(stay.Purchases))
		other := stay.Purchases
		other.Kind = "another"
		require.Equal(t, c.leavingHelps(stay.Purchases), c.leavingHelps(other), "the kind is the likelihood's own")
		value, _ = l.value(leave.Purchases)
		other = leave.Purchases
		other.Kind = "another"
		same, _ := l.value(other)
		require.Equal(t, value, same)
	}
}

// In BG/NBD who bought once says nothing of leaving, however long ago it was.
func TestOneTimeBuyersSayNothingOfLeaving(t *testing.T) {
	fit := FitPurchases(BGNBD, clockwork, nil)
	more := append([]History{{0, 0, 900, 500}}, clockwork...)
	require.False(t, newLikelihood(BGNBD, more).leavingHelps(fit.Purchases))
	require.True(t, newLikelihood(MBGNBD, more).leavingHelps(fit.Purchases))
}

// A parameter at its bound is one that other values would replace as well.
func TestParametersAtTheirBounds(t *testing.T) {
	fit := FitPurchases(BGNBD, quitters, nil)
	require.Equal(t, fit.State == Flat, fit.Reason != "", "%+v", fit)
	judged := func(r, alpha, a, b float64) (State, string) {
		f := PurchasesFit{Purchases: Purchases{R: math.Exp(r), Alpha: math.Exp(alpha), A: math.Exp(a), B: math.Exp(b)}}
		f.judge()
		return f.State, f.Reason
	}
	state, reason := judged(8.4, -8.4, 0, 1)
	require.Equal(t, Fitted, state)
	require.Empty(t, reason)
	for i, name := range []string{"r", "alpha", "a", "b"} {
		for _, end := range []float64{-8.6, 8.6} {
			at := [4]float64{}
			at[i] = end
			state, reason := judged(at[0], at[1], at[2], at[3])
			require.Equal(t, Flat, state)
			require.Equal(t, name+" ran to its bound; other values explain the purchases as well, expectations hold", reason)
		}
	}
}

// Who never leaves buys as in the negative binomial model, whose likelihood is in every
// textbook; a group of members counts as often as it has any.
func TestLikelihoodOfWhoNeverLeaves(t *testing.T) {
	m := Purchases{Kind: MBGNBD, R: 1.3, Alpha: 7, B: 1}
	want := 0.0
	for _, h := range mixed {
		x, age := float64(h.Purchases), float64(h.Age)/7
		rising := 0.0 // log of R (R+1) … (R+x-1)
		for k := range int(h.Purchases) {
			rising += math.Log(m.R + float64(k))
		}
		want += float64(h.Members) * (rising + m.R*math.Log(m.Alpha/(m.Alpha+age)) - x*math.Log(m.Alpha+age))
	}
	l := newLikelihood(MBGNBD, mixed)
	value, by := l.value(m)
	require.InEpsilon(t, want, value, 1e-12)
	require.Zero(t, by[2])
	require.Zero(t, by[3])
	for i, parameter := range []*float64{&m.R, &m.Alpha} {
		requireSlope(t, parameter, by[i], func() float64 { v, _ := l.value(m); return v })
	}
}

// From how many a model of spending is fitted, and what stands in for it.
func TestRuleOfSpending(t *testing.T) {
	fit := FitSpend([]Spending{{1, 100, 20}, {3, 600, 9}}, nil)
	const mean = (20*100 + 9*600) / (20 + 27.0)
	require.Equal(t, Rule, fit.State)
	require.Equal(t, Spend{1, 2, mean}, fit.Spend)
	require.EqualValues(t, 29, fit.Members)
	require.EqualValues(t, 29, fit.Repeaters)
	require.Equal(t, "only 29 members bought again for more than nothing: a member's own mean drawn to the brand's by one purchase", fit.Reason)
	value, _ := fit.logLikelihood([]Spending{{1, 100, 20}, {3, 600, 9}})
	require.Equal(t, value, fit.LogLikelihood)
	require.InEpsilon(t, (mean+600)/(3+1), fit.Mean(3, 600), 1e-12)
	require.InEpsilon(t, mean, fit.Mean(0, 0), 1e-12)
	require.InEpsilon(t, mean, fit.Mean(3, 0), 1e-12, "who paid nothing says nothing")
	require.InEpsilon(t, mean, fit.Mean(3, -5), 1e-12)
	require.InEpsilon(t, mean, fit.Mean(0, 5), 1e-12)

	var wide, even []Spending
	for i := range 12 {
		rank := (float64(i) + .5) / 12
		wide = append(wide, Spending{1, 100 * (math.Pow(1-rank, -1/.6) - 1), 5}) // of P 1 and Q 0.6
		spread := float64(i)/4 - 1.375                                           // one purchase says less of a member than four
		even = append(even, Spending{1, 100 * math.Exp(.8*spread), 3}, Spending{4, 400 * math.Exp(.5*spread), 2})
	}
	fit = FitSpend(wide, nil)
	require.Equal(t, Rule, fit.State)
	require.Contains(t, fit.Reason, "q is 1 or less, by which the mean spend is infinite")
	fit = FitSpend(even, nil)
	require.Equal(t, Fitted, fit.State, "%+v", fit)
	require.Empty(t, fit.Reason)
	value, _ = fit.logLikelihood(even)
	require.Equal(t, value, fit.LogLikelihood)
	again := FitSpend(even, &fit.Spend)
	require.InDelta(t, fit.LogLikelihood, again.LogLikelihood, 1e-3)
	dollars := make([]Spending, len(even))
	for i, s := range even {
		dollars[i] = s
		dollars[i].Total /= 32
	}
	require.InEpsilon(t, fit.Mean(2, 200)/32, FitSpend(dollars, nil).Mean(2, 200.0/32), 1e-3, "in another currency it is the same")
	fit = FitSpend([]Spending{{1, 100, 15}, {2, 200, 15}}, nil)
	require.Equal(t, Flat, fit.State, "thirty who all spend the same: %+v", fit)
	require.Contains(t, fit.Reason, "a parameter ran to its bound")
	require.Equal(t, Few, FitSpend([]Spending{{0, 0, 50}}, nil).State)
}

// The pieces of the search.
func TestPiecesOfTheSearch(t *testing.T) {
	require.Equal(t, []float64{-wall, wall, 0}, logsOf(1e-9, 1e9, 1))
	require.InDeltaSlice(t, []float64{1, math.E}, expsOf([]float64{0, 1}), 1e-12)
	require.True(t, finite([]float64{0, -1e300}))
	require.False(t, finite([]float64{0, math.NaN()}))
	require.False(t, finite([]float64{math.Inf(1)}))
	require.False(t, finite([]float64{math.Inf(-1), 1}))
	require.InDelta(t, 3, size([]float64{1, -3, 2}), 0)
	require.True(t, level([]float64{9e-4, -9e-4}, 1e-6))
	require.False(t, level([]float64{0, -11e-4}, 1e-6))

	flat := walled(func(logs []float64) (float64, []float64) { return 5, make([]float64, len(logs)) })
	for at, want := range map[float64][2]float64{0: {5, 0}, wall: {5, 0}, -wall: {5, 0}, wall + 1: {6, 2}, -wall - 2: {9, -4}} {
		value, gradient := flat([]float64{at})
		require.InDeltaSlice(t, want[:], []float64{value, gradient[0]}, 1e-12, at)
	}

	asked := 0
	problem := remembered(func(x []float64) (float64, []float64) {
		asked++
		return x[0] * x[1], []float64{x[1], x[0]}
	})
	slope := make([]float64, 2)
	require.InDelta(t, 6, problem.Func([]float64{2, 3}), 0)
	problem.Grad(slope, []float64{2, 3})
	require.Equal(t, []float64{3, 2}, slope)
	require.Equal(t, 1, asked, "value and slope of a point are computed together")
	require.InDelta(t, 8, problem.Func([]float64{2, 4}), 0)
	problem.Grad(slope, []float64{5, 4})
	require.Equal(t, []float64{4, 5}, slope)
	require.Equal(t, 3, asked)

	at := 0
	for _, part := range inParts(37, func(from, to int) [2]int { return [2]int{from, to} }) {
		require.Equal(t, at, part[0])
		at = part[1]
	}
	require.Equal(t, 37, at)

	require.Len(t, startsOf(.1, nil), 3)
	require.Len(t, startsOf(.1, &Purchases{R: 1, Alpha: 1, B: 1}), 3, "of who never leaves there is no start")
	require.Equal(t, logsOf(2, 3, 4, 5), startsOf(.1, &Purchases{R: 2, Alpha: 3, A: 4, B: 5})[3])

	hole := func(x []float64) (float64, []float64) { // a bowl with a place that leads nowhere
		if x[0] > 4 {
			return math.NaN(), []float64{math.NaN()}
		}
		return x[0] * x[0], []float64{2 * x[0]}
	}
	for _, starts := range [][][]float64{{{6}, {1}}, {{1}, {6}}} {
		best, ok := minimise(hole, starts, 1e-9)
		require.True(t, ok)
		require.InDelta(t, 0, best[0], 1e-3)
	}
}

// A curve is the distribution that it stands for.
func TestCurveIsBeta(t *testing.T) {
	for _, p := range [][2]float64{{.8, 2.4}, {1, 1}, {.05, 9}, {300, 200}} {
		a, b := p[0], p[1]
		c := newCurve(a, b)
		require.InEpsilon(t, 1, c.mean(func(float64) float64 { return 1 }), 1e-12)
		require.InEpsilon(t, a/(a+b), c.mean(func(p float64) float64 { return p }), 1e-9)
		require.InEpsilon(t, a*(a+1)/(a+b)/(a+b+1), c.mean(func(p float64) float64 { return p * p }), 1e-9)
	}
	m := Purchases{Kind: BGNBD, R: 1, Alpha: 10, A: 1, B: 2}
	require.InDelta(t, 1, m.Alive(0, 0, 500), 0, "in BG/NBD who bought once is alive")
	m.Kind = MBGNBD
	require.InEpsilon(t, 1/(1+1.0/2*(10+500/7.0)/10), m.Alive(0, 0, 500), 1e-12)
	m.A = 0
	require.InDelta(t, 1, m.Alive(3, 10, 500), 0)
}
