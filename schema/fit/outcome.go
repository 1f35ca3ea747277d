package fit

import (
	"context"
	"fmt"

	"regulars"
	"regulars/predict"
	"regulars/schema"
)

// outcome is what members with the same past did, and what was forecast of each.
type outcome struct {
	predict.History
	before, after uint32 // purchases in as many days before the date and after it

	model, lastPeriod, cycleRule float64 // forecasts
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

type outcomesParams struct {
	PurchaseDays schema.Identifier
	Date         regulars.BusinessDate
	Days         int
}

var outcomesScript = schema.NewScript[outcomesParams]("fit", files, "outcomes.sql")

func (d purchaseDays) outcomes(ctx context.Context, asOf regulars.BusinessDate, days int) ([]outcome, error) {
	rows, err := outcomesScript.Query(ctx, d.db, outcomesParams{PurchaseDays: d.table, Date: asOf, Days: days})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []outcome
	for rows.Next() {
		var o outcome
		if err := rows.Scan(&o.Purchases, &o.Recency, &o.Age, &o.before, &o.after, &o.Members); err != nil {
			return nil, fmt.Errorf("%s: %w", outcomesScript.Name(), schema.Redact(err))
		}
		all = append(all, o)
	}
	return all, schema.Redact(rows.Err())
}
