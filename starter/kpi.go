package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/view"
)

// kpiQuery is what a person asks of the numbers.
type kpiQuery struct {
	date, metric, scope, window, format string

	explain string // the metric to explain
	orders  string // the metric whose orders to export
	file    string // where to
	changed bool   // what was restated
	since   string // published since this date
	anyDate bool   // no date was named
}

func newKPI(s *session) *cobra.Command {
	var q kpiQuery
	c := &cobra.Command{
		Use:   "kpi",
		Short: "Show the numbers of a business date with their trends",
		Long: `Shows the published numbers of a business date against the day before, the same
weekday a week before, 28 days before and a year before (calendar windows against
the same days of the month or year before). Shares move in percentage points (pt).

--explain says what a metric is, where it comes from, and every value that was
published of it. --orders exports the orders behind its numerator and denominator;
their columns of these names add up to the number. --restated lists what was
published otherwise later, and which orders, or late events, costs and products
did it.`,
		Example: `  go run ./starter kpi --date 2026-11-20
  go run ./starter kpi --date 2026-11-20 --metric 'repeat_*' --window 365d
  go run ./starter kpi --date 2026-11-20 --scope 'shop:*' --metric revenue --format csv
  go run ./starter kpi --date 2026-11-20 --scope 'product:*' --window 365d
  go run ./starter kpi --date 2026-11-20 --scope 'campaign:*'
  go run ./starter kpi --date 2026-11-20 --explain repeat_order_rate --window 28d
  go run ./starter kpi --date 2026-11-20 --orders repeat_order_rate --window 28d --out orders.csv
  go run ./starter kpi --date 2026-11-20 --orders roas --scope campaign:hello --window 28d --out roas.csv
  go run ./starter kpi --restated --since 2026-11-01 --metric revenue --window day`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q.anyDate = !cmd.Flags().Changed("date")
			return runKPI(cmd.Context(), cmd.OutOrStdout(), s, q)
		},
	}
	c.Flags().StringVar(&q.date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&q.metric, "metric", "", "only this `metric`; * stands for any text")
	c.Flags().StringVar(&q.scope, "scope", "brand", "the `scope`, such as shop:web; * stands for any text")
	c.Flags().StringVar(&q.window, "window", "", "only this `window`: day, 7d, 28d, 90d, 365d, month, year, asof")
	c.Flags().StringVar(&q.format, "format", "table", "table, json or csv")
	c.Flags().StringVar(&q.explain, "explain", "", "explain this `metric`")
	c.Flags().StringVar(&q.orders, "orders", "", "export the orders behind this `metric`")
	c.Flags().StringVar(&q.file, "out", "", "the CSV `file` to write the orders to")
	c.Flags().BoolVar(&q.changed, "restated", false, "show which published numbers changed, and by what")
	c.Flags().StringVar(&q.since, "since", "", "restated since this `date`; default seven days ago")
	c.MarkFlagsMutuallyExclusive("explain", "orders", "restated")
	return c
}

func runKPI(ctx context.Context, out io.Writer, s *session, q kpiQuery) error {
	if !slices.Contains([]string{"table", "json", "csv"}, q.format) {
		return fmt.Errorf("--format %s is not known: use table, json or csv", q.format)
	}
	_, brand, err := s.brand()
	if err != nil {
		return err
	}
	date, err := dateOr(q.date, brand)
	if err != nil {
		return err
	}
	db, err := openClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	switch {
	case q.explain != "":
		return explain(ctx, out, db, brand, date, q)
	case q.orders != "":
		return exportOrders(ctx, out, db, brand, date, q)
	case q.changed:
		return showRestated(ctx, out, db, brand, date, q)
	}
	return showNumbers(ctx, out, db, brand, date, q)
}

func showNumbers(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	rows, err := kpiRows(ctx, db, brand, date, q)
	if err != nil {
		return err
	}
	switch q.format {
	case "json":
		return writeJSON(out, date, rows)
	case "csv":
		return writeCSV(out, date, rows)
	}
	showKPIs(out, brand, date, rows, q)
	return nil
}

// kpiRows reads the numbers; where there are none it says why.
func kpiRows(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) ([]view.KPI, error) {
	rows, err := view.KPIs(ctx, db, brand.Name, date, q.scope, q.metric, q.window)
	if err != nil || len(rows) > 0 {
		return rows, err
	}
	published, err := view.PublishedDates(ctx, db, brand.Name)
	switch {
	case err != nil:
		return nil, err
	case published.Dates == 0:
		return nil, fmt.Errorf("brand %s has no numbers yet: `go run ./starter run --date %s` computes them", brand.Name, date)
	case date < published.First || date > published.Last:
		return nil, fmt.Errorf("%s is not computed: the numbers of %s reach from %s to %s", date, brand.Name, published.First, published.Last)
	}
	all, err := view.KPIs(ctx, db, brand.Name, date, "brand", "", "")
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s is not computed: `go run ./starter backfill --from %s --to %s` does it", date, date, date)
	}
	return nil, fmt.Errorf("%s has no number of this metric, scope and window: `starter kpi --date %s` shows what there is", date, date)
}

