package proofs

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// difference is one thing that ClickHouse and the oracle see differently.
type difference struct {
	Date      regulars.BusinessDate
	What      string
	Got, Want string
}

// differences compares everything published of a range, in both directions.
func (e *engine) differences(t testing.TB, brand *config.Brand, facts input.Facts, from, to regulars.BusinessDate) []difference {
	t.Helper()
	history := oracle.Read(facts)
	found := e.identityDifferences(t, brand.Name, history)
	if len(found) > 0 {
		return found // everything else would only repeat it
	}
	for date := from; date <= to; date = date.AddDays(1) {
		found = append(found, e.rowDifferences(t, brand.Name, history, date)...)
		found = append(found, e.flowDifferences(t, brand.Name, history, date)...)
	}
	found = append(found, e.cohortDifferences(t, brand.Name, history, to)...)
	found = append(found, e.consentDifferences(t, brand.Name, history)...)
	found = append(found, e.trendDifferences(t, brand.Name, to, to)...)
	for _, date := range []regulars.BusinessDate{from, to} {
		found = append(found, e.memberDifferences(t, brand.Name, history, date)...)
	}
	return found
}

func (e *engine) rowDifferences(t testing.TB, brand string, history *oracle.History, date regulars.BusinessDate) []difference {
	t.Helper()
	got, want := e.Published(t, brand, date), map[key]number{}
	for _, r := range history.Rows(date) {
		want[key{Scope: r.Scope, Metric: r.Metric, Window: r.Window}] = number{Value: r.Value, Numerator: r.Numerator, Denominator: r.Denominator}
	}
	var found []difference
	for k, w := range want {
		g, published := got[k]
		if !published && isNothing(w) && !isAlwaysThere(k.Metric) {
			continue
		}
		if !published {
			found = append(found, difference{date, k.String(), "no row", w.String()})
		} else if !sameNumber(g, w) {
			found = append(found, difference{date, k.String(), g.String(), w.String()})
		}
	}
	for k, g := range got {
		if _, known := want[k]; !known && !isPrediction(k.Metric) {
			found = append(found, difference{date, k.String(), g.String(), "no row"})
		}
	}
	return found
}

// isNothing: a sum of 0 and a ratio without a denominator may go without a row.
func isNothing(n number) bool {
	return n.Value == nil || *n.Value == 0 && n.Denominator == nil
}

// isAlwaysThere: every phase, tier and score is a row, also of 0.
func isAlwaysThere(metric string) bool {
	return metric == "life_phase" || metric == "value_tier" || strings.HasPrefix(metric, "rfm_score_")
}

// isPrediction: what a fit gives is proven with the fits. Every other number
// that the oracle doesn't know is a difference.
func isPrediction(metric string) bool {
	return metric == "p_alive" || metric == "expected_14d" || metric == "clv_365d"
}

// sameNumber: values to 1e-9 (relative), parts of ratios exactly, where both
// give them.
func sameNumber(got, want number) bool {
	if (got.Value == nil) != (want.Value == nil) {
		return false
	}
	if want.Value == nil {
		return true
	}
	if !near(*got.Value, *want.Value) {
		return false
	}
	return want.Denominator == nil || samePart(got.Numerator, want.Numerator) && samePart(got.Denominator, want.Denominator)
}

func samePart(got, want *decimal.Decimal) bool { return got != nil && got.Equal(*want) }

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b))
}

func (e *engine) flowDifferences(t testing.TB, brand string, history *oracle.History, date regulars.BusinessDate) []difference {
	t.Helper()
	want := map[string]string{}
	for _, span := range []int{1, 28} {
		for _, r := range history.Flow(date, span) {
			want[flowName("stage_flow", span, r.From, r.To)] = fmt.Sprintf("members %d, revenue %s", r.Members, r.Revenue)
		}
		for _, r := range history.AIPLFlow(date, span) {
			want[flowName("aipl_flow", span, r.From, r.To)] = fmt.Sprintf("members %d, revenue %s", r.Members, r.Revenue)
		}
	}
	got := e.flow(t, "stage_flow", brand, date)
	maps.Copy(got, e.flow(t, "aipl_flow", brand, date))
	return mapDifferences(date, got, want)
}

func (e *engine) cohortDifferences(t testing.TB, brand string, history *oracle.History, date regulars.BusinessDate) []difference {
	t.Helper()
	want := map[string]string{}
	for _, r := range history.Cohorts(date) {
		want[fmt.Sprintf("cohort %s month %d", r.Cohort[:7], r.Index)] =
			fmt.Sprintf("size %d, members %d, orders %d, revenue %s", r.Size, r.Members, r.Orders, r.Revenue)
	}
	return mapDifferences(date, e.cohorts(t, brand), want)
}

func mapDifferences(date regulars.BusinessDate, got, want map[string]string) []difference {
	var found []difference
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if g, ok := got[what]; !ok || g != want[what] {
			found = append(found, difference{date, what, orNoRow(g), want[what]})
		}
	}
	for _, what := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[what]; !ok {
			found = append(found, difference{date, what, got[what], "no row"})
		}
	}
	return found
}

func orNoRow(s string) string {
	if s == "" {
		return "no row"
	}
	return s
}

