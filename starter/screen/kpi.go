package screen

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

// Choice is which numbers a person asks for; empty is all.
type Choice struct{ Metric, Scope, Window string }

// KPIs draws what is unusual first, then one table per scope and section.
func KPIs(out io.Writer, brand *config.Brand, date regulars.BusinessDate, rows []view.KPI, q Choice) {
	slices.SortStableFunc(rows, func(a, b view.KPI) int {
		_, i := sectionOf(a.Metric)
		_, j := sectionOf(b.Metric)
		return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(i, j), cmp.Compare(a.Metric, b.Metric), cmp.Compare(WindowPlace(a.Window), WindowPlace(b.Window)))
	})
	Title(out, brand, date)
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

// Title says whose numbers follow, of which date and in which currency.
func Title(out io.Writer, brand *config.Brand, date regulars.BusinessDate) {
	fmt.Fprintf(out, "%s  business date %s, %s\n", Bold.Sprint(brand.Name), date, brand.Currency)
}

// WindowPlace returns where a window stands among regulars.Windows; below 0 where it
// doesn't.
func WindowPlace(window string) int { return slices.Index(regulars.Windows, regulars.Window(window)) }

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

// chosen leaves out what nobody asked for: windows other than the section's own,
// and metrics that have tables of their own.
func chosen(rows []view.KPI, q Choice) []view.KPI {
	if q.Metric != "" {
		return rows
	}
	title, _ := sectionOf(rows[0].Metric)
	i := slices.IndexFunc(sections, func(s section) bool { return s.title == title })
	if i < 0 {
		return nil
	}
	if q.Window != "" {
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
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint(title))
	t := NewTable(out, "metric", "window", "value", "day", "week", "month", "year")
	t.SetColumnConfigs(kpiColumns)
	last := ""
	for _, r := range rows {
		name := r.Metric
		if name == last {
			name = ""
		}
		last = r.Metric
		t.AppendRow(table.Row{
			name, Faint.Sprint(r.Window), number(r.Value, unitOf(r.Metric), brand.Currency),
			trend(brand.Currency, r.Metric, r.DeltaDay, r.ChangeDay), trend(brand.Currency, r.Metric, r.DeltaWeek, r.ChangeWeek),
			trend(brand.Currency, r.Metric, r.DeltaMonth, r.ChangeMonth), trend(brand.Currency, r.Metric, r.DeltaYear, r.ChangeYear),
		})
	}
	t.Render()
}

// kpiColumns keeps the columns of all sections below each other.
var kpiColumns = fixed([]int{29, 6, 11, 9, 9, 9, 9}, 3, 4, 5, 6, 7)

// showRemarks says what is unusual, and how far the targets are. Stages and
// classes grow and shrink slowly, so that their weekdays don't judge them.
func showRemarks(out io.Writer, brand *config.Brand, rows []view.KPI, q Choice) {
	for _, r := range rows {
		if title, _ := sectionOf(r.Metric); title == others && q.Metric == "" && r.Target == nil {
			continue
		}
		name, u := r.Metric+" "+Faint.Sprint(r.Window), unitOf(r.Metric)
		if r.Scope != "brand" {
			name = r.Scope + " " + name
		}
		if r.Anomaly {
			fmt.Fprintf(out, "%s %s is %s, on this weekday usually %s\n", Warn.Sprint("!"), name,
				number(r.Value, u, brand.Currency), number(r.Median8W, u, brand.Currency))
		}
		if r.Target != nil && r.TargetGap != nil {
			showTarget(out, name, r, u, brand.Currency)
		}
	}
}

func showTarget(out io.Writer, name string, r view.KPI, u present.Unit, code string) {
	target := number(r.Target, u, code)
	if *r.TargetGap < 0 {
		fmt.Fprintf(out, "%s %s is %s below its target of %s\n", Bad.Sprint("▼"), name, number(positive(r.TargetGap), u, code), target)
		return
	}
	fmt.Fprintf(out, "%s %s has reached its target of %s\n", Good.Sprint("✓"), name, target)
}

func positive(v *float64) *float64 {
	p := math.Abs(*v)
	return &p
}
