package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

const (
	trendDays  = 90
	sparkDays  = 28
	topBuyers  = 20
	aheadWeeks = 2
	testDays   = 28
)

// ErrNoNumbers says that a date is not published.
var ErrNoNumbers = errors.New("the date has no numbers")

// facts are all that a report is made of, as it stands in ClickHouse.
type facts struct {
	brand       figures
	shops       []schema.KPI
	series      map[string][]schema.Point // by metric/window
	cells       []schema.Cell
	flow        []schema.Flow
	cohorts     []schema.CohortMonth
	pareto      []schema.ParetoPoint
	ahead       schema.Ahead
	books       []schema.CampaignBooks
	backtest    *schema.Backtest    // nil: there was nothing to compare
	untested    string              // why
	certificate *schema.Certificate // nil: the date has none
}

// read asks each question once; they run side by side, two at a time, since the
// members alone may need a gigabyte.
func read(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (*facts, error) {
	f, brand := &facts{}, b.Name
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for _, question := range []func() error{
		func() error { return f.readPredictions(ctx, db, b, date) },
		func() (err error) { f.pareto, err = db.ParetoCurve(ctx, brand, date); return err },
		func() error { return f.readNumbers(ctx, db, brand, date) },
		func() error { return f.readSeries(ctx, db, brand, date) },
		func() (err error) { f.cells, err = db.Cells(ctx, brand, date); return err },
		func() (err error) { f.flow, err = db.StageFlow(ctx, brand, date); return err },
		func() (err error) { f.cohorts, err = db.Cohorts(ctx, brand, date); return err },
		func() (err error) { f.books, err = db.AllBooks(ctx, brand, date); return err },
		func() error { return f.readCertificate(ctx, db, brand, date) },
	} {
		group.Go(question)
	}
	return f, group.Wait()
}

func (f *facts) readNumbers(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	rows, err := db.KPIs(ctx, brand, date, "brand", "", "")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return notComputed(ctx, db, brand, date)
	}
	f.brand = figuresOf(rows)
	f.shops, err = db.KPIs(ctx, brand, date, "shop:*", "", "day")
	return err
}

// readPredictions compares the model with what came only where there is one. That
// it can't be compared is no reason to have no report.
func (f *facts) readPredictions(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) (err error) {
	f.ahead, err = db.Ahead(ctx, brand.Name, date, topBuyers)
	if err != nil || len(f.ahead.Likeliest) == 0 {
		return err
	}
	test, err := db.Backtest(ctx, brand, date.AddDays(-testDays), testDays)
	if err != nil {
		f.untested = err.Error()
		return ctx.Err()
	}
	f.backtest = &test
	return nil
}

func notComputed(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	published, err := db.Published(ctx, brand)
	switch {
	case err != nil:
		return err
	case published.Dates == 0:
		return fmt.Errorf("%w: the brand has none yet: `starter run --date %s` computes them", ErrNoNumbers, date)
	}
	return fmt.Errorf("%w: they reach from %s to %s: `starter backfill --from %s --to %s` computes it",
		ErrNoNumbers, published.First, published.Last, date, date)
}

func (f *facts) readSeries(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	keys := make([]string, len(headlines))
	for i, h := range headlines {
		keys[i] = h.key()
	}
	points, err := db.Series(ctx, brand, date, trendDays, keys)
	f.series = map[string][]schema.Point{}
	for _, p := range points {
		key := p.Metric + "/" + p.Window
		f.series[key] = append(f.series[key], p)
	}
	return err
}

func (f *facts) readCertificate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	certificate, err := db.Certificate(ctx, brand, date)
	if errors.Is(err, schema.ErrNoRows) {
		return nil
	}
	f.certificate = &certificate
	return err
}

// lastDays are the points of a line's last days.
func lastDays(points []schema.Point, date regulars.BusinessDate, days int) []schema.Point {
	first := date.AddDays(1 - days).Time()
	i := slices.IndexFunc(points, func(p schema.Point) bool { return !p.Date.Before(first) })
	if i < 0 {
		return nil
	}
	return points[i:]
}

func dateOf(t time.Time) regulars.BusinessDate { return regulars.DateOf(t, time.UTC) }

// figures are a date's numbers at brand scope by metric and window.
type figures map[string]schema.KPI

func figuresOf(rows []schema.KPI) figures {
	f := figures{}
	for _, r := range rows {
		f[r.Metric+"/"+r.Window] = r
	}
	return f
}

// of finds a metric's number of a window; where there is none its value is nil.
func (f figures) of(metric, window string) schema.KPI {
	if k, ok := f[metric+"/"+window]; ok {
		return k
	}
	return schema.KPI{Metric: metric, Window: window}
}
