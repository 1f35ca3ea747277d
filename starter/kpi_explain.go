package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/trace"
)

// explain says what a number is, what its parts count, and every value of it that
// was published for the date, with the reason for each.
func explain(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	d, err := metric.DefinitionOf(q.explain, q.scope)
	if err != nil {
		return err
	}
	editions, err := trace.Editions(ctx, db, brand.Name, trace.Figure{Metric: q.explain, Scope: q.scope, Window: q.window, Date: date})
	if err != nil {
		return err
	}
	slices.SortStableFunc(editions, func(a, b trace.Edition) int {
		return cmp.Or(strings.Compare(a.Scope, b.Scope), windowPlace(a.Window)-windowPlace(b.Window))
	})
	showDefinition(out, q.explain, d)
	showParts(out, q, date, editions)
	if len(editions) == 0 {
		fmt.Fprintf(out, "\nNothing of it is published for %s at this scope and window.\n", date)
		return nil
	}
	showEditions(out, brand, date, editions)
	return nil
}

func showDefinition(out io.Writer, name string, d metric.Definition) {
	fmt.Fprintf(out, "%s\n%s\n\n", bold.Sprint(name), text.WrapSoft(d.Title, width))
	t := newTable(out)
	t.SetColumnConfigs([]table.ColumnConfig{wrap(2, width-16)})
	for _, line := range [][2]string{
		{"definition", d.Defined}, {"source", d.Source}, {"class", string(d.Class)}, {"unit", d.Counts()},
		{"better", string(d.Better(name))}, {"reads", listed(d.Reads)}, {"scopes", listed(d.Scopes)}, {"windows", listed(d.Windows)},
		{"restates", restates(d.Restates)}, {"file", d.File},
	} {
		if line[1] != "" {
			t.AppendRow(table.Row{faint.Sprint(line[0]), line[1]})
		}
	}
	t.Render()
}

// listed writes words with commas between them.
func listed[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}

// restates says in words which dates a changed order touches.
func restates(reach metric.Reach) string {
	switch reach {
	case metric.ReachAsOf:
		return "an order of d that changes touches every date from d on"
	case metric.ReachTwice:
		return "an order of d that changes touches d .. d+2n-1, n being the days of the window"
	}
	return "an order of d that changes touches day on d, a window of n days on d .. d+n-1, month and year to their ends, asof from d on"
}

func showParts(out io.Writer, q kpiQuery, date regulars.BusinessDate, editions []trace.Edition) {
	e, err := trace.EvidenceOf(q.explain, q.scope)
	if err != nil {
		return
	}
	fmt.Fprintln(out)
	t := newTable(out)
	t.SetColumnConfigs([]table.ColumnConfig{wrap(2, width-17)})
	for _, line := range [][2]string{
		{"numerator", e.Numerator}, {"denominator", e.Denominator}, {"instead", e.Instead},
	} {
		if line[1] != "" {
			t.AppendRow(table.Row{faint.Sprint(line[0]), line[1]})
		}
	}
	t.Render()
	if e.Instead == "" {
		fmt.Fprintf(out, "%s\n  %s\n", faint.Sprint("export them by"), exportCommand(q, date, editions))
	}
}

// exportCommand exports the orders of the very number that was asked for, or of
// the first where that are several.
func exportCommand(q kpiQuery, date regulars.BusinessDate, editions []trace.Edition) string {
	scope, window := q.scope, q.window
	if len(editions) > 0 {
		scope, window = editions[0].Scope, editions[0].Window
	}
	command := "go run ./starter kpi --orders " + q.explain + " --date " + date.String()
	if scope != "brand" {
		command += " --scope " + quoted(scope)
	}
	if window != "" {
		command += " --window " + quoted(window)
	}
	return command + " --out orders.csv"
}

// quoted is a word as a shell reads it whole.
func quoted(word string) string {
	if !strings.ContainsAny(word, " \t*?[]$&|;<>(){}'\"`\\!#~") {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func showEditions(out io.Writer, brand *config.Brand, date regulars.BusinessDate, editions []trace.Edition) {
	fmt.Fprintf(out, "\n%s  %s\n", bold.Sprint("Published for "+date.String()), faint.Sprint("the newest of each window first"))
	t := newTable(out, "scope", "window", "value", "numerator", "denominator", "published", "why")
	t.SetColumnConfigs(append(right(3, 4, 5), wrap(7, 34)))
	last := ""
	for _, e := range editions {
		scope, window := e.Scope, e.Window
		if last == scope+window {
			scope, window = "", ""
		}
		last = e.Scope + e.Window
		t.AppendRow(table.Row{
			scope, window, number(e.Value, unitOf(e.Metric), brand.Currency), part4(e.Numerator), part4(e.Denominator),
			faint.Sprint(stamp(e.PublishedAt, brand)), madeBy(e, brand),
		})
	}
	t.Render()
}

// part4 writes a numerator or denominator as it is, to four digits at most.
func part4(v *decimal.Decimal) string {
	if v == nil {
		return "–"
	}
	return v.String()
}

func stamp(at time.Time, brand *config.Brand) string {
	zone := brand.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format("01-02 15:04")
}

// madeBy says what made a generation compute a number once more.
func madeBy(e trace.Edition, brand *config.Brand) string {
	switch {
	case e.Before == 0:
		return "first, by a " + e.Kind
	case e.SettingsChanged:
		return fmt.Sprintf("%s: settings changed, derivation %d of %s", e.Kind, e.Derivation, stamp(e.DerivedAt, brand))
	case e.Orders > 0 || len(e.Late) > 0:
		return fmt.Sprintf("%s: %s, derivation %d of %s", e.Kind, cameSince(e), e.Derivation, stamp(e.DerivedAt, brand))
	}
	return e.Kind + ": computed again, nothing of it changed"
}

// cameSince counts the orders that changed and names the other late changes.
func cameSince(e trace.Edition) string {
	var said []string
	if e.Orders > 0 {
		said = append(said, plural(int(e.Orders), "order")+" changed")
	}
	for _, c := range e.Late[:min(len(e.Late), namedChanges)] {
		said = append(said, c.String())
	}
	if more := len(e.Late) - namedChanges; more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(said, "; ")
}
