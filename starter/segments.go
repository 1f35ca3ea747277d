package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

func newSegments(s *session) *cobra.Command {
	var date string
	c := &cobra.Command{
		Use:     "segments",
		Short:   "Show members and revenue per lifecycle stage and RFM class",
		Example: "  go run ./starter segments --date 2026-11-20",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.brand()
			if err != nil {
				return err
			}
			d, err := dateOr(date, brand)
			if err != nil {
				return err
			}
			db, err := openClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			return showSegments(cmd.Context(), cmd.OutOrStdout(), db, brand, d)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

// figures are a date's numbers at brand scope by metric and window.
type figures map[string]map[string]schema.KPI

// of finds a metric in the first of the windows that it has.
func (f figures) of(metric string, windows ...string) schema.KPI {
	for _, window := range windows {
		if k, ok := f[metric][window]; ok {
			return k
		}
	}
	return schema.KPI{Metric: metric}
}

func figuresOf(rows []schema.KPI) figures {
	f := figures{}
	for _, r := range rows {
		if r.Scope != "brand" {
			continue
		}
		if f[r.Metric] == nil {
			f[r.Metric] = map[string]schema.KPI{}
		}
		f[r.Metric][r.Window] = r
	}
	return f
}

func showSegments(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	rows, err := kpiRows(ctx, db, brand, date, kpiQuery{scope: "brand"})
	if err != nil {
		return err
	}
	f := figuresOf(rows)
	showTitle(out, brand, date)
	showStages(out, brand, f)
	showClasses(out, brand, f)
	return nil
}

// stageMeaning says a stage in words; c is the repurchase cycle.
var stageMeaning = map[string]string{
	"prospect": "no purchase yet",
	"new":      "one purchase within 3c",
	"active":   "two or more within 3c",
	"sleep":    "two or more 3c–6c ago",
	"lost":     "one 3c–6c ago",
	"deep":     "nothing within 6c",
}

func showStages(out io.Writer, brand *config.Brand, f figures) {
	cycle := ""
	if c := f.of("cycle_median", "asof", "day"); c.Value != nil {
		cycle = faint.Sprintf("  c = repurchase cycle, median %s", number(c.Value, days, ""))
	}
	fmt.Fprintf(out, "\n%s%s\n", bold.Sprint("Members per stage"), cycle)
	t := newTable(out, "stage", "", "members", "share", "day", "month", "due in 7d", "revenue 365d")
	t.SetColumnConfigs(right(3, 4, 5, 6, 7, 8))
	for _, stage := range stages {
		members := f.of("stage_"+stage, "asof", "day")
		t.AppendRow(table.Row{
			stage, faint.Sprint(stageMeaning[stage]),
			number(members.Value, count, ""),
			number(f.of("stage_share_"+stage, "asof", "day").Value, share, ""),
			trend(members.Metric, members.DeltaDay, members.ChangeDay),
			trend(members.Metric, members.DeltaMonth, members.ChangeMonth),
			number(f.of("stage_due_"+stage+"_7d", "asof", "day").Value, count, ""),
			number(f.of("stage_revenue_"+stage, "365d", "asof", "day").Value, money, brand.Currency),
		})
	}
	t.Render()
}

func showClasses(out io.Writer, brand *config.Brand, f figures) {
	all := 0.0
	for _, class := range classes {
		if v := f.of("rfm_"+class[0], "asof", "day").Value; v != nil {
			all += *v
		}
	}
	fmt.Fprintf(out, "\n%s%s\n", bold.Sprint("RFM classes"), faint.Sprint("  recency, frequency, money: High or Low"))
	t := newTable(out, "class", "R F M", "members", "share", "", "day", "revenue 365d")
	t.SetColumnConfigs(right(3, 4, 6, 7))
	for _, class := range classes {
		members := f.of("rfm_"+class[0], "asof", "day")
		t.AppendRow(table.Row{
			"rfm_" + class[0], faint.Sprint(strings.Join(strings.Split(class[1], ""), " ")),
			number(members.Value, count, ""), number(part(members.Value, all), share, ""), smallBar(members.Value, all),
			trend(members.Metric, members.DeltaDay, members.ChangeDay),
			number(f.of("rfm_revenue_"+class[0], "365d", "asof", "day").Value, money, brand.Currency),
		})
	}
	t.Render()
}

func part(value *float64, of float64) *float64 {
	if value == nil || of == 0 {
		return nil
	}
	p := *value / of
	return &p
}

func smallBar(value *float64, of float64) string {
	p := part(value, of)
	if p == nil {
		return ""
	}
	return faint.Sprint(strings.Repeat("█", int(*p*20+0.5)))
}
