package screen

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/cell"
	"regulars/platform/file/proposal"
	"regulars/present"
)

// Proposal draws what files hold and the feed that reads them.
func Proposal(out io.Writer, r *proposal.Report, yaml string) {
	proposalFiles(out, r.Files)
	if len(r.Columns) > 0 {
		proposalColumns(out, r)
	}
	if r.Orders != nil {
		proposalOrders(out, r.Orders)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(out, wrapLines(Warn.Sprint("!")+" "+note, Width))
	}
	fmt.Fprintf(out, "\n%s\n%s\n", Bold.Sprint("The feed"), strings.TrimRight(yaml, "\n"))
	proposalQuestions(out, r.Questions)
}

func proposalFiles(out io.Writer, files []proposal.File) {
	t := NewTable(out, "file", "format", "encoding", "delimiter", "rows", "blank", "totals", "bad")
	t.SetColumnConfigs(append(Right(5, 6, 7, 8), Wrap(1, 40)))
	for _, f := range files {
		d := f.Dialect
		delimiter := d.Delimiter
		if d.Sheet != "" {
			delimiter = "sheet " + d.Sheet
		}
		t.AppendRow(table.Row{f.Name, d.Format, d.Encoding, delimiter, present.Whole(f.Rows), present.Whole(f.Blank), present.Whole(f.Totals), present.Whole(f.BadRows)})
	}
	t.Render()
	for _, f := range files {
		if f.Broken != "" {
			fmt.Fprintf(out, "%s %s\n", Bad.Sprint("✗"), f.Broken)
		}
		for _, b := range f.Bad {
			fmt.Fprintf(out, "%s %s:%d %s\n", Bad.Sprint("✗"), f.Name, b.Line, b.Problem)
		}
	}
	fmt.Fprintln(out)
}

func proposalColumns(out io.Writer, r *proposal.Report) {
	fields := map[string][]string{}
	for _, field := range slices.Sorted(maps.Keys(r.Feed.Columns)) {
		for _, c := range r.Columns {
			if r.Uses(field, c) {
				fields[c.Name] = append(fields[c.Name], field)
			}
		}
	}
	t := NewTable(out, "column", "is", "filled", "different", "holds")
	t.SetColumnConfigs(append(Right(3, 4), Wrap(1, 24), Wrap(2, 14), Wrap(5, 44)))
	for _, c := range r.Columns {
		counts := c.Survey.Counts()
		different := present.Whole(counts.Distinct)
		if counts.Distinct >= mostCounted {
			different += "+"
		}
		t.AppendRow(table.Row{c.Name, strings.Join(fields[c.Name], "\n"), present.Whole(counts.Cells - counts.Empty), different, strings.Join(holds(c, r.Region, isPrivate(fields[c.Name])), "\n")})
	}
	t.Render()
	fmt.Fprintln(out)
}

// mostCounted is up to how many different cells are counted.
const mostCounted = 10_000

// isPrivate reports whether a column says who people are: its cells aren't shown.
func isPrivate(fields []string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return slices.Contains([]string{"name", "email", "phone", "line_id"}, f) })
}

// holds says what a column holds, each thing in a line.
func holds(c *proposal.Column, region string, private bool) []string {
	counts := c.Survey.Counts()
	filled := counts.Cells - counts.Empty
	if filled == 0 {
		return []string{Faint.Sprint("nothing")}
	}
	var list []string
	most := func(n int64) bool { return n*2 > filled }
	dates := most(counts.Dates)
	if dates {
		list = append(list, heldDates(c)...)
	}
	numbers := most(counts.Integers + counts.Decimals)
	if numbers && !dates && !private {
		list = append(list, heldNumbers(c, counts)...)
	}
	if counts.Mails > 0 {
		list = append(list, present.Whole(counts.Mails)+" mail addresses")
	}
	if phones, of := c.Survey.Phones(regions(region)...); !dates && of > 0 && phones[bestRegion(phones)]*2 > of {
		best := bestRegion(phones)
		list = append(list, fmt.Sprintf("phone numbers of %s: %d of %d looked at are valid", best, phones[best], of))
	}
	if private {
		if len(list) == 0 {
			list = append(list, "text")
		}
		return list
	}
	if words := c.Survey.Words(); !dates && !numbers && counts.Mails == 0 && len(words) > 0 && len(words) <= 20 && int64(len(words)) < filled {
		list = append(list, heldWords(words))
	}
	if len(list) == 0 {
		list = append(list, "text, such as "+shortText(c.Example.Text))
	}
	return list
}

func regions(region string) []string {
	list := []string{region, "TW", "HK", "JP", "US", "GB", "MY", "SG"}
	return slices.Compact(list)
}

