package screen

import (
	"fmt"
	"io"
	"strings"

	"regulars/config"
	"regulars/export"
	"regulars/present"
	"regulars/schema/trace"
)

const (
	shownRestatements = 60 // of a table; csv and json have all
	// NamedChanges is how many orders a table names of each restatement, and how
	// many of the other late changes.
	NamedChanges = 3
)

// Restatements draws the numbers that were published otherwise than before, and
// what did it.
func Restatements(out io.Writer, brand *config.Brand, q trace.RestatedQuery, rows []trace.Restatement) {
	what := "restated"
	if !q.Since.IsZero() {
		what += " since " + stamp(q.Since, brand)
	}
	fmt.Fprintf(out, "%s  %s %s\n\n", Bold.Sprint(brand.Name), present.Plural(len(rows), "number"), what)
	if len(rows) == 0 {
		return
	}
	shown := present.Table{Head: []string{"date", "number", "from", "to", "published", "by"}, Align: "llrrll"}
	for _, r := range rows[:min(len(rows), shownRestatements)] {
		u := unitOf(r.Metric)
		shown.Rows = append(shown.Rows, []string{
			r.Date.String(), wrapLines(nameOf(r), 24), number(r.Was, u, brand.Currency), number(r.Is, u, brand.Currency),
			Faint.Sprint(stamp(r.PublishedAt, brand)), strings.Join(saidBy(r), "\n"),
		})
	}
	Table(out, shown)
	if more := len(rows) - shownRestatements; more > 0 {
		fmt.Fprintf(out, "and %s more: --format csv has them all, --metric, --scope and --window choose\n", present.Whole(uint64(more)))
	}
}

func nameOf(r trace.Restatement) string {
	name := r.Metric + " " + r.Window
	if r.Scope != "brand" {
		name = r.Scope + " " + name
	}
	return name
}

// saidBy names what did it; where nothing came in, it was the settings or the
// formula.
func saidBy(r trace.Restatement) []string {
	said := export.Changes(r)
	if len(said) == 0 {
		return []string{"nothing that came in: settings or formulas changed"}
	}
	if more := r.AllChanges + r.AllLate - len(said); more > 0 {
		said = append(said, fmt.Sprintf("and %s more", present.Whole(uint64(more))))
	}
	return said
}
