package view

import (
	"context"
	"time"

	"regulars"
	"regulars/schema"
)

// KPI is one published number of a date and its trends; nil is null.
type KPI struct {
	Scope       string   `ch:"scope" json:"scope"`
	Metric      string   `ch:"metric" json:"metric"`
	Window      string   `ch:"window" json:"window"`
	Value       *float64 `ch:"value" json:"value"`
	PrevDay     *float64 `ch:"prev_day" json:"prev_day"`
	DeltaDay    *float64 `ch:"delta_day" json:"delta_day"`
	ChangeDay   *float64 `ch:"change_day" json:"change_day"`
	PrevWeek    *float64 `ch:"prev_week" json:"prev_week"`
	DeltaWeek   *float64 `ch:"delta_week" json:"delta_week"`
	ChangeWeek  *float64 `ch:"change_week" json:"change_week"`
	PrevMonth   *float64 `ch:"prev_month" json:"prev_month"`
	DeltaMonth  *float64 `ch:"delta_month" json:"delta_month"`
	ChangeMonth *float64 `ch:"change_month" json:"change_month"`
	PrevYear    *float64 `ch:"prev_year" json:"prev_year"`
	DeltaYear   *float64 `ch:"delta_year" json:"delta_year"`
	ChangeYear  *float64 `ch:"change_year" json:"change_year"`
	Median8W    *float64 `ch:"median_8w" json:"median_8w"`
	RobustZ     *float64 `ch:"robust_z" json:"robust_z"`
	Anomaly     bool     `ch:"anomaly" json:"anomaly"`
	Target      *float64 `ch:"target" json:"target"`
	TargetGap   *float64 `ch:"target_gap" json:"target_gap"`
}

// KPIs reads a date's published numbers. Scope, metric and window may hold * for
// any text; an empty one is any.
func KPIs(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, scope, metric, window string) ([]KPI, error) {
	script, err := kpis.Of(ctx, db, brand, date)
	if err != nil {
		return nil, err
	}
	var rows []KPI
	err = script.Select(ctx, db, &rows, kpiParams{
		Brand: brand, Date: date, Scope: schema.Pattern(scope), Metric: schema.Pattern(metric), Window: schema.Pattern(window),
	})
	return rows, err
}

// Published is which dates of a brand are published.
type Published struct {
	Dates       uint64
	First, Last regulars.BusinessDate // empty where none is
}

// PublishedDates returns which dates of a brand have numbers.
func PublishedDates(ctx context.Context, db *schema.DB, brand string) (Published, error) {
	var p Published
	var first, last time.Time
	if err := publishedDates.Row(ctx, db, brandParams{brand}, &p.Dates, &first, &last); err != nil {
		return p, err
	}
	if p.Dates > 0 {
		p.First, p.Last = regulars.DateOf(first, time.UTC), regulars.DateOf(last, time.UTC)
	}
	return p, nil
}

// ScopesOf returns the scopes at which a date has a number of a metric and window, at most
// limit of them.
func ScopesOf(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, metric, window string, limit int) ([]string, error) {
	var rows []struct {
		Scope string `ch:"scope"`
	}
	err := kpiScopes.Select(ctx, db, &rows, scopesParams{brand, date, metric, window, limit})
	scopes := make([]string, len(rows))
	for i, row := range rows {
		scopes[i] = row.Scope
	}
	return scopes, err
}
