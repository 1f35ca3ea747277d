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
	"regulars/present"
	"regulars/schema"
	"regulars/schema/fit"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/view"
	"regulars/schema/walk"
)

const (
	trendDays  = 90
	sparkDays  = 28
	topBuyers  = 20
	aheadWeeks = 2
	testDays   = 28
	resultDays = 28 // of deliveries whose results are shown, as kpi publishes them
)

// ErrNoNumbers says that a date is not published.
var ErrNoNumbers = errors.New("the date has no numbers")

// facts are all that a report is made of, as it stands in ClickHouse.
type facts struct {
	brand       figures
	shops       []view.KPI
	series      map[string][]view.Point // by metric/window
	cells       []view.Cell
	flow        []view.Flow
	cohorts     []view.CohortMonth
	pareto      []view.ParetoPoint
	ahead       view.Ahead
	books       []ledger.CampaignBooks
	asked       view.ResultQuery  // of outcomes
	outcomes    []view.Result     // what came of campaigns, as `campaign results` says it
	backtest    *fit.Backtest     // nil: there was nothing to compare
	untested    string            // why
	certificate *gate.Certificate // nil: the date has none
	journeys    []walk.Summary    // as they were after the night
	suggested   present.Suggestion
}

// read asks each question once; they run side by side, two at a time, since the
// members alone may need a gigabyte.
func read(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (*facts, error) {
	f, brand := &facts{}, b.Name
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for _, question := range []func() error{
		func() error { return f.readPredictions(ctx, db, b, date) },
		func() (err error) { f.pareto, err = view.ParetoCurve(ctx, db, brand, date); return err },
		func() error { return f.readNumbers(ctx, db, brand, date) },
		func() error { return f.readSeries(ctx, db, brand, date) },
		func() (err error) { f.cells, err = view.Cells(ctx, db, brand, date); return err },
		func() (err error) { f.flow, err = view.StageFlow(ctx, db, brand, date); return err },
		func() (err error) { f.cohorts, err = view.Cohorts(ctx, db, brand, date); return err },
		func() (err error) { f.books, err = ledger.AllBooks(ctx, db, brand, date); return err },
		func() error { return f.readCertificate(ctx, db, brand, date) },
		func() error { return f.readResults(ctx, db, b, date) },
		func() error { return f.readSuggestion(ctx, db, b, date) },
		func() (err error) { f.journeys, err = walk.Summaries(ctx, db, b, date); return err },
	} {
		group.Go(question)
	}
	return f, group.Wait()
}

func (f *facts) readNumbers(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	rows, err := view.KPIs(ctx, db, brand, date, "brand", "", "")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return notComputed(ctx, db, brand, date)
	}
	f.brand = figuresOf(rows)
	f.shops, err = view.KPIs(ctx, db, brand, date, "shop:*", "", "day")
	return err
}

// readPredictions compares the model with what came only where there is one. That
// it can't be compared is no reason to have no report.
func (f *facts) readPredictions(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) (err error) {
	f.ahead, err = view.LookAhead(ctx, db, brand.Name, date, topBuyers)
	if err != nil || len(f.ahead.Likeliest) == 0 {
		return err
	}
	test, err := fit.RunBacktest(ctx, db, brand, date.AddDays(-testDays), testDays)
	if err != nil {
		f.untested = err.Error()
		return ctx.Err()
	}
	f.backtest = &test
	return nil
}

// readSuggestion reads what the night suggests. That nothing can be suggested is no reason to
// have no report.
func (f *facts) readSuggestion(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (err error) {
	f.suggested, err = Suggested(ctx, db, b, date)
	if err != nil {
		f.suggested = present.Suggestion{From: date, To: date, Unmeasured: regulars.ErrorText(err.Error())}
	}
	return ctx.Err()
}

func notComputed(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	published, err := view.PublishedDates(ctx, db, brand)
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
	points, err := view.Series(ctx, db, brand, "brand", date, trendDays, keys)
	f.series = map[string][]view.Point{}
	for _, p := range points {
		key := p.Metric + "/" + p.Window
		f.series[key] = append(f.series[key], p)
	}
	return err
}

func (f *facts) readCertificate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	certificate, err := gate.ReadCertificate(ctx, db, brand, date)
	if errors.Is(err, schema.ErrNoRows) {
		return nil
	}
	f.certificate = &certificate
	return err
}

// Outcomes asks what came of the campaigns of the last weeks.
func Outcomes(date regulars.BusinessDate) view.ResultQuery {
	return view.ResultQuery{From: date.AddDays(1 - resultDays), To: date, AsOf: date}
}

// readResults counts what came of campaigns, and keeps it for the console's page.
func (f *facts) readResults(ctx context.Context, db *schema.DB, b *config.Brand, date regulars.BusinessDate) (err error) {
	f.asked = Outcomes(date)
	if f.outcomes, err = view.Results(ctx, db, b, f.asked); err != nil {
		return err
	}
	return view.KeepResults(ctx, db, b.Name, f.asked, f.outcomes)
}

// lastDays are the points of a line's last days.
func lastDays(points []view.Point, date regulars.BusinessDate, days int) []view.Point {
	first := date.AddDays(1 - days).Time()
	i := slices.IndexFunc(points, func(p view.Point) bool { return !p.Date.Before(first) })
	if i < 0 {
		return nil
	}
	return points[i:]
}

func dateOf(t time.Time) regulars.BusinessDate { return regulars.DateOf(t, time.UTC) }

// figures are a date's numbers at brand scope by metric and window.
type figures map[string]view.KPI

func figuresOf(rows []view.KPI) figures {
	f := figures{}
	for _, r := range rows {
		f[r.Metric+"/"+r.Window] = r
	}
	return f
}

// of finds a metric's number of a window; where there is none its value is nil.
func (f figures) of(metric, window string) view.KPI {
	if k, ok := f[metric+"/"+window]; ok {
		return k
	}
	return view.KPI{Metric: metric, Window: window}
}
