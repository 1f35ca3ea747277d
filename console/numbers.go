package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"regulars"
	"regulars/console/catalogue"
	"regulars/console/series"
	"regulars/present"
	"regulars/schema/metric"
	"regulars/schema/view"
)

const (
	shownDays  = 28
	mostDays   = 400
	mostScopes = 60
)

type numbersPage struct {
	Base
	Metric, Window, Scope, Date string
	Days                        int
	Metrics                     []catalogue.Name
	Windows                     []option
	Unknown, Meant, MeantURL    string
	Name                        string
	Definition                  *definition
	Rows                        []numberRow
	Empty                       bool
	Others                      []option // scopes at which the metric is published
}

type option struct {
	Value, Text, URL string
	Chosen           bool
}

// definition is what the file that computes a metric says of it.
type definition struct {
	Title, Text, Source, Unit, Better, File string
	Scopes, Windows                         string
}

type numberRow struct {
	Date, Value, Change, URL string
	Tone                     present.Tone
	Width                    int // of the bar, of 100
}

// numbersPage shows any metric over time, next to what it means.
func (c *Console) numbersPage(w http.ResponseWriter, r *http.Request, a *asked) error {
	query := r.URL.Query()
	p := numbersPage{Metric: strings.TrimSpace(query.Get("metric")), Window: query.Get("window"), Scope: strings.TrimSpace(query.Get("scope")), Days: shownDays}
	if p.Scope == "" {
		p.Scope = "brand"
	}
	if n, err := strconv.Atoi(query.Get("days")); err == nil {
		p.Days = min(max(n, 1), mostDays)
	}
	published, err := view.PublishedDates(r.Context(), a.db(), a.brand.Name)
	if err != nil {
		return err
	}
	last := published.Last
	if last == "" {
		last = a.ended()
	}
	date, err := dateIn(query.Get("date"), last)
	if err != nil {
		return err
	}
	a.Title, a.Nav, p.Date = a.T.Numbers, "numbers", date.String()
	p.Base = a.Base
	all, err := metric.Definitions()
	if err != nil {
		return err
	}
	p.Metrics = catalogue.Of(all, a.names)
	if p.Metric != "" {
		if err := a.fill(r, &p, date, all); err != nil {
			return err
		}
	}
	for _, window := range regulars.Windows {
		p.Windows = append(p.Windows, option{Value: string(window), Text: a.names.Window(string(window)), Chosen: string(window) == p.Window})
	}
	c.render(w, http.StatusOK, "numbers.html", &p)
	return nil
}

// fill reads the metric that is asked for; of one that there isn't it says which was
// probably meant.
func (a *asked) fill(r *http.Request, p *numbersPage, date regulars.BusinessDate, all []metric.Definition) error {
	d, err := metric.DefinitionOf(p.Metric, p.Scope)
	if err != nil {
		p.Unknown = p.Metric
		if p.Meant = catalogue.Meant(p.Metric, p.Metrics); p.Meant != "" {
			p.MeantURL = a.numberURL(p.Meant, p.Window, p.Scope)
		}
		return nil
	}
	if p.Window == "" && len(d.Windows) > 0 {
		p.Window = string(d.Windows[0])
	}
	p.Name = a.names.Metric(p.Metric)
	p.Definition = &definition{
		Title: d.Title, Text: d.Defined, Source: d.Source, Unit: d.Counts(), Better: a.T.Betters[string(d.Better(p.Metric))], File: d.File,
		Scopes: present.List(d.Scopes), Windows: present.List(d.Windows),
	}
	points, err := view.Series(r.Context(), a.db(), a.brand.Name, p.Scope, date, p.Days+1, []string{p.Metric + "/" + p.Window})
	if err != nil {
		return err
	}
	p.Rows = a.rows(p, points, date)
	p.Empty = len(p.Rows) == 0
	p.Others, err = a.otherScopes(r, p, date)
	return err
}

// rows are the newest date first, each with how it moved since the date before.
func (a *asked) rows(p *numbersPage, points []view.Point, date regulars.BusinessDate) []numberRow {
	var most float64
	for _, point := range points {
		if point.Value != nil {
			most = max(most, *point.Value)
		}
	}
	first := date.AddDays(1 - p.Days)
	var rows []numberRow
	for i, point := range points {
		day := dateOf(point.Date)
		if day < first {
			continue
		}
		row := numberRow{Date: day.String(), Value: a.value(p.Metric, point.Value), Change: present.NoValue, Tone: present.Same, URL: a.pathTo("/") + "?date=" + day.String()}
		if point.Value != nil && most > 0 {
			row.Width = int(max(*point.Value, 0) * 100 / most)
		}
		if i > 0 && dateOf(points[i-1].Date) == day.AddDays(-1) {
			row.Change, row.Tone = a.moved(p.Metric, points[i-1].Value, point.Value)
		}
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows
}

// moved writes how a metric moved from one value to another, as kpi_trend computes it.
func (a *asked) moved(name string, was, is *float64) (string, present.Tone) {
	_, delta, change := series.Compared(was, is)
	if delta == nil {
		return present.NoValue, present.Same
	}
	return a.numbers.Trend(unitOf(name), delta, change), present.Direction(metric.Better(name)).Tone(delta)
}

// otherScopes are those at which a date has the metric.
func (a *asked) otherScopes(r *http.Request, p *numbersPage, date regulars.BusinessDate) ([]option, error) {
	scopes, err := view.ScopesOf(r.Context(), a.db(), a.brand.Name, date, p.Metric, p.Window, mostScopes)
	if err != nil {
		return nil, err
	}
	var others []option
	for _, scope := range scopes {
		others = append(others, option{Value: scope, Text: scope, URL: a.numberURL(p.Metric, p.Window, scope) + "&date=" + date.String(), Chosen: scope == p.Scope})
	}
	if len(others) < 2 {
		return nil, nil
	}
	return others, nil
}