// identityDifferences: the same people, whatever their numbers.
func (e *engine) identityDifferences(t testing.TB, brand string, history *oracle.History) []difference {
	t.Helper()
	members, states := e.people(t, brand)
	identities := history.Identities()
	var found []difference
	for identifier, want := range identities.State {
		if got := states[prooftest.NodeOf(identifier)]; got != want {
			found = append(found, difference{"", "state of " + prooftest.NodeOf(identifier), orNoRow(got), want})
		}
	}
	taken := map[uint64]int{}
	for i, person := range identities.People() {
		id := members[prooftest.NodeOf(person[0])]
		if other, twice := taken[id]; twice {
			found = append(found, difference{"", "people " + name(person) + " and " + name(identities.People()[other]), "one member", "two"})
		}
		taken[id] = i
		for _, identifier := range person {
			if got := members[prooftest.NodeOf(identifier)]; got != id {
				found = append(found, difference{"", "member of " + prooftest.NodeOf(identifier), fmt.Sprint(got), fmt.Sprint(id, " as ", prooftest.NodeOf(person[0]))})
			}
		}
	}
	return found
}

func name(person []input.Identifier) string {
	var nodes []string
	for _, i := range person {
		nodes = append(nodes, prooftest.NodeOf(i))
	}
	return strings.Join(nodes, "+")
}

const maxShown = 60

// describe shows each thing that differs once, with its first date.
func describe(differences []difference) string {
	slices.SortStableFunc(differences, func(a, b difference) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Date, b.Date))
	})
	dates := map[string]int{}
	for _, d := range differences {
		dates[d.What]++
	}
	var b strings.Builder
	shown := map[string]bool{}
	for _, d := range differences {
		if shown[d.What] || len(shown) == maxShown {
			continue
		}
		shown[d.What] = true
		fmt.Fprintf(&b, "  %s: got %s, want %s (on %s, %d in all)\n", d.What, d.Got, d.Want, d.Date, dates[d.What])
	}
	if hidden := len(dates) - len(shown); hidden > 0 {
		fmt.Fprintf(&b, "  … and %d things more\n", hidden)
	}
	return b.String()
}

// describeFacts writes facts in one line each.
func describeFacts(f input.Facts) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  settings %+v\n", f.Settings)
	for _, o := range f.Orders {
		fmt.Fprintf(&b, "  order %s/%s on %s (%s) customer=%q email=%q phone=%q line=%q %s total=%s%s discount=%s refunded=%s",
			o.Shop, o.ID, regulars.DateOf(o.PlacedAt, f.Settings.Zone), o.PlacedAt.Format("2006-01-02T15:04:05.000Z"),
			o.CustomerID, o.Email, o.Phone, o.LineID, flags(o.Order), o.Total, o.Currency, o.Discount, o.Refunded)
		for _, r := range o.Refunds {
			fmt.Fprintf(&b, " -%s@%s", r.Amount, regulars.DateOf(r.At, f.Settings.Zone))
		}
		b.WriteString("\n")
		for _, l := range o.Lines {
			fmt.Fprintf(&b, "    line sku=%q product=%q category=%q %v × for %s cost=%s (known %v)\n",
				l.SKU, l.ProductID, l.Category, l.Quantity, l.Amount, l.Cost, l.HasCost)
		}
	}
	describeBesideOrders(&b, f)
	for _, c := range f.Customers {
		fmt.Fprintf(&b, "  customer %s/%s registered=%s email=%q phone=%q line=%q deleted=%v\n",
			c.Shop, c.ID, c.RegisteredAt.Format("2006-01-02T15:04:05Z"), c.Email, c.Phone, c.LineID, c.Deleted)
	}
	return b.String()
}

func describeBesideOrders(b *strings.Builder, f input.Facts) {
	for _, p := range f.Products {
		fmt.Fprintf(b, "  product %s/%s sku=%q category=%q\n", p.Shop, p.ID, p.SKU, p.Category)
	}
	for _, e := range f.Events {
		fmt.Fprintf(b, "  event %s/%s %s on %s (%s) customer=%q email=%q phone=%q line=%q visitor=%q %v\n", e.Shop, e.ID, e.Type,
			regulars.DateOf(e.At, f.Settings.Zone), e.At.Format("2006-01-02T15:04:05.000Z"), e.CustomerID, e.Email, e.Phone, e.LineID, e.Visitor, e.Properties)
	}
	for _, c := range f.Costs {
		fmt.Fprintf(b, "  cost %s %s %q %q %q %s\n", c.Shop, c.Date, c.Kind, c.Campaign, c.Channel, c.Amount)
	}
	for _, c := range f.Consents {
		fmt.Fprintf(b, "  consent %s customer=%q email=%q phone=%q line=%q %s %s %v by %s at %s\n", c.Shop, c.CustomerID, c.Email, c.Phone,
			c.LineID, c.Channel, c.Purpose, c.Answer == regulars.AnswerYes, c.Source, c.At.Format(time.RFC3339Nano)+undated(c))
	}
}

func undated(c input.Consent) string {
	if c.Undated {
		return " (seen first)"
	}
	return ""
}

func flags(o regulars.Order) string {
	var all []string
	for _, flag := range []struct {
		name string
		on   bool
	}{{"placed", o.Placed}, {"paid", o.Paid}, {"fulfilled", o.Fulfilled}, {"cancelled", o.Cancelled}, {"test", o.Test}, {"deleted", o.Deleted}} {
		if flag.on {
			all = append(all, flag.name)
		}
	}
	return strings.Join(all, "+")
}
