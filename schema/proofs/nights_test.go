package proofs

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
)

// publishedTables are all that a generation holds. Floats are compared to seven
// decimals, since sums of them depend on their order; those that only the last date
// of a generation has are compared for the last date.
var publishedTables = []struct {
	name, columns string
	last          bool
}{
	{"kpi_rows", "date, scope, metric, window, round(value, 7), numerator, denominator", false},
	{"flow_rows", "date, span, `from`, `to`, members, revenue", false},
	{"aipl_flow_rows", "date, span, `from`, `to`, members, revenue", false},
	{"cohort_rows", "date, cohort_month, month_index, cohort_size, members, orders, revenue", true},
	{"products_sold", "date, product, category, buyers, repeat_buyers", true},
	{"product_links", "date, reason, product, round(score, 7), again", true},
}

// keptTables are what a recomputation reads and never remakes.
var keptTables = []string{"cycle_used", "model_fits"}

// Night after night, with late changes of every kind between, publishes what the oracle
// computes, and row by row what one computation over the whole range does, also of what
// no oracle knows.
func TestNightsEqualOneComputation(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 150) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 8))
			facts := input.Random(r)
			from, _ := prooftest.RandomRange(r, facts)
			brand, to, log := engine.nights(t, r, fmt.Sprintf("increment-%d", seed), &facts, from)
			facts.Cycles = nil // keep has them
			whole := engine.Load(t, fmt.Sprintf("whole-%d", seed), facts)
			engine.keep(t, brand.Name, whole.Name)
			must(t, engine.Measure(whole, from, to))
			if found := engine.tableDifferences(t, engine, brand.Name, whole.Name, from, to); len(found) > 0 {
				t.Fatalf("%s, nights of %s..%s:\n%s\nfacts:\n%s\nchanges:\n%s", brand.Name, from, to, describe(found), describeFacts(facts), log)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// What comes late restates the dates that it touches, also where no order changed.
func TestNightsRestateWhatComesLateBesideOrders(t *testing.T) {
	t.Parallel()
	at := func(date string, hour int) time.Time {
		return regulars.BusinessDate(date).Time().Add(time.Duration(hour) * time.Hour)
	}
	engine := openEngine(t)
	cases := []struct {
		name string
		late input.Facts
	}{
		{"whose a referral code is", input.Facts{Customers: []input.Customer{
			{Shop: "web", Customer: regulars.Customer{ID: "c", Email: "both@x.test", RegisteredAt: at("2025-06-14", 9), UpdatedAt: at("2025-06-14", 9)}},
			{Shop: "web", Customer: regulars.Customer{ID: "a", Email: "both@x.test", UpdatedAt: at("2025-06-14", 9)}}}}},
		{"a product's category", input.Facts{Products: []input.Product{
			{Shop: "web", Product: regulars.Product{ID: "p", SKU: "x", Category: "mugs"}}}}},
		{"an event", input.Facts{Events: []input.Event{
			{Shop: "web", Event: regulars.Event{ID: "2", Type: "search", At: at("2025-06-13", 9), CustomerID: "a"}}}}},
		{"an event that turns out to be somebody else's", input.Facts{Events: []input.Event{
			{Shop: "web", Event: regulars.Event{ID: "1", Type: "page_view", At: at("2025-06-13", 9), Visitor: "v"}}}}},
		{"a cost", input.Facts{Costs: []input.Cost{{Shop: "web", Date: "2025-06-13", Kind: "ads", Amount: 70_000}}}},
		{"the customer behind an event", input.Facts{Customers: []input.Customer{
			{Shop: "web", Customer: regulars.Customer{ID: "new", RegisteredAt: at("2025-06-14", 9), UpdatedAt: at("2025-06-14", 9)}}}}},
	}
	for i, c := range cases[:prooftest.Provings(3, len(cases))] {
		t.Run(c.name, func(t *testing.T) {
			facts := input.Facts{
				Settings: input.Settings{Zone: time.UTC, Currency: "TWD", Region: "TW", MaxJoined: 5, Cycle: "10", FallbackDays: 30, MinGaps: 30,
					Overlap: "recent", Shops: []input.Shop{{Name: "web", Kind: "online", CountsWhen: "paid"}}},
				Orders: []input.Order{{Shop: "web", Order: regulars.Order{ID: "1", CustomerID: "a", PlacedAt: at("2025-06-13", 8), UpdatedAt: at("2025-06-13", 8),
					Placed: true, Paid: true, Total: 90_000, Codes: []string{"code-b"}, Lines: []regulars.Line{{SKU: "x", Quantity: 1, Amount: 90_000}}}}},
				// Whose code it is has done nothing by the first date: nothing else of theirs restates it.
				Referrals: []input.Referral{{Programme: "friends", Code: "CODE-B", Shop: "web", CustomerID: "c", At: at("2025-06-13", 1)}},
				Customers: []input.Customer{{Shop: "web", Customer: regulars.Customer{ID: "b", RegisteredAt: at("2025-06-13", 9), UpdatedAt: at("2025-06-13", 9)}},
					{Shop: "web", Customer: regulars.Customer{ID: "c", RegisteredAt: at("2025-06-14", 9), UpdatedAt: at("2025-06-13", 9)}}},
				Events: []input.Event{{Shop: "web", Event: regulars.Event{ID: "1", Type: "page_view", At: at("2025-06-13", 9), CustomerID: "b"}},
					{Shop: "web", Event: regulars.Event{ID: "3", Type: "page_view", At: at("2025-06-13", 9), CustomerID: "new"}}},
			}
			brand := engine.Load(t, fmt.Sprint("late-", i), facts)
			must(t, engine.Night(brand, "2025-06-13"))
			c.late.Settings = facts.Settings
			engine.Store(t, brand, c.late)
			must(t, engine.Night(brand, "2025-06-14"))

			whole := engine.Load(t, fmt.Sprint("once-", i), facts)
			engine.Store(t, whole, c.late)
			must(t, engine.Measure(whole, "2025-06-13", "2025-06-14"))
			if found := engine.tableDifferences(t, engine, brand.Name, whole.Name, "2025-06-13", "2025-06-14"); len(found) > 0 {
				t.Fatal(describe(found))
			}
		})
	}
}

// nights runs some nights with changes between them, each proven by the oracle.
func (e *engine) nights(t *testing.T, r *rand.Rand, name string, facts *input.Facts, from regulars.BusinessDate) (*config.Brand, regulars.BusinessDate, string) {
	t.Helper()
	brand, night := e.Load(t, name, *facts), from
	var log strings.Builder
	for i := range 3 + r.IntN(prooftest.Provings(2, 5)) {
		if i > 0 {
			changes := input.Change(r, facts)
			fmt.Fprintf(&log, "  after the night of %s:\n%s", night, describeFacts(changes))
			e.Store(t, brand, changes)
			night = night.AddDays(1)
		}
		if err := e.Night(brand, night); err != nil {
			t.Fatalf("%s, night of %s: %v\n%s", name, night, err, describeFacts(*facts))
		}
		facts.Cycles = e.keptCycles(t, brand.Name)
		if differences := e.differences(t, brand, *facts, from, night); len(differences) > 0 {
			t.Fatalf("%s after the night of %s (nights since %s):\n%s\nfacts:\n%s\nchanges:\n%s", name, night, from,
				describe(differences), describeFacts(*facts), log.String())
		}
	}
	return brand, night, log.String()
}

// keep gives another brand the cycles and fits that are in use already.
func (e *engine) keep(t testing.TB, from, to string) {
	t.Helper()
	for _, table := range keptTables {
		// Qualified, since a bare brand would be the new one.
		must(t, e.Conn.Exec(context.Background(), fmt.Sprintf("INSERT INTO %[1]s SELECT * REPLACE ('%[3]s' AS brand) FROM %[1]s AS kept WHERE kept.brand = '%[2]s'", table, from, to)))
		require.Equal(t, e.Text(t, fmt.Sprintf("SELECT toString(count()) FROM %s FINAL WHERE brand = '%s'", table, from)),
			e.Text(t, fmt.Sprintf("SELECT toString(count()) FROM %s FINAL WHERE brand = '%s'", table, to)), "rows of %s", table)
	}
}

// Two brands with the same members in one database have the numbers that each has
// alone.
func TestBrandsThatShareMembersAreApart(t *testing.T) {
	t.Parallel()
	together := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 40) {
		r := rand.New(rand.NewPCG(seed, 9))
		one, two := input.Random(r), input.Random(r)
		from, _ := prooftest.RandomRange(r, one)
		to := from.AddDays(r.IntN(3))
		names := []string{fmt.Sprintf("one-%d", seed), fmt.Sprintf("two-%d", seed)}
		brands := []*config.Brand{together.LoadUnkeyed(t, names[0], one), together.LoadUnkeyed(t, names[1], two)}
		for i, facts := range []input.Facts{one, two} {
			must(t, together.Measure(brands[i], from, to))
			alone := openEngine(t)
			must(t, alone.Measure(alone.LoadUnkeyed(t, names[i], facts), from, to))
			if found := together.tableDifferences(t, alone, names[i], names[i], from, to); len(found) > 0 {
				t.Fatalf("brand %s of seed %d, %s..%s:\n%s", names[i], seed, from, to, describe(found))
			}
		}
	}
}

