// Package series is numbers next to what they were, of what is published: for dates of which
// no comparison is stored.
package series

import (
	"context"
	"math"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/view"
)

// yearBefore is how many days before a date the same weekday of the year before is.
const yearBefore = 364

// Read returns the brand's numbers of a date by key (metric/window), with those of the day,
// the week and the year before; the windows of all of them end on their date.
func Read(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, keys []string) (map[string]view.KPI, error) {
	points, err := view.Series(ctx, db, brand, "brand", date, yearBefore+1, keys)
	on := map[string]*float64{}
	for _, p := range points {
		on[p.Metric+"/"+p.Window+"/"+regulars.DateOf(p.Date, time.UTC).String()] = p.Value
	}
	kpis := map[string]view.KPI{}
	for _, key := range keys {
		k := view.KPI{Value: on[key+"/"+date.String()]}
		k.PrevDay, k.DeltaDay, k.ChangeDay = Compared(on[key+"/"+date.AddDays(-1).String()], k.Value)
		k.PrevWeek, k.DeltaWeek, k.ChangeWeek = Compared(on[key+"/"+date.AddDays(-7).String()], k.Value)
		k.PrevYear, k.DeltaYear, k.ChangeYear = Compared(on[key+"/"+date.AddDays(-yearBefore).String()], k.Value)
		kpis[key] = k
	}
	return kpis, err
}

// Compared returns a value of before, and how far another is from it, as kpi_trend has it.
func Compared(was, is *float64) (before, delta, change *float64) {
	if was == nil || is == nil {
		return was, nil, nil
	}
	moved := *is - *was
	if *was != 0 {
		share := moved / math.Abs(*was)
		change = &share
	}
	return was, &moved, change
}
