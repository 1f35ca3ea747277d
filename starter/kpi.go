package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// kpiQuery is what a person asks of the numbers.
type kpiQuery struct {
	date, metric, scope, window, format, lang string

	explain string // the metric to explain
	orders  string // the metric whose orders to export
	file    string // where to, also the numbers
	changed bool   // what was restated
	since   string // published since this date
	anyDate bool   // no date was named
}

func newKPI(s *session.Session) *cobra.Command {
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
  go run ./starter kpi --date 2026-11-20 --scope '*' --out numbers.xlsx --lang zh-Hant
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
	c.Flags().StringVar(&q.file, "out", "", "the .csv or .xlsx `file` to write the orders, the numbers, or what was restated, to")
	session.LangFlag(c, &q.lang)
	c.Flags().BoolVar(&q.changed, "restated", false, "show which published numbers changed, and by what")
	c.Flags().StringVar(&q.since, "since", "", "restated since this `date`; default seven days ago")
	c.MarkFlagsMutuallyExclusive("explain", "orders", "restated")
	return c
}

func runKPI(ctx context.Context, out io.Writer, s *session.Session, q kpiQuery) error {
	if !slices.Contains([]string{"table", "json", "csv"}, q.format) {
		return fmt.Errorf("--format %s is not known: use table, json or csv, or --out numbers.xlsx", q.format)
	}
	if err := errors.Join(q.checkFile(), q.checkNames()); err != nil {
		return err
	}
	_, brand, err := s.Brand()
	if err != nil {
		return err
	}
	date, err := session.DateOr(q.date, brand)
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(ctx)
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

// checkNames returns an error for a metric or a window that there is none of, before
// anything is dialled.
func (q kpiQuery) checkNames() error {
	for _, name := range []string{q.metric, q.explain, q.orders} {
		if name == "" || strings.Contains(name, "*") {
			continue
		}
		if _, err := metric.DefinitionOf(name, q.scope); err != nil {
			return err
		}
	}
	windows := make([]string, len(regulars.Windows))
	for i, w := range regulars.Windows {
		windows[i] = string(w)
	}
	if q.window != "" && !slices.Contains(windows, q.window) {
		return fmt.Errorf("there is no window %s: %s", q.window, config.Suggest(q.window, windows))
	}
	return nil
}

// checkFile returns an error for an --out that nothing would be written to.
func (q kpiQuery) checkFile() error {
	switch {
	case q.file == "":
		return nil
	case q.explain != "":
		return errors.New("--out takes the numbers of a date, with --orders the orders behind one, with --restated what changed: leave it out")
	}
	return export.CheckName("--out", q.file)
}

func showNumbers(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	rows, err := kpiRows(ctx, db, brand, date, q)
	if err != nil {
		return err
	}
	if q.file != "" {
		names, err := session.NamesFor(q.lang, brand)
		if err == nil {
			err = export.NumbersFile(q.file, names, date, rows)
		}
		if err == nil {
			fmt.Fprintf(out, "%s of %s: %s\n", present.Plural(len(rows), "number"), date, q.file)
		}
		return err
	}
	switch q.format {
	case "json":
		return export.NumbersJSON(out, date, rows)
	case "csv":
		return export.Numbers(out, date, rows)
	}
	screen.KPIs(out, brand, date, rows, screen.Choice{Metric: q.metric, Scope: q.scope, Window: q.window})
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
