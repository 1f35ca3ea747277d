package trace

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/metric"
)

func day(date string) time.Time { return regulars.BusinessDate(date).Time() }

func order(id string, derivation uint64, dates ...string) OrderChange {
	c := OrderChange{Shop: "web", OrderID: id, Derivation: derivation, Touches: day(dates[0])}
	for _, d := range dates {
		c.Dates = append(c.Dates, day(d))
	}
	return c
}

// A number is moved by the orders of its window that changed between its two
// generations, or else by those before it.
func TestTouching(t *testing.T) {
	r := Restatement{Date: "2025-03-10", Scope: "shop:web", Window: "7d", before: 10, Generation: 20}
	reads := metric.Definition{Reads: []metric.Source{metric.Orders}}
	ids := func(changes []OrderChange) (all []string) {
		for _, c := range touching(changes, r, reads) {
			all = append(all, c.OrderID)
		}
		return all
	}
	first, last := order("first", 15, "2025-03-04"), order("last", 15, "2025-03-10")
	before, after := order("before", 15, "2025-03-03"), order("after", 15, "2025-03-11")
	early, late := order("early", 10, "2025-03-05"), order("late", 20, "2025-03-05")
	elsewhere := order("elsewhere", 15, "2025-03-05")
	elsewhere.Shop = "store"
	require.Equal(t, []string{"first", "last"}, ids([]OrderChange{first, last, before, after, early, late, elsewhere}))
	require.Equal(t, []string{"before", "elsewhere"}, ids([]OrderChange{before, after, early, late, elsewhere}))
	require.Empty(t, touching([]OrderChange{first}, r, metric.Definition{Reads: []metric.Source{metric.Events}}))
}

func TestLateTouching(t *testing.T) {
	r := Restatement{Date: "2025-03-10", Scope: "brand", Window: "7d", before: 10, Generation: 20}
	events := func(load, since, until string, derivation uint64) LateChange {
		return LateChange{Kind: "events", Shop: "web", Load: load, Since: since, Until: until, Records: 2, Derivation: derivation}
	}
	of := func(reach metric.Reach, reads metric.Source, changes ...LateChange) (all []string) {
		for _, c := range lateTouching(changes, r, metric.Definition{Restates: reach, Reads: []metric.Source{reads}}) {
			all = append(all, c.String())
		}
		return all
	}
	inside, ahead := events("a", "2025-03-04", "2025-03-04", 15), events("b", "2025-03-11", "2025-03-12", 15)
	before, stale := events("c", "2025-03-01", "2025-03-03", 15), events("d", "2025-03-05", "2025-03-05", 10)
	require.Equal(t, []string{"2 events of 2025-03-04 of web, load a"}, of(metric.ReachAsOf, metric.Events, inside, ahead, before, stale))
	require.Equal(t, []string{"2 events from 2025-03-01 on of web, load c"}, of(metric.ReachAsOf, metric.Events, ahead, before, stale))
	require.Empty(t, of(metric.ReachWindows, metric.Events, ahead, before, stale), "it doesn't look further back than its window")
	require.Empty(t, of(metric.ReachAsOf, metric.Costs, inside, before))
	more := events("a", "2025-03-06", "2025-03-08", 16)
	require.Equal(t, []string{"4 events from 2025-03-04 on of web, load a"}, of(metric.ReachWindows, metric.Events, inside, more))
}

func TestOrderChangeSays(t *testing.T) {
	c := OrderChange{Shop: "web", OrderID: "17", Fields: []string{"refunded", "revenue", "refund dates"}, Was: []string{"0", "120", ""}, Is: []string{"120", "0", "2025-03-02"}}
	require.Equal(t, "web/17: refunded 0 → 120", c.String())
	c = OrderChange{MemberBefore: 7, Fields: []string{"known"}, Was: []string{"2025-03-02"}, Is: []string{""}}
	require.Equal(t, "member 7: known since never, was 2025-03-02", c.String())
	c = OrderChange{Shop: "web", OrderID: "17", Fields: []string{"member"}, Was: []string{"0"}, Is: []string{"7"}, Link: "same email"}
	require.Equal(t, "web/17: given to member 7 (same email)", c.String())
}
