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
	"regulars/schema/view"
)

func newSegments(s *session) *cobra.Command {
	var date string
	var export exportQuery
	c := &cobra.Command{
		Use:   "segments",
		Short: "Show members per stage and class, or export those of a segment",
		Long: `Shows members and revenue per lifecycle stage and RFM class; with --export it writes
the members of a segment to a file. --of says whom, and may be given several times:
all of them must hold (of one kind any). It is one of
  stage:NAME   prospect, new, active, sleep, lost, deep
  rfm:NAME     vip, attention, frequent, developing, keep, maintain, winback, dormant
  r:5/f:1      a cell of the RFM cross tables: any of r, f and m, scores 1 to 5
  aipl:X       A, I, P, L
  phase:NAME   acquired, activated, growing, retained, churned
  tier:NAME    high, potential, low, churned
  tag:NAME     such as tag:birthday_month
  top:N:BY     the best N by expected_14d, clv_365d, p_alive or revenue
--ads writes the list that an ad platform takes: hashed e-mail and phone of members
with a consent for marketing. Other exports hold personal data; only you can read them.`,
		Example: `  go run ./starter segments --date 2026-11-20
  go run ./starter segments --of stage:sleep --of rfm:vip --export sleeping-vip.xlsx
  go run ./starter segments --of top:1000:expected_14d --ads meta --export soon.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.brand()
			if err != nil {
				return err
			}
			d, err := dateOr(date, brand)
			if err != nil {
				return err
			}
			if export.wanted() {
				err = export.check()
			}
			if err != nil {
				return err
			}
			db, err := openClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if export.wanted() {
				return exportSegment(cmd.Context(), cmd.OutOrStdout(), db, brand, d, export)
			}
			return showSegments(cmd.Context(), cmd.OutOrStdout(), db, brand, d)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&export.file, "export", "", "write the members to this .csv or .xlsx `file`")
	c.Flags().StringArrayVar(&export.of, "of", nil, "`whom` to export, such as stage:sleep; may be repeated")
	c.Flags().StringVar(&export.ads, "ads", "", "write a customer list for an ad `platform`: meta or google")
	c.Flags().BoolVar(&export.withoutConsent, "without-consent", false, "list members for ads also without their consent for marketing")
	return c
}

// figures are a date's numbers at brand scope by metric and window.
type figures map[string]map[string]view.KPI

// of finds a metric in the first of the windows that it has.
func (f figures) of(metric string, windows ...string) view.KPI {
	for _, window := range windows {
		if k, ok := f[metric][window]; ok {
			return k
		}
	}
	return view.KPI{Metric: metric}
}

func figuresOf(rows []view.KPI) figures {
	f := figures{}
	for _, r := range rows {
		if r.Scope != "brand" {
			continue
		}
		if f[r.Metric] == nil {
			f[r.Metric] = map[string]view.KPI{}
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
