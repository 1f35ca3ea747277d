package fit

import (
	"context"
	"fmt"

	"regulars"
	"regulars/config"
	"regulars/predict"
	"regulars/schema"
)

// Backtest compares what was to be expected as of a date with what happened in the
// days after it. Purchases are days with a purchase.
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

// RunBacktest fits the models on the orders up to asOf, in the state in which they are
// known now, and compares them with the days after, which must have ended. The fit is
// not kept. It returns an error where asOf has too few members for a fit, and
// ClickHouse's.
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
	if test.CycleDays, err = cycleOn(ctx, db, b, asOf); err != nil {
		return test, err
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

type cycleParams struct {
	Brand string
	Date  regulars.BusinessDate
}

var cycleScript = schema.NewScript[cycleParams]("fit", files, "cycle.sql")

// cycleOn returns the repurchase cycle that holds on a date, in days; the fallback
// where none is known.
func cycleOn(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (days float64, err error) {
	if err := cycleScript.Row(ctx, db, cycleParams{Brand: b.Name, Date: date}, &days); err != nil {
		return 0, err
	}
	if days == 0 {
		days = float64(b.Lifecycle.FallbackDays)
	}
	return days, nil
}
