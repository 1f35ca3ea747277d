package screen

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/config"
	"regulars/schema/view"
)

// shownScopes is how many scopes a table shows; csv and json have them all.
const shownScopes = 40

// listing is how scopes of one kind stand below each other: a line each, a
// metric per column, the greatest first.
type listing struct {
	title, prefix string
	window        string // where none is asked for
	metrics       []string
	headers       []string
	by            string
}

var bought = listing{
	window:  "28d",
	metrics: []string{"revenue", "orders", "units", "buyers", "new_buyers", "returning_buyers", "repeat_buyer_rate"},
	headers: []string{"revenue", "orders", "units", "buyers", "new", "returning", "repeat"},
	by:      "revenue",
}

var listings = []listing{
	bought.of("Products", "product:"),
	bought.of("Categories", "category:"),
	{
		"Campaigns", "campaign:", "28d",
		[]string{"planned", "sent", "opened", "clicked", "conversions", "campaign_revenue", "cost", "roas", "lift"},
		[]string{"planned", "sent", "opened", "clicked", "conv.", "revenue", "cost", "roas", "lift"},
		"planned",
	},
}

func (l listing) of(title, prefix string) listing {
	l.title, l.prefix = title, prefix
	return l
}

// listingOf is the listing that a query asks for: one of many scopes of a kind.
func listingOf(q Choice) (listing, bool) {
	if q.Metric != "" || !strings.Contains(q.Scope, "*") {
		return listing{}, false
	}
	i := slices.IndexFunc(listings, func(l listing) bool { return strings.HasPrefix(q.Scope, l.prefix) })
	if i < 0 {
		return listing{}, false
	}
	l := listings[i]
	l.window = cmp.Or(q.Window, l.window)
	return l, true
}

// showListing draws the scopes of a listing. What a campaign sent on a channel, and which
// text, stands below the campaign.
func showListing(out io.Writer, brand *config.Brand, rows []view.KPI, l listing) {
	of := map[string]map[string]view.KPI{}
	for _, r := range rows {
		if r.Window != l.window || !strings.HasPrefix(r.Scope, l.prefix) {
			continue
		}
		if of[r.Scope] == nil {
			of[r.Scope] = map[string]view.KPI{}
		}
		of[r.Scope][r.Metric] = r
	}
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint(l.title+" · "+l.window))
	t := NewTable(out, append([]string{strings.TrimSuffix(l.prefix, ":")}, l.headers...)...)
	t.SetColumnConfigs(l.columns())
	scopes := l.sorted(of)
	for _, scope := range scopes[:min(len(scopes), shownScopes)] {
		line := table.Row{l.name(scope)}
		for _, metric := range l.metrics {
			line = append(line, number(of[scope][metric].Value, unitOf(metric), brand.Currency))
		}
		t.AppendRow(line)
	}
	t.Render()
	if more := len(scopes) - shownScopes; more > 0 {
		fmt.Fprintf(out, "and %d more: --format csv has them all\n", more)
	}
}

func (l listing) columns() []table.ColumnConfig {
	numbers := make([]int, len(l.metrics))
	for i := range numbers {
		numbers[i] = i + 2
	}
	return append(Right(numbers...), table.ColumnConfig{Number: 1, WidthMax: 30, WidthMaxEnforcer: wrapLines})
}

// sorted puts the greatest scope first, and parts of a scope behind it.
func (l listing) sorted(of map[string]map[string]view.KPI) []string {
	size := func(scope string) float64 {
		if v := of[scope][l.by].Value; v != nil {
			return *v
		}
		return 0
	}
	scopes := make([]string, 0, len(of))
	for scope := range of {
		scopes = append(scopes, scope)
	}
	slices.SortFunc(scopes, func(a, b string) int {
		x, y := l.whole(a), l.whole(b)
		return cmp.Or(cmp.Compare(size(y), size(x)), cmp.Compare(x, y), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return scopes
}

// whole is the scope of which another is a part.
func (l listing) whole(scope string) string {
	if l.prefix != "campaign:" {
		return scope // a sku may hold a slash
	}
	campaign, _, _ := strings.Cut(scope, "/")
	return campaign
}

func (l listing) name(scope string) string {
	if part, found := strings.CutPrefix(scope, l.whole(scope)+"/channel:"); found {
		return "  " + Faint.Sprint(strings.Replace(part, "/variant:", " · ", 1))
	}
	return strings.TrimPrefix(scope, l.prefix)
}
