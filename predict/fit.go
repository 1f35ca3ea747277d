package predict

import (
	"fmt"
	"math"
)

// State says how far a fit can be trusted.
type State string

// The states of a fit. All but Few have numbers.
const (
	Fitted    State = "fitted"
	NoDropout State = "no_dropout" // a near 0: nobody is seen to leave, so the rule is that nobody does
	Flat      State = "flat"       // some parameters ran to their bounds: other values explain the data as well
	Rule      State = "rule"       // nothing could be fitted: a simple rule stands in for the model
	Few       State = "few"        // too few members or repeaters: no numbers
)

// With fewer members or repeaters than these there is no fit.
const (
	LeastMembers   = 100
	LeastRepeaters = 30
)

// noDropoutGain is the log-likelihood that leaving must explain to be believed.
const noDropoutGain = 0.01

// Fit is what became of fitting a model.
type Fit struct {
	LogLikelihood      float64
	Members, Repeaters uint64
	State              State
	Reason             string // why the state is another than Fitted
}

// PurchasesFit is a fit of BG/NBD or MBG/NBD.
type PurchasesFit struct {
	Purchases
	Fit
}

// SpendFit is a fit of Gamma-Gamma. Its Members are all repeaters.
type SpendFit struct {
	Spend
	Fit
}

// FitPurchases finds the parameters of greatest likelihood, from those of an
// earlier fit where there is one.
//
// Where leaving explains nothing (NoDropout), which is looked at first, A is 0,
// and the rule is: nobody leaves, each goes on at the own rate, drawn to the
// brand's. Where the search fails (Rule) it is the same with R 1 and the
// population's rate for the brand's, (x + 1) / (T + 1/rate).
func FitPurchases(kind Kind, histories []History, earlier *Purchases) PurchasesFit {
	members, repeaters, rate := population(histories)
	fit := PurchasesFit{Purchases: Purchases{Kind: kind}, Fit: Fit{Members: members, Repeaters: repeaters}}
	if few(&fit.Fit) {
		return fit
	}
	l := newLikelihood(kind, histories)
	faithful, isOne := l.bestFaithful(rate, earlier)
	if isOne && !l.leavingHelps(faithful) && !l.better(earlier, faithful) {
		fit.nobodyLeaves(l, faithful)
		return fit
	}
	model, found := l.best(startsOf(rate, earlier))
	if !found {
		fit.Purchases = Purchases{Kind: kind, R: 1, Alpha: 1 / rate, B: 1}
		fit.State, fit.Reason = Rule, "the search for the best parameters did not end: nobody leaves, and each buys at (x + 1) / (T + 1/rate), rate that of all members"
		fit.LogLikelihood, _ = l.value(fit.Purchases)
		return fit
	}
	fit.Purchases = model
	fit.LogLikelihood, _ = l.value(model)
	if isOne && !l.better(&model, faithful) {
		fit.nobodyLeaves(l, faithful)
		return fit
	}
	fit.judge()
	return fit
}

// better reports whether people who leave, as a model has it, explain more than people
// who don't.
func (l *likelihood) better(model *Purchases, faithful Purchases) bool {
	if model == nil || model.A == 0 {
		return false
	}
	with, _ := l.value(*model)
	without, _ := l.value(faithful)
	return with-without >= noDropoutGain
}

func (f *PurchasesFit) nobodyLeaves(l *likelihood, faithful Purchases) {
	f.Purchases = faithful
	f.LogLikelihood, _ = l.value(faithful)
	f.State, f.Reason = NoDropout, "a is near 0: nobody is seen to leave; each goes on at the own rate (r + x) / (alpha + T)"
}

// judge recognises parameters that ran to their bounds.
func (f *PurchasesFit) judge() {
	f.State = Fitted
	names := []string{"r", "alpha", "a", "b"}
	for i, log := range logsOf(f.R, f.Alpha, f.A, f.B) {
		if math.Abs(log) > atWall {
			f.State = Flat
			f.Reason += fmt.Sprintf("%s ran to its bound; ", names[i])
		}
	}
	if f.State == Flat {
		f.Reason += "other values explain the purchases as well, expectations hold"
	}
}

func few(f *Fit) bool {
	if f.Members >= LeastMembers && f.Repeaters >= LeastRepeaters {
		return false
	}
	f.State = Few
	f.Reason = fmt.Sprintf("%d members of whom %d bought again; a fit needs %d and %d", f.Members, f.Repeaters, LeastMembers, LeastRepeaters)
	return true
}

// startsOf returns the parameters to search from: some that lie far apart and all mean
// the population's rate, and the earlier ones. From those alone a search may end on a
// lower hill than one that knows of no earlier fit.
func startsOf(rate float64, earlier *Purchases) [][]float64 {
	starts := [][]float64{
		logsOf(0.5, 0.5/rate, 0.8, 2.5),
		logsOf(2, 2/rate, 1, 10),
		logsOf(0.2, 0.1/rate, 0.3, 0.5),
	}
	if earlier != nil && earlier.A > 0 {
		starts = append(starts, logsOf(earlier.R, earlier.Alpha, earlier.A, earlier.B))
	}
	return starts
}

