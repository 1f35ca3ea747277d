package fit

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/predict"
	"regulars/schema"
)

// Backtest compares what was to be expected as of a date with what happened in
// the days after it. Purchases are days with a purchase.
type Backtest struct {
	AsOf      regulars.BusinessDate `json:"as_of"`
	Until     regulars.BusinessDate `json:"until"` // the last of the days after
	State     string                `json:"state"` // of the BG/NBD fit
	Reason    string                `json:"reason,omitempty"`
	CycleDays float64               `json:"cycle_days"`

	All     BacktestGroup   `json:"all"`
	Groups  []BacktestGroup `json:"groups"`  // by repeat purchases: 0, 1, 2, 3, 4+
	Deciles []BacktestGroup `json:"deciles"` // by expectation, ascending: the calibration
}

// BacktestGroup sums members up.
type BacktestGroup struct {
	Group   string `json:"group"`
	Members uint64 `json:"members"`
	Actual  uint64 `json:"actual"`

	Model      Forecast `json:"model"`
	LastPeriod Forecast `json:"last_period"` // as many as in as many days before
	CycleRule  Forecast `json:"cycle_rule"`  // one per cycle by whoever bought within the last cycle
}

// Forecast is what one way of forecasting says of a group's members.
type Forecast struct {
	Expected float64 `json:"expected"`
	MAE      float64 `json:"mae"` // mean absolute error per member
}

// RunBacktest fits the models on the orders up to asOf, in the state in which they
// are known now, and compares with the days after. The fit is not kept.
func RunBacktest(ctx context.Context, db *schema.DB, b *config.Brand, asOf regulars.BusinessDate, days int) (Backtest, error) {
	test := Backtest{AsOf: asOf, Until: asOf.AddDays(days)}
	table, err := readDays(ctx, db, b.Name, test.Until)
	if err != nil {
		return test, err
	}
	defer table.drop()
	fit, err := table.fit(ctx, asOf, brandFit{})
	if err != nil {
		return test, fmt.Errorf("fit the models of brand %s as of %s: %w", b.Name, asOf, err)
	}
	test.State, test.Reason = string(fit.again.State), fit.again.Reason
	if fit.again.State == predict.Few {
		return test, fmt.Errorf("brand %s can't be tested as of %s: %s: choose a later date", b.Name, asOf, fit.again.Reason)
	}
	if err := db.Row(ctx, "fit/cycle.sql", schema.Params{"brand": b.Name, "date": asOf}, &test.CycleDays); err != nil {
		return test, err
	}
	if test.CycleDays == 0 {
		test.CycleDays = float64(schema.OrDefault(b.Lifecycle.FallbackDays, 30))
	}
	outcomes, err := table.outcomes(ctx, asOf, days)
	if err != nil {
		return test, err
	}
	for i := range outcomes {
		outcomes[i].forecast(fit, float64(days), test.CycleDays)
	}
	test.sum(outcomes)
	return test, nil
}

// outcome is what members with the same past did, and what was forecast of each.
type outcome struct {
	predict.History
	before, after uint32

	model, lastPeriod, cycleRule float64
}

func (o *outcome) forecast(fit brandFit, days, cycle float64) {
	model := fit.again
	if o.Purchases == 0 {
		model = fit.once
	}
	o.model = model.Expected(o.Purchases, o.Recency, o.Age, days)
	o.lastPeriod = float64(o.before)
	if float64(o.Age-o.Recency) < cycle {
		o.cycleRule = days / cycle
	}
}

func (d purchaseDays) outcomes(ctx context.Context, asOf regulars.BusinessDate, days int) ([]outcome, error) {
	rows, err := d.db.Query(ctx, "fit/backtest.sql", schema.Params{"purchase_days": d.table, "date": asOf, "days": days})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []outcome
	for rows.Next() {
		var o outcome
		if err := rows.Scan(&o.Purchases, &o.Recency, &o.Age, &o.before, &o.after, &o.Members); err != nil {
			return nil, fmt.Errorf("models/backtest.sql: %w", schema.Redact(err))
		}
		all = append(all, o)
	}
	return all, schema.Redact(rows.Err())
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

// deciles part the members by what was expected of them. Those of whom the same
// was expected stay together, in the decile of their middle.
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

func (g *BacktestGroup) average() {
	for _, f := range []*Forecast{&g.Model, &g.LastPeriod, &g.CycleRule} {
		f.MAE /= float64(max(g.Members, 1))
	}
}
