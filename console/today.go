package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/console/ahead"
	"regulars/console/books"
	"regulars/console/series"
	"regulars/present"
	"regulars/present/cause"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// figures are the six numbers at the top.
var figures = []struct{ metric, window string }{
	{"revenue", "day"},
	{"buyers", "day"},
	{"new_buyers", "day"},
	{"repeat_order_rate", "28d"},
	{"retention_rate", "28d"},
	{"stage_active", "day"},
}

// readAtOnce is how many questions of a page are asked side by side.
const readAtOnce = 4

type todayPage struct {
	Base
	Date, Before, After, Last string // After is empty on the last date
	Waiting                   []waitingLine
	Holds                     []holdLine
	Badge                     badge
	Figures                   []figure
	Anomalies                 []anomaly
	MoreAnomalies             string
	Compared                  bool
	Ahead                     ahead.Ahead
	Sent                      []books.Line
}

// badge says whether the night was whole.
type badge struct {
	Known, Whole    bool
	Text, Lead, URL string
	Reasons         []string
}

// figure is a number next to what it was.
type figure struct {
	Metric, Window, Name, Of, Value, URL string
	Moves                                []move
}

type move struct {
	Key, Label, Change, Was string
	Tone                    present.Tone
}

type anomaly struct {
	Name, Value, Usual, URL string
	Below                   bool
}

// facts are all that the page is made of.
type facts struct {
	campaigns   []view.CampaignRow
	holds       []view.Hold
	certificate *gate.Certificate
	kpis        map[string]view.KPI // of the brand, by metric/window
	anomalies   []view.KPI
	due         ahead.Due // of the newest date
	compared    bool      // the anomalies are known
	books       []ledger.CampaignBooks
}

func (c *Console) today(w http.ResponseWriter, r *http.Request, a *asked) error {
	published, err := a.published(r.Context())
	if err != nil {
		return err
	}
	last := published.Last
	if last == "" {
		last = a.ended()
	}
	date, err := dateIn(r.URL.Query().Get("date"), last)
	if err != nil {
		return err
	}
	f, err := a.read(r.Context(), date, date == published.Last)
	if err != nil {
		return err
	}
	a.Title, a.Nav = a.T.Today, "today"
	p := todayPage{
		Base: a.Base, Date: date.String(), Before: date.AddDays(-1).String(), Last: a.ended().String(),
		Waiting: a.waiting(f.campaigns), Holds: a.holds(f.holds), Badge: a.badge(f.certificate, date),
		Figures: a.figures(f.kpis), Ahead: a.ahead(f, date), Compared: f.compared, Sent: a.sent(f.books, date),
	}
	if date < a.ended() {
		p.After = date.AddDays(1).String()
	}
	p.Anomalies, p.MoreAnomalies = a.anomalies(f.anomalies, date)
	c.render(w, http.StatusOK, "today.html", &p)
	return nil
}

// read asks each question once. What lies ahead is known of the newest date only, whose
// members are stored.
func (a *asked) read(ctx context.Context, date regulars.BusinessDate, newest bool) (*facts, error) {
	f := &facts{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readAtOnce)
	for _, question := range []func() error{
		func() error { return a.keepNumbers(ctx, f, date) },
		func() error { return a.keepAhead(ctx, f, date, newest) },
		func() (err error) { f.campaigns, err = a.runs(ctx, 0); return err },
		func() error { return a.keepRest(ctx, f, date) },
	} {
		group.Go(question)
	}
	return f, group.Wait()
}

// Of what the numbers of a date and what lies ahead are made.
var (
	numberTables = []string{"kpi_rows", "generations", "targets", "trend_snapshots"}
	aheadTables  = []string{
		"member_snapshots", "derivations", "brand_settings", "cycle_used", "model_fits", "events", "loads", "message_events", "members", "member_orders", "stage_intervals",
	}
)

// keepRest fills in the certificate and the campaigns of a date, and what holds the nights.
func (a *asked) keepRest(ctx context.Context, f *facts, date regulars.BusinessDate) error {
	read, err := kept(ctx, a, "rest "+date.String(), append([]string{"reconciliation", "certificates"}, runTables...), func(ctx context.Context) (read facts, err error) {
		if read.holds, err = view.Holds(ctx, a.db(), a.brand.Name, 100); err != nil {
			return read, err
		}
		if read.certificate, err = readCertificate(ctx, a.db(), a.brand.Name, date); err != nil {
			return read, err
		}
		read.books, err = ledger.AllBooks(ctx, a.db(), a.brand.Name, date)
		return read, err
	})
	f.holds, f.certificate, f.books = read.holds, read.certificate, read.books
	return err
}

// keepNumbers fills in the numbers of a date, and keepAhead what lies ahead of it: as they
// were read last, until what they are made of changes.
func (a *asked) keepNumbers(ctx context.Context, f *facts, date regulars.BusinessDate) error {
	read, err := kept(ctx, a, "numbers "+date.String(), numberTables, func(ctx context.Context) (facts, error) {
		var read facts
		err := read.readNumbers(ctx, a.db(), a.brand.Name, date)
		return read, err
	})
	f.kpis, f.anomalies, f.compared = read.kpis, read.anomalies, read.compared
	return err
}

