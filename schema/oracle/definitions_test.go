package oracle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
	"regulars/schema/oracle/trend"
)

// bought makes one member's purchases at ages in days before 2025-06-15.
func bought(cycle, overlap string, ages ...int) *oracle.History {
	s := settings()
	s.Cycle, s.Overlap = cycle, overlap
	var orders []input.Order
	for i, age := range ages {
		orders = append(orders, paid("shop", fmt.Sprint(i), "c", on("2025-06-15").AddDate(0, 0, -age), 10_000))
	}
	return oracle.Read(input.Facts{Settings: s, Orders: orders})
}

func TestStages(t *testing.T) {
	for _, c := range []struct {
		cycle, overlap string
		ages           []int
		stage          string
	}{
		{"10", "recent", []int{0}, "new"},
		{"10", "recent", []int{29}, "new"},
		{"10", "recent", []int{30}, "lost"},
		{"10", "recent", []int{0, 0}, "active"},
		{"10", "recent", []int{0, 29}, "active"},
		{"10", "recent", []int{0, 30}, "new"},
		{"10", "history", []int{0, 30}, "new"},
		{"10", "recent", []int{30, 30}, "sleep"},
		{"10", "recent", []int{59, 60}, "lost"},
		{"10", "recent", []int{60}, "deep"},
		{"10", "recent", []int{20, 40, 40}, "new"},
		{"10", "history", []int{20, 40, 40}, "sleep"},
		{"10", "history", []int{20, 40}, "lost"},
		{"10", "history", []int{10, 40}, "lost"},
		{"10", "history", []int{9, 40}, "new"},
		{"10", "history", []int{20, 20, 40, 40}, "sleep"},
		{"10.5", "recent", []int{31}, "new"},
		{"10.5", "recent", []int{32}, "lost"},
		{"10.5", "recent", []int{62}, "lost"},
		{"10.5", "recent", []int{63}, "deep"},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			rows := bought(c.cycle, c.overlap, c.ages...).MemberAsOf("2025-06-15")
			require.Len(t, rows, 1)
			require.Equal(t, c.stage, rows[0].Stage)
		})
	}
}

func TestStageHistory(t *testing.T) {
	row := bought("10", "recent", 100, 45).MemberAsOf("2025-06-15")[0]
	require.Equal(t, "lost", row.Stage)
	require.Equal(t, regulars.BusinessDate("2025-05-31"), row.StageSince)
	require.Equal(t, "new", row.StageBefore)
	require.Equal(t, "deep", row.StageNext)
	require.Equal(t, regulars.BusinessDate("2025-06-30"), row.StageNextOn)
}

func TestStageDueCountsBothStagesOfAQuickMember(t *testing.T) {
	rows := bought("3", "recent", 0).Rows("2025-06-15")
	require.Equal(t, "0", show(find(t, rows, "brand", "stage_due_lost_7d", "day").Value))
	require.Equal(t, "1", show(find(t, rows, "brand", "stage_due_lost_14d", "day").Value))
	rows = bought("3", "recent", 5).Rows("2025-06-15")
	require.Equal(t, "1", show(find(t, rows, "brand", "stage_due_lost_14d", "day").Value))
	require.Equal(t, "1", show(find(t, rows, "brand", "stage_due_deep_14d", "day").Value))
}

func TestCycleFallsBackUntilTheHistoryIsLongEnough(t *testing.T) {
	s := settings()
	s.MinGaps = 2
	orders := []input.Order{
		paid("shop", "1", "a", on("2024-06-01"), 1), paid("shop", "2", "a", on("2024-06-11"), 1),
		paid("shop", "3", "a", on("2024-07-02"), 1), paid("shop", "4", "a", on("2025-06-02"), 1),
	}
	used := oracle.Read(input.Facts{Settings: s, Orders: orders}).CycleUsed(
		[]regulars.BusinessDate{"2025-05-31", "2025-06-01", "2025-06-30", "2025-07-01"})
	require.Equal(t, 30.0, used[0].Days) // 2024-06-01..2025-04-30 are 334 days
	require.Equal(t, 15.5, used[1].Days) // to 2025-05-31 they are 365
	require.Equal(t, 15.5, used[2].Days)
	require.Equal(t, 21.0, used[3].Days)
}

func TestIdentity(t *testing.T) {
	customer := func(shop, id string) input.Identifier {
		return input.Identifier{Kind: "customer", Scope: shop, Value: id}
	}
	email := func(v string) input.Identifier { return input.Identifier{Kind: "email", Value: v} }
	phone := func(v string) input.Identifier { return input.Identifier{Kind: "phone", Value: v} }
	records := []input.Record{
		{customer("web", "1"), email("a@x")},
		{customer("pos", "1"), phone("+1")},
		{email("a@x"), phone("+1")}, // joins the two above
		{customer("web", "2"), phone("+2")},
		{customer("web", "3"), phone("+2")},
		{customer("web", "4"), phone("+2")}, // +2 joins three of one shop
		{email("shop@x")},
	}
	ids := input.Identity(records, input.Rules{Deny: []string{"shop@x"}, MaxJoined: 2})
	require.Equal(t, "quarantined", ids.State[phone("+2")])
	require.Equal(t, "denied", ids.State[email("shop@x")])
	require.Equal(t, ids.PersonOf(records[0]), ids.PersonOf(records[1]))
	require.NotEqual(t, ids.PersonOf(records[3]), ids.PersonOf(records[4]))
	require.Equal(t, -1, ids.PersonOf(records[6]))
	require.Len(t, ids.People(), 4)
}

func TestTrends(t *testing.T) {
	s := trend.Series{}
	v := func(x float64) *float64 { return &x }
	for date := regulars.BusinessDate("2023-01-01"); date <= "2025-04-30"; date = date.AddDays(1) {
		s[date] = v(float64(date.DaysSince("2023-01-01")))
	}
	prev := func(c trend.Comparison) regulars.BusinessDate {
		return regulars.BusinessDate("2023-01-01").AddDays(int(*c.Prev))
	}
	require.EqualValues(t, "2025-03-03", prev(trend.Of(s, "day", "2025-03-31").Month))
	require.EqualValues(t, "2024-04-01", prev(trend.Of(s, "day", "2025-03-31").Year))
	require.EqualValues(t, "2025-02-28", prev(trend.Of(s, "month", "2025-03-31").Month))
	require.EqualValues(t, "2024-03-31", prev(trend.Of(s, "month", "2025-03-31").Year))
	require.EqualValues(t, "2023-02-28", prev(trend.Of(s, "month", "2024-02-29").Year))
	require.EqualValues(t, "2024-02-29", prev(trend.Of(s, "year", "2025-03-01").Year))
	require.EqualValues(t, "2023-12-31", prev(trend.Of(s, "year", "2024-12-31").Year))

	t.Run("an outlier of a weekday is an anomaly", func(t *testing.T) {
		week := trend.Series{"2025-03-29": v(100)}
		for i := 1; i <= 8; i++ {
			week[regulars.BusinessDate("2025-03-29").AddDays(-7*i)] = v(float64(i))
		}
		trend := trend.Of(week, "day", "2025-03-29")
		require.Equal(t, 4.5, *trend.Median8w)
		require.InDelta(t, 0.6745*95.5/2, *trend.RobustZ, 1e-9)
		require.True(t, trend.Anomaly)
	})
}
