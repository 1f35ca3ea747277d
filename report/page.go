package report

import (
	"fmt"
	"html/template"
	"time"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/metric"
)

// page is what the template shows.
type page struct {
	Lang     string
	Text     *text
	Brand    string
	Date     string
	MadeAt   string
	Badge    badge
	Sections []section
}

// section is one part of the report under its heading.
type section struct {
	ID, Title, Lead string
	Notes           []string // what the reader must know of the numbers
	Anomalies       []anomaly
	MoreAnomalies   []anomaly
	Headlines       []headline
	Calendar        *calendar
	Parts           []part
	Definitions     []definition
}

// part is a picture and its numbers.
type part struct {
	Title, Lead string
	Chart       *chart
	Table       *table
	Folded      bool // the table is shown on demand
}

// table is numbers under headings; the first column names the rows.
type table struct {
	Caption string
	Head    []string
	Rows    [][]cell
	Texts   int // so many columns at the left are words
}

type cell struct {
	Text  string
	Under string       // a second, smaller line
	Tone  present.Tone // or nothing
	Bar   float64      // 0 … 1: a bar behind a share
	Heat  float64      // 0 … 1: how strongly the cell is coloured
}

// Style sets the cell's colour and bar.
func (c cell) Style() template.CSS {
	switch {
	case c.Heat > 0:
		return template.CSS(fmt.Sprintf("--heat:%.0f%%", 8+c.Heat*72))
	case c.Bar > 0:
		return template.CSS(fmt.Sprintf("--share:%.4f", c.Bar))
	}
	return ""
}

// writer makes the sections of one report.
type writer struct {
	*facts

	numbers present.Numbers
	names   *present.Names
	words   *text
	date    regulars.BusinessDate
	mask    identity.Mask
	shown   map[string]bool // the metrics in it, for the definitions
}

func newPage(brand *config.Brand, date regulars.BusinessDate, names *present.Names, f *facts) page {
	words := textOf(names)
	w := &writer{
		facts: f, numbers: present.NewNumbers(brand.Currency, names), names: names, words: words, date: date, mask: identity.NewMask(brand.HashKey.Reveal(), brand.Name), shown: map[string]bool{},
	}
	zone := brand.Zone
	if zone == nil {
		zone = time.UTC
	}
	p := page{
		Lang: names.Lang, Text: words, Brand: brand.Name, Date: fmt.Sprintf(words.DateOf, date),
		MadeAt: fmt.Sprintf(words.MadeAt, time.Now().In(zone).Format("2006-01-02 15:04"), zone),
		Badge:  w.badge(),
	}
	for _, write := range []func() section{
		w.anomalies, w.today, w.stages, w.calendar, w.cohortSection, w.rfm, w.funnels, w.paretoSection,
		w.buyers, w.trends, w.campaigns, w.journeySection, w.certificateSection, w.definitions,
	} {
		if s := write(); s.ID != "" {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

// value writes a metric's value and notes that it is shown.
func (w *writer) value(metric string, v *float64) string {
	w.shown[metric] = true
	return w.of(metric, v)
}

// of writes a metric's value in its unit.
func (w *writer) of(metric string, v *float64) string { return w.numbers.Value(unitOf(metric), v) }

// change writes how far a metric moved.
func (w *writer) change(metric string, delta, change *float64) string {
	return w.numbers.Trend(unitOf(metric), delta, change)
}

// tone returns whether a movement of a metric is welcome.
func tone(name string, delta *float64) present.Tone {
	return present.Direction(metric.Better(name)).Tone(delta)
}

func unitOf(name string) present.Unit { return present.Unit(metric.UnitOf(name)) }

func cellsOf(texts ...string) []cell {
	cells := make([]cell, len(texts))
	for i, t := range texts {
		cells[i] = cell{Text: t}
	}
	return cells
}

func countOf(v *float64) float64 {
	if v == nil {
		return 0
	}
	return *v
}

func shareOf(v, all float64) float64 {
	if all == 0 {
		return 0
	}
	return v / all
}