func writeJSON(out io.Writer, date regulars.BusinessDate, rows []view.KPI) error {
	type dated struct {
		Date regulars.BusinessDate `json:"date"`
		view.KPI
	}
	all := make([]dated, len(rows))
	for i, r := range rows {
		all[i] = dated{date, r}
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(all)
}

func writeCSV(out io.Writer, date regulars.BusinessDate, rows []view.KPI) error {
	w := csv.NewWriter(out)
	header := []string{"date", "scope", "metric", "window", "value", "change_day", "change_week", "change_month", "change_year", "robust_z", "anomaly", "target", "target_gap"}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, r := range rows {
		err := w.Write([]string{
			date.String(), r.Scope, r.Metric, r.Window, exact(r.Value),
			exact(r.ChangeDay), exact(r.ChangeWeek), exact(r.ChangeMonth), exact(r.ChangeYear),
			exact(r.RobustZ), strconv.FormatBool(r.Anomaly), exact(r.Target), exact(r.TargetGap),
		})
		if err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// exact writes a number with all its digits, null as nothing.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// showKPIs draws what is unusual first, then one table per scope and section.
func showKPIs(out io.Writer, brand *config.Brand, date regulars.BusinessDate, rows []view.KPI, q kpiQuery) {
	slices.SortStableFunc(rows, func(a, b view.KPI) int {
		_, i := sectionOf(a.Metric)
		_, j := sectionOf(b.Metric)
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(i, j), cmp.Compare(a.Metric, b.Metric), cmp.Compare(windowPlace(a.Window), windowPlace(b.Window)))
	})
	showTitle(out, brand, date)
	if l, asked := listingOf(q); asked {
		showListing(out, brand, rows, l)
		return
	}
	showRemarks(out, brand, rows, q)
	for len(rows) > 0 {
		n := sameSection(rows)
		if shown := chosen(rows[:n], q); len(shown) > 0 {
			showSection(out, brand, shown)
		}
		rows = rows[n:]
	}
}

func showTitle(out io.Writer, brand *config.Brand, date regulars.BusinessDate) {
	fmt.Fprintf(out, "%s  business date %s, %s\n", bold.Sprint(brand.Name), date, brand.Currency)
}

func windowPlace(window string) int { return slices.Index(regulars.Windows, regulars.Window(window)) }

// sameSection counts the rows at the front that belong into one table.
func sameSection(rows []view.KPI) int {
	first, _ := sectionOf(rows[0].Metric)
	for i, r := range rows {
		if title, _ := sectionOf(r.Metric); title != first || r.Scope != rows[0].Scope {
			return i
		}
	}
	return len(rows)
}

// chosen leaves out what nobody asked for: windows beside the section's own,
// and metrics that have tables of their own.
func chosen(rows []view.KPI, q kpiQuery) []view.KPI {
	if q.metric != "" {
		return rows
	}
	title, _ := sectionOf(rows[0].Metric)
	i := slices.IndexFunc(sections, func(s section) bool { return s.title == title })
	if i < 0 {
		return nil
	}
	if q.window != "" {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r view.KPI) bool {
		return !slices.Contains(sections[i].windows, r.Window) && r.Scope == "brand"
	})
}

func showSection(out io.Writer, brand *config.Brand, rows []view.KPI) {
	title, _ := sectionOf(rows[0].Metric)
	if rows[0].Scope != "brand" {
		title += " · " + rows[0].Scope
	}
	fmt.Fprintf(out, "\n%s\n", bold.Sprint(title))
	t := newTable(out, "metric", "window", "value", "day", "week", "month", "year")
	t.SetColumnConfigs(kpiColumns)
	last := ""
	for _, r := range rows {
		name := r.Metric
		if name == last {
			name = ""
		}
		last = r.Metric
		t.AppendRow(table.Row{
			name, faint.Sprint(r.Window), number(r.Value, unitOf(r.Metric), brand.Currency),
			trend(r.Metric, r.DeltaDay, r.ChangeDay), trend(r.Metric, r.DeltaWeek, r.ChangeWeek),
			trend(r.Metric, r.DeltaMonth, r.ChangeMonth), trend(r.Metric, r.DeltaYear, r.ChangeYear),
		})
	}
	t.Render()
}

// kpiColumns keeps the columns of all sections below each other.
var kpiColumns = fixed([]int{29, 6, 11, 9, 9, 9, 9}, 3, 4, 5, 6, 7)

// showRemarks says what is unusual, and how far the targets are. Stages and
// classes grow and shrink slowly, so that their weekdays don't judge them.
func showRemarks(out io.Writer, brand *config.Brand, rows []view.KPI, q kpiQuery) {
	for _, r := range rows {
		if title, _ := sectionOf(r.Metric); title == others && q.metric == "" && r.Target == nil {
			continue
		}
		name, u := r.Metric+" "+faint.Sprint(r.Window), unitOf(r.Metric)
		if r.Scope != "brand" {
			name = r.Scope + " " + name
		}
		if r.Anomaly {
			fmt.Fprintf(out, "%s %s is %s, on this weekday usually %s\n", warn.Sprint("!"), name,
				number(r.Value, u, brand.Currency), number(r.Median8W, u, brand.Currency))
		}
		if r.Target != nil && r.TargetGap != nil {
			showTarget(out, name, r, u, brand.Currency)
		}
	}
}

func showTarget(out io.Writer, name string, r view.KPI, u unit, code string) {
	target := number(r.Target, u, code)
	if *r.TargetGap < 0 {
		fmt.Fprintf(out, "%s %s is %s below its target of %s\n", bad.Sprint("▼"), name, number(positive(r.TargetGap), u, code), target)
		return
	}
	fmt.Fprintf(out, "%s %s has reached its target of %s\n", good.Sprint("✓"), name, target)
}

func positive(v *float64) *float64 {
	p := math.Abs(*v)
	return &p
}
