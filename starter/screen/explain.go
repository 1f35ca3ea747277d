package screen

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/metric"
	"regulars/schema/trace"
)

// Definition draws what a metric is.
func Definition(out io.Writer, name string, d metric.Definition) {
	fmt.Fprintf(out, "%s\n%s\n\n", Bold.Sprint(name), text.WrapSoft(d.Title, Width))
	t := NewTable(out)
	t.SetColumnConfigs([]table.ColumnConfig{Wrap(2, Width-16)})
	for _, line := range [][2]string{
		{"definition", d.Defined}, {"source", d.Source}, {"class", string(d.Class)}, {"unit", d.Counts()},
		{"better", string(d.Better(name))}, {"reads", present.List(d.Reads)}, {"scopes", present.List(d.Scopes)}, {"windows", present.List(d.Windows)},
		{"restates", restates(d.Restates)}, {"file", d.File},
	} {
		if line[1] != "" {
			t.AppendRow(table.Row{Faint.Sprint(line[0]), line[1]})
		}
	}
	t.Render()
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

// Editions draws every value of a number that was published for a date, with the
// reason for each.
func Editions(out io.Writer, brand *config.Brand, date regulars.BusinessDate, editions []trace.Edition) {
	fmt.Fprintf(out, "\n%s  %s\n", Bold.Sprint("Published for "+date.String()), Faint.Sprint("the newest of each window first"))
	shown := present.Table{Head: []string{"scope", "window", "value", "numerator", "denominator", "published", "why"}, Align: "llrrrll"}
	last := ""
	for _, e := range editions {
		scope, window := e.Scope, e.Window
		if last == scope+window {
			scope, window = "", ""
		}
		last = e.Scope + e.Window
		shown.Rows = append(shown.Rows, []string{
			wrapLines(scope, 16), window, number(e.Value, unitOf(e.Metric), brand.Currency), part4(e.Numerator), part4(e.Denominator),
			Faint.Sprint(stamp(e.PublishedAt, brand)), madeBy(e, brand),
		})
	}
	Table(out, shown)
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
		said = append(said, present.Plural(int(e.Orders), "order")+" changed")
	}
	for _, c := range e.Late[:min(len(e.Late), NamedChanges)] {
		said = append(said, c.String())
	}
	if more := len(e.Late) - NamedChanges; more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(said, "; ")
}

// Parts draws what the parts of a number count, and the command that exports them;
// a number without orders behind it has none.
func Parts(out io.Writer, e trace.Evidence, command string) {
	fmt.Fprintln(out)
	t := NewTable(out)
	t.SetColumnConfigs([]table.ColumnConfig{Wrap(2, Width-17)})
	for _, line := range [][2]string{
		{"numerator", e.Numerator}, {"denominator", e.Denominator}, {"instead", e.Instead},
	} {
		if line[1] != "" {
			t.AppendRow(table.Row{Faint.Sprint(line[0]), line[1]})
		}
	}
	t.Render()
	if e.Instead == "" {
		fmt.Fprintf(out, "%s\n  %s\n", Faint.Sprint("export them by"), command)
	}
}

// ExportCommand is the command that exports the orders of the very number that was asked
// for, or of the first where that are several.
func ExportCommand(metric, scope, window string, date regulars.BusinessDate, editions []trace.Edition) string {
	if len(editions) > 0 {
		scope, window = editions[0].Scope, editions[0].Window
	}
	command := "go run ./starter kpi --orders " + metric + " --date " + date.String()
	if scope != "brand" {
		command += " --scope " + Quoted(scope)
	}
	if window != "" {
		command += " --window " + Quoted(window)
	}
	return command + " --out orders.csv"
}
