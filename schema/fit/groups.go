package fit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// BacktestGroup sums members up.
type BacktestGroup struct {
	Group   string `json:"group"`
	Members uint64 `json:"members"`
	Actual  uint64 `json:"actual"` // purchases in the days after

	Model      Forecast `json:"model"`
	LastPeriod Forecast `json:"last_period"` // as many as in as many days before
	CycleRule  Forecast `json:"cycle_rule"`  // one per cycle by each who bought within the last cycle
}

// Forecast is what one way of forecasting says of a group's members.
type Forecast struct {
	Expected float64 `json:"expected"` // purchases of all members together
	MAE      float64 `json:"mae"`      // mean absolute error per member
}

// most is where the groups by repeat purchases end.
const most = 4

func (t *Backtest) sum(outcomes []outcome) {
	t.All.Group = "all"
	for x := range most + 1 {
		t.Groups = append(t.Groups, BacktestGroup{Group: fmt.Sprint(x)})
	}
	t.Groups[most].Group += "+"
	for _, o := range outcomes {
		t.All.add(o)
		t.Groups[min(o.Purchases, most)].add(o)
	}
	t.Deciles = deciles(outcomes, t.All.Members)
	t.All.average()
	for i := range t.Groups {
		t.Groups[i].average()
	}
}

// deciles part the members by what was expected of them. Those of whom the same was
// expected stay together, in the decile of their middle.
func deciles(outcomes []outcome, members uint64) []BacktestGroup {
	slices.SortStableFunc(outcomes, func(a, b outcome) int { return cmp.Compare(a.model, b.model) })
	groups := make([]BacktestGroup, 10)
	for i := range groups {
		groups[i].Group = fmt.Sprint(i + 1)
	}
	var below uint64
	for len(outcomes) > 0 {
		n, alike := 0, uint64(0)
		for n < len(outcomes) && outcomes[n].model == outcomes[0].model {
			alike += outcomes[n].Members
			n++
		}
		decile := int(10 * (2*below + alike) / (2 * members))
		for _, o := range outcomes[:n] {
			groups[min(decile, 9)].add(o)
		}
		below += alike
		outcomes = outcomes[n:]
	}
	for i := range groups {
		groups[i].average()
	}
	return groups
}

func (g *BacktestGroup) add(o outcome) {
	g.Members += o.Members
	g.Actual += o.Members * uint64(o.after)
	g.Model.add(o, o.model)
	g.LastPeriod.add(o, o.lastPeriod)
	g.CycleRule.add(o, o.cycleRule)
}

func (f *Forecast) add(o outcome, each float64) {
	f.Expected += float64(o.Members) * each
	f.MAE += float64(o.Members) * math.Abs(each-float64(o.after))
}

// average turns the summed errors into means.
func (g *BacktestGroup) average() {
	for _, f := range []*Forecast{&g.Model, &g.LastPeriod, &g.CycleRule} {
		f.MAE /= float64(max(g.Members, 1))
	}
}