// best searches all four parameters.
func (l *likelihood) best(starts [][]float64) (Purchases, bool) {
	logs, ok := minimise(l.objective(func(values []float64) Purchases {
		return Purchases{Kind: l.kind, R: values[0], Alpha: values[1], A: values[2], B: values[3]}
	}), starts, l.slack())
	if !ok {
		return Purchases{}, false
	}
	values := expsOf(logs)
	return Purchases{Kind: l.kind, R: values[0], Alpha: values[1], A: values[2], B: values[3]}, true
}

// bestFaithful searches r and alpha of a population that never leaves.
func (l *likelihood) bestFaithful(rate float64, earlier *Purchases) (Purchases, bool) {
	start := logsOf(1, 1/rate)
	if earlier != nil {
		start = logsOf(earlier.R, earlier.Alpha)
	}
	logs, ok := minimise(l.objective(func(values []float64) Purchases {
		return Purchases{Kind: l.kind, R: values[0], Alpha: values[1], B: 1}
	}), [][]float64{start}, l.slack())
	if !ok {
		return Purchases{}, false
	}
	values := expsOf(logs)
	return Purchases{Kind: l.kind, R: values[0], Alpha: values[1], B: 1}, true
}

// slackOfFit is the log-likelihood, of all members together, below which a step
// of the search gains nothing.
const slackOfFit = 1e-5

func (l *likelihood) slack() float64 { return slackOfFit / l.everyone() }

func (l *likelihood) everyone() (members float64) {
	for _, n := range l.members {
		members += n
	}
	return members
}

// objective is the mean over the members, so that one threshold suits brands of
// any size.
func (l *likelihood) objective(model func(values []float64) Purchases) objective {
	members := l.everyone()
	return func(logs []float64) (float64, []float64) {
		values := expsOf(logs)
		value, by := l.value(model(values))
		gradient := make([]float64, len(logs))
		for i := range gradient {
			gradient[i] = -by[i] * values[i] / members
		}
		return -value / members, gradient
	}
}

// FitSpend finds the Gamma-Gamma parameters of greatest likelihood. Where there
// is none, or the mean by it is infinite, the rule is a member's own mean
// drawn to the brand's by one purchase: P 1, Q 2, Gamma the brand's mean.
func FitSpend(all []Spending, earlier *Spend) SpendFit {
	var fit SpendFit
	var purchases, total float64
	for _, s := range all {
		fit.Members += s.Members
		purchases += float64(s.Members) * float64(s.Purchases)
		total += float64(s.Members) * s.Total
	}
	fit.Repeaters = fit.Members
	if purchases == 0 {
		fit.State, fit.Reason = Few, "nobody has bought again for more than nothing"
		return fit
	}
	mean := total / purchases
	if fit.Members < LeastRepeaters {
		return fit.ruled(all, mean, fmt.Sprintf("only %d members bought again for more than nothing", fit.Members))
	}
	model, found := bestSpend(all, mean, earlier)
	if !found {
		return fit.ruled(all, mean, "the search for the best parameters did not end")
	}
	if model.Q < 1.01 {
		return fit.ruled(all, mean, "q is 1 or less, by which the mean spend is infinite")
	}
	fit.Spend, fit.State = model, Fitted
	fit.LogLikelihood, _ = model.logLikelihood(all)
	for _, log := range logsOf(model.P, model.Q, model.Gamma/mean) {
		if math.Abs(log) > atWall {
			fit.State, fit.Reason = Flat, "a parameter ran to its bound; other values explain the spending as well, means hold"
		}
	}
	return fit
}

func (f SpendFit) ruled(all []Spending, mean float64, why string) SpendFit {
	f.Spend = Spend{P: 1, Q: 2, Gamma: mean}
	f.State, f.Reason = Rule, why+": a member's own mean drawn to the brand's by one purchase"
	f.LogLikelihood, _ = f.logLikelihood(all)
	return f
}

// bestSpend searches in units of the mean spend, so that currencies don't matter.
func bestSpend(all []Spending, mean float64, earlier *Spend) (Spend, bool) {
	scaled := make([]Spending, len(all))
	var members float64
	for i, s := range all {
		scaled[i] = s
		scaled[i].Total /= mean
		members += float64(s.Members)
	}
	starts := [][]float64{logsOf(2, 3, 1), logsOf(6, 4, 0.5), logsOf(0.5, 2, 2)}
	if earlier != nil {
		starts = append(starts, logsOf(earlier.P, earlier.Q, earlier.Gamma/mean))
	}
	l := newSpendLikelihood(scaled)
	logs, ok := minimise(func(logs []float64) (float64, []float64) {
		values := expsOf(logs)
		value, by := l.value(Spend{values[0], values[1], values[2]})
		gradient := make([]float64, len(logs))
		for i := range gradient {
			gradient[i] = -by[i] * values[i] / members
		}
		return -value / members, gradient
	}, starts, slackOfFit/members)
	if !ok {
		return Spend{}, false
	}
	values := expsOf(logs)
	return Spend{values[0], values[1], values[2] * mean}, true
}
