package outcome

import (
	"context"
	"time"

	"regulars"
	"regulars/config"
	"regulars/console/keep"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/view"
)

// Age is how old results may be that are counted for a page: while a campaign is sent they
// change all the time, and are of weeks.
const Age = 30 * time.Second

// Tables are what results are made of.
var Tables = []string{"deliveries", "identity_nodes", "member_orders", "message_events", "campaign_costs", "orders"}

// Asked is what came of a brand's campaigns of the last weeks, up to a date.
type Asked struct {
	DB    *schema.DB
	Kept  *keep.Kept
	Brand *config.Brand
	Date  regulars.BusinessDate
	Now   bool // count it, whatever the night counted
}

// Read returns what the last night counted for its report, and reports whether it did. Where no
// night did, or where that isn't to count, it is counted.
func (a Asked) Read(ctx context.Context) (results view.KeptResults, stored bool, err error) {
	if !a.Now {
		kept, err := view.ResultsKept(ctx, a.DB, a.Brand.Name, a.Date)
		if err != nil {
			return results, false, err
		}
		if kept != nil {
			return *kept, true, nil
		}
	}
	q := report.Outcomes(a.Date)
	about := keep.Question{Key: "results " + a.Brand.Name + " " + a.Date.String(), Tables: Tables, Age: Age}
	rows, at, err := keep.Get(ctx, a.Kept, about, func(ctx context.Context) ([]view.Result, error) { return view.Results(ctx, a.DB, a.Brand, q) })
	return view.KeptResults{Asked: q, Results: rows, At: at}, false, err
}