func (a *asked) keepAhead(ctx context.Context, f *facts, date regulars.BusinessDate, newest bool) (err error) {
	f.due, err = kept(ctx, a, fmt.Sprint("ahead ", date, newest), aheadTables, func(ctx context.Context) (ahead.Due, error) {
		if !newest {
			return ahead.Due{}, nil
		}
		return ahead.Read(ctx, a.db(), a.brand.Name, date)
	})
	return err
}

// seriesKeys are the numbers that the page shows, as metric/window.
func seriesKeys() []string {
	var keys []string
	for _, number := range figures {
		keys = append(keys, number.metric+"/"+number.window)
	}
	for _, stage := range []regulars.Stage{regulars.StageSleep, regulars.StageLost} {
		keys = append(keys, "stage_due_"+string(stage)+"_7d/day", "stage_due_"+string(stage)+"_14d/day")
	}
	return keys
}

// readNumbers reads what kpi shows where it is stored, which is so of the newest date: to
// compare another with what is usual would take seconds.
func (f *facts) readNumbers(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) error {
	f.kpis = map[string]view.KPI{}
	stored, err := snapshot.Trends.Current(ctx, db, brand, date)
	if err != nil {
		return err
	}
	if !stored {
		f.kpis, err = series.Read(ctx, db, brand, date, seriesKeys())
		return err
	}
	f.compared = true
	rows, err := view.KPIs(ctx, db, brand, date, "brand", "", "")
	if err != nil {
		return err
	}
	shops, err := view.KPIs(ctx, db, brand, date, "shop:*", "", "day")
	for _, k := range rows {
		f.kpis[k.Metric+"/"+k.Window] = k
	}
	f.anomalies = report.Anomalies(append(rows, shops...))
	return err
}

func readCertificate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (*gate.Certificate, error) {
	certificate, err := gate.ReadCertificate(ctx, db, brand, date)
	if errors.Is(err, schema.ErrNoRows) {
		return nil, nil
	}
	return &certificate, err
}

func (a *asked) badge(certificate *gate.Certificate, date regulars.BusinessDate) badge {
	b := badge{Text: a.T.NoCertificate, Lead: a.T.NoCertificateLead}
	if certificate == nil {
		return b
	}
	b = badge{
		Known: true, Whole: certificate.Whole, Text: a.T.NotWhole,
		Lead: fmt.Sprintf(a.T.ComputedAt, a.stamp(certificate.At)), URL: a.pathTo("/nights/%s", date),
	}
	for _, reason := range cause.Sentences(a.names.Lang, certificate.Causes, certificate.Reasons) {
		b.Reasons = append(b.Reasons, a.quoteless(reason))
	}
	if b.Whole {
		b.Text, b.Lead = a.T.Whole, a.T.WholeLead+" "+b.Lead
	}
	return b
}

func (a *asked) figures(kpis map[string]view.KPI) []figure {
	all := make([]figure, 0, len(figures))
	for _, f := range figures {
		k := kpis[f.metric+"/"+f.window]
		all = append(all, figure{
			Metric: f.metric, Window: f.window, Name: a.names.Metric(f.metric), Of: a.names.Window(f.window), Value: a.value(f.metric, k.Value),
			URL: a.numberURL(f.metric, f.window, "brand"),
			Moves: []move{
				a.move(f.metric, "prev_day", a.T.Day, k.PrevDay, k.DeltaDay, k.ChangeDay),
				a.move(f.metric, "prev_week", a.T.Week, k.PrevWeek, k.DeltaWeek, k.ChangeWeek),
				a.move(f.metric, "prev_year", a.T.Year, k.PrevYear, k.DeltaYear, k.ChangeYear),
			},
		})
	}
	return all
}

func (a *asked) move(name, key, label string, was, delta, change *float64) move {
	m := move{Key: key, Label: label, Was: a.value(name, was), Change: present.NoValue, Tone: present.Same}
	if delta != nil {
		m.Change, m.Tone = a.numbers.Trend(unitOf(name), delta, change), present.Direction(metric.Better(name)).Tone(delta)
	}
	return m
}

// shownAnomalies stand openly, the farthest from usual first.
const shownAnomalies = 8

func (a *asked) anomalies(found []view.KPI, date regulars.BusinessDate) (shown []anomaly, more string) {
	for _, k := range found[:min(len(found), shownAnomalies)] {
		name := a.names.Metric(k.Metric)
		if shop, is := strings.CutPrefix(k.Scope, "shop:"); is && shop != "" {
			name = shop + " · " + name
		}
		shown = append(shown, anomaly{
			Name: name, Value: a.value(k.Metric, k.Value), Usual: fmt.Sprintf(a.T.Usually, a.value(k.Metric, k.Median8W)),
			Below: *k.RobustZ < 0, URL: a.numberURL(k.Metric, k.Window, k.Scope) + "&date=" + date.String(),
		})
	}
	if n := len(found) - len(shown); n > 0 {
		more = fmt.Sprintf(a.T.More, n)
	}
	return shown, more
}

func (a *asked) sent(all []ledger.CampaignBooks, date regulars.BusinessDate) []books.Line {
	state := func(b ledger.CampaignBooks) string {
		return a.standing(string(b.State), b.Campaign, b.Sent+b.Failed+b.Unknown, b.NotTried())
	}
	return books.Lines(a.T, all, state, func(campaign string) string { return a.pathTo("/campaigns/%s/%s", campaign, date) })
}

func dateOf(t time.Time) regulars.BusinessDate { return regulars.DateOf(t, time.UTC) }