func bestRegion(phones map[string]int) string {
	best := ""
	for _, region := range slices.Sorted(maps.Keys(phones)) {
		if best == "" || phones[region] > phones[best] {
			best = region
		}
	}
	return best
}

func heldDates(c *proposal.Column) []string {
	var list []string
	style, err := c.Survey.Dates()
	orders := []cell.DateOrder{style.Order}
	if err != nil {
		orders = []cell.DateOrder{cell.MDY, cell.DMY}
	}
	for _, order := range orders {
		if from, to := c.Survey.Span(order); !from.IsZero() {
			list = append(list, fmt.Sprintf("dates %s to %s%s", from.Format(time.DateOnly), to.Format(time.DateOnly), read(string(order), len(orders) > 1 || order != "" && order != cell.YMD)))
		}
	}
	if len(list) == 0 {
		list = append(list, "dates, such as "+shortText(c.Example.Text))
	}
	if n := c.Survey.ZeroDates(); n > 0 {
		list = append(list, present.Whole(n)+" dates of zeros")
	}
	return list
}

func read(order string, say bool) string {
	if !say {
		return ""
	}
	return " read as " + order
}

func heldNumbers(c *proposal.Column, counts cell.Counts) []string {
	e, known := c.Survey.Extent()
	if !known {
		return nil
	}
	text := "numbers " + shortText(e.Least.Text) + " to " + shortText(e.Most.Text)
	if counts.Negative > 0 {
		text += ", " + present.Whole(counts.Negative) + " below zero"
	}
	list := []string{text}
	if currencies := c.Survey.Currencies(); len(currencies) > 0 {
		list = append(list, "written with "+strings.Join(slices.Sorted(maps.Keys(currencies)), ", "))
	}
	return list
}

// shownWords is how many words of a column are shown.
const shownWords = 8

func heldWords(words map[string]int64) string {
	list := slices.Collect(maps.Keys(words))
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(words[b], words[a]), cmp.Compare(a, b)) })
	var shown []string
	for _, word := range list[:min(len(list), shownWords)] {
		shown = append(shown, shortText(word)+" "+present.Whole(words[word]))
	}
	if more := len(list) - shownWords; more > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", more))
	}
	return "words: " + strings.Join(shown, ", ")
}

func shortText(text string) string {
	const most = 28
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

func proposalOrders(out io.Writer, o *proposal.Orders) {
	if o.Orders > 0 {
		proposedOrders(out, o)
	} else {
		fmt.Fprintf(out, "%s: none\n", Bold.Sprint("As orders"))
	}
	if o.Bad > 0 {
		fmt.Fprintf(out, "%s %s would be rejected\n", Bad.Sprint("✗"), present.Plural(int(o.Bad), "row"))
	}
	for _, r := range o.Refused {
		fmt.Fprintf(out, "  line %d: %s\n", r.At.Line, r.Reason)
	}
	fmt.Fprintln(out)
}

func proposedOrders(out io.Writer, o *proposal.Orders) {
	fmt.Fprintf(out, "%s: %s of %s, %s in all, %s to %s\n", Bold.Sprint("As orders"), present.Plural(o.Orders, "order"),
		present.Plural(int(o.Rows), "row"), amount(o.Total), o.From.Format(time.DateOnly), o.To.Format(time.DateOnly))
	t := NewTable(out, "", "order", "placed at", "total", "lines", "person", "status", "line")
	t.SetColumnConfigs(append(Right(4, 5, 8), Wrap(2, 24), Wrap(7, 16)))
	for _, one := range []struct {
		name  string
		order proposal.Order
	}{{"first", o.First}, {"smallest", o.Smallest}, {"largest", o.Largest}} {
		if x := one.order; x.ID != "" {
			t.AppendRow(table.Row{one.name, x.ID, x.At.Format("2006-01-02 15:04:05"), amount(x.Total), x.Lines, x.Person, x.Status, x.Line})
		}
	}
	t.Render()
}

func amount(d interface{ InexactFloat64() float64 }) string {
	v := d.InexactFloat64()
	if v == float64(int64(v)) {
		return present.Grouped(v, 0)
	}
	return present.Grouped(v, 2)
}

func proposalQuestions(out io.Writer, questions []proposal.Question) {
	if len(questions) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s: answer with --set\n", Bold.Sprint(present.Plural(len(questions), "question")))
	for _, q := range questions {
		fmt.Fprintln(out, wrapLines(Warn.Sprint("?")+" "+q.Ask, Width))
		for i, choice := range q.Choices {
			if i == shownWords {
				fmt.Fprintf(out, "    and %d more\n", len(q.Choices)-i)
				break
			}
			fmt.Fprintf(out, "    --set %s\n", Quoted(q.Key+"="+choice))
		}
		if len(q.Choices) == 0 && q.Key != "path" {
			fmt.Fprintf(out, "    --set %s=…\n", q.Key)
		}
	}
}
