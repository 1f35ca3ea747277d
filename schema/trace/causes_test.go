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
	spread := order("spread", 15, "2025-03-03")
	spread.Dates = append(spread.Dates, spread.Dates[0].AddDate(0, 0, 30))
	require.Equal(t, []string{"last"}, ids([]OrderChange{spread, last}), "it lies before the window and behind it, not in it")
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

// What befell an order is said in the words of people, and what only follows from it isn't
// said again.
func TestWhatBefellAnOrder(t *testing.T) {
	for _, c := range []struct{ field, was, is, says string }{
		{"order", "", "new", "new order"}, {"order", "", "gone", "order gone"},
		{"cancelled", "no", "yes", "cancelled"}, {"cancelled", "yes", "no", "no longer cancelled"},
		{"counts", "no", "yes", "counts as a purchase now"}, {"counts", "yes", "no", "no longer counts as a purchase"},
		{"total", "10", "12", "total 10 → 12"}, {"total", "", "12", "total 12"}, {"total", "10", "", "total was 10"},
	} {
		o := OrderChange{Shop: "web", OrderID: "17", Fields: []string{c.field}, Was: []string{c.was}, Is: []string{c.is}}
		require.Equal(t, "web/17: "+c.says, o.String())
	}
	o := OrderChange{Shop: "web", OrderID: "17", Fields: []string{"cancelled", "counts", "revenue"}, Was: []string{"no", "yes", "9"}, Is: []string{"yes", "no", "0"}}
	require.Equal(t, "web/17: cancelled", o.String())
}

// A product that moved between categories moves the numbers of both, and a campaign's number
// is said to follow from its own deliveries and messages, if there are any.
func TestLateChangesOfAScope(t *testing.T) {
	of := func(scope string, reads metric.Source, changes ...LateChange) (all []string) {
		r := Restatement{Date: "2025-03-10", Scope: scope, Window: "7d", before: 10, Generation: 20}
		for i := range changes {
			changes[i].Since, changes[i].Until = "2025-03-05", "2025-03-05"
		}
		for _, c := range lateTouching(changes, r, metric.Definition{Reads: []metric.Source{reads}}) {
			all = append(all, c.Subject)
		}
		return all
	}
	moved := LateChange{Kind: "product", Subject: "A", Was: "tea", Is: "nuts", Derivation: 15}
	require.Equal(t, []string{"A"}, of("category:tea", metric.Products, moved))
	require.Equal(t, []string{"A"}, of("category:nuts", metric.Products, moved))
	require.Empty(t, of("category:salt", metric.Products, moved))
	require.Empty(t, of("category:tea", metric.Costs, moved))

	sent := func(campaign string) LateChange {
		return LateChange{Kind: "deliveries", Subject: campaign, Derivation: 15}
	}
	require.Equal(t, []string{"wake"}, of("campaign:wake/channel:edm", "deliveries", sent("back"), sent("wake")))
	require.Equal(t, []string{"back"}, of("campaign:wake", "deliveries", sent("back")), "of another one, where nothing else came")
	require.Equal(t, []string{"back", ""}, of("brand", "deliveries", sent("back"), sent("")))
	late := sent("wake")
	late.Derivation = 20
	require.Empty(t, of("campaign:wake", "deliveries", late), "what came with the generation or after it")
	late.Derivation = 10
	require.Empty(t, of("campaign:wake", "deliveries", late), "what the number before knew")
}