// tableDifferences compares all published rows of a brand with those of another
// brand, maybe of another database.
func (e *engine) tableDifferences(t testing.TB, other *engine, brand, otherBrand string, from, to regulars.BusinessDate) []difference {
	t.Helper()
	var found []difference
	for _, table := range publishedTables {
		since := from
		if table.last {
			since = to
		}
		got := e.tableRows(t, table.name, table.columns, brand, since, to)
		want := other.tableRows(t, table.name, table.columns, otherBrand, since, to)
		found = append(found, mapDifferences(from, got, want)...)
	}
	return found
}

// tableRows counts the published rows by what they say.
func (e *engine) tableRows(t testing.TB, table, columns, brand string, from, to regulars.BusinessDate) map[string]string {
	t.Helper()
	rows := e.Query(t, fmt.Sprintf(`SELECT toString(tuple(%s)) FROM %s
		WHERE brand = ? AND date BETWEEN toDate(?) AND toDate(?)
			AND (brand, date, generation) IN (SELECT brand, date, generation FROM published)`, columns, table),
		brand, string(from), string(to))
	defer func() { _ = rows.Close() }()
	count := map[string]int{}
	for rows.Next() {
		var said string
		must(t, rows.Scan(&said))
		count[table+" "+said]++
	}
	must(t, rows.Err())
	all := map[string]string{}
	for _, said := range slices.Sorted(maps.Keys(count)) {
		all[said] = fmt.Sprint(count[said], " times")
	}
	return all
}

// Every table of a generation is compared.
func TestAllTablesOfAGenerationAreKnown(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	known := map[string]bool{"generations": true}
	for _, table := range publishedTables {
		known[table.name] = true
	}
	rows := engine.Query(t, `SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'generation'
		AND table IN (SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View')`)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var table string
		must(t, rows.Scan(&table))
		if !known[table] {
			t.Errorf("table %s has generations and is not compared", table)
		}
	}
	must(t, rows.Err())
}
