package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/present"
	"regulars/schema/fit"
	"regulars/schema/view"
)

// rowsOf are the rows of a table as text, with a second line of a cell in brackets.
func rowsOf(t *table) (rows []string) {
	for _, row := range t.Rows {
		line := ""
		for _, c := range row {
			if c.Under != "" {
				c.Text += " (" + c.Under + ")"
			}
			line += c.Text + "|"
		}
		rows = append(rows, line)
	}
	return rows
}

func kpi(metric, window string, value float64) view.KPI {
	return view.KPI{Scope: "brand", Metric: metric, Window: window, Value: &value}
}

// Who changed the stage stands in the order of a life; who stayed is only counted, and of
// another span nothing.
func TestStageMoves(t *testing.T) {
	names := present.English
	f := &facts{flow: []view.Flow{
		{Span: 1, Was: "active", Is: "sleep", Members: 7, Revenue: 70}, {Span: 1, Was: string(present.NoStage), Is: "new", Members: 5}, {Span: 1, Was: "active", Is: "active", Members: 40},
		{Span: 1, Was: "new", Is: "new", Members: 2}, {Span: 1, Was: "sleep", Is: "lost", Members: 0}, {Span: 28, Was: "lost", Is: "active", Members: 3, Revenue: 9},
	}}
	parts := sectionsOf(f)["stages"].Parts
	require.Equal(t, []string{
		names.Stage(string(present.NoStage)) + "|" + names.Stage("new") + "|5|NT$0|", names.Stage("active") + "|" + names.Stage("sleep") + "|7|NT$70|",
	}, rowsOf(parts[1].Table))
	require.Equal(t, fmt.Sprintf(english.FlowStayed, "42"), parts[1].Lead)
	require.Equal(t, 2, parts[1].Chart.Rows)
	require.Equal(t, []string{names.Stage("lost") + "|" + names.Stage("active") + "|3|NT$9|"}, rowsOf(parts[2].Table))
	require.Empty(t, parts[2].Lead, "nobody stayed")
	parts = sectionsOf(&facts{flow: f.flow[2:3]})["stages"].Parts
	require.Equal(t, english.FlowNobody, parts[1].Lead)
	require.Nil(t, parts[1].Chart)
}

// A stage's revenue is that of a year, or that of the date where there is none of a year.
func TestStagesOfADate(t *testing.T) {
	f := &facts{brand: figuresOf([]view.KPI{
		kpi("stage_new", "day", 12), kpi("stage_share_new", "day", 0.25), kpi("stage_revenue_new", "365d", 990), kpi("stage_revenue_new", "day", 1),
		kpi("stage_revenue_lost", "day", 55), kpi("cycle_median", "asof", 31),
	})}
	s := sectionsOf(f)["stages"]
	require.Contains(t, s.Lead, "31")
	for _, row := range s.Parts[0].Table.Rows {
		switch row[0].Text {
		case present.English.Stage("new"):
			require.Equal(t, []string{"12", "25.0 %", "NT$990"}, []string{row[1].Text, row[2].Text, row[5].Text})
			require.InDelta(t, 0.25, row[2].Bar, 1e-9)
		case present.English.Stage("lost"):
			require.Equal(t, "NT$55", row[5].Text)
		}
	}
	require.Equal(t, english.StagesLeadNoCycle, sectionsOf(&facts{})["stages"].Lead)
}

// The calendar has the two weeks after the date, whole weeks, with those who get into a losing
// stage on each day; the sums are of its first seven days and of all.
func TestCalendarOfTwoWeeks(t *testing.T) {
	due := func(becomes string, days int, members uint64) view.Due {
		return view.Due{Stage: "active", Becomes: becomes, On: pageDate.AddDays(days), Members: members, Revenue: float64(10 * members)}
	}
	f := &facts{ahead: view.Ahead{Due: []view.Due{
		due("sleep", 0, 1000), due("sleep", 1, 1), due("sleep", 7, 20), due("lost", 7, 300), due("sleep", 8, 4), due("sleep", 14, 5), due("sleep", 15, 2000), due("deep", 3, 7),
		{Stage: "new", Members: 9},
	}}, brand: figuresOf([]view.KPI{kpi("stage_due_sleep_7d", "day", 21), kpi("stage_due_sleep_14d", "day", 33), kpi("stage_due_lost_14d", "day", 300)})}
	s := sectionsOf(f)["calendar"]
	var shown, out []string
	for _, d := range s.Calendar.Days {
		if d.Out {
			out = append(out, d.Weekday)
			continue
		}
		line := d.Weekday + " " + d.Day
		for _, g := range d.Groups {
			line += " " + g.Stage + " " + g.Members + " " + g.Revenue
		}
		shown = append(shown, line)
	}
	require.Equal(t, []string{ // the date is a Friday
		"Sat 11-21 sleep 1 NT$10", "Sun 11-22", "Mon 11-23", "Tue 11-24", "Wed 11-25", "Thu 11-26", "Fri 11-27 sleep 20 NT$200 lost 300 NT$3,000",
		"Sat 11-28 sleep 4 NT$40", "Sun 11-29", "Mon 11-30", "Tue 12-01", "Wed 12-02", "Thu 12-03", "Fri 12-04 sleep 5 NT$50",
	}, shown)
	require.Equal(t, []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, out)
	require.Equal(t, []string{
		"to " + present.English.Stage("sleep") + "|21|21|30|33|NT$300|", "to " + present.English.Stage("lost") + "|300|–|300|300|NT$3,000|",
	}, rowsOf(s.Parts[0].Table))
	require.Equal(t, []string{fmt.Sprintf(english.CalendarDiffers, "3", present.English.Stage("sleep"))}, s.Notes)

	s = sectionsOf(&facts{ahead: view.Ahead{Due: []view.Due{due("deep", 3, 7), due("lost", 15, 1)}}})["calendar"]
	require.Nil(t, s.Calendar)
	require.Equal(t, []string{english.CalendarEmpty}, s.Notes)
}

// The newest thirteen months with buyers are shown, each with the share of its buyers who
// bought again.
func TestNewestCohorts(t *testing.T) {
	first := time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)
	var months []view.CohortMonth
	for i := range 15 {
		for index := range 15 - i {
			months = append(months, view.CohortMonth{AsOf: pageDate.Time(), Month: first.AddDate(0, i, 0), Index: uint16(index), Size: 200, Members: 200 / uint64(1+index)})
		}
	}
	months[len(months)-1].Size = 0 // nobody bought in the last
	s := sectionsOf(&facts{cohorts: months})["cohorts"]
	require.Empty(t, s.Notes)
	p := s.Parts[0]
	rows := rowsOf(p.Table)
	require.Len(t, rows, 13)
	require.Contains(t, rows[0], "2025-09|200|50.0 % (100)|33.0 % (66)|")
	require.Equal(t, []string{"2026-08|200|50.0 % (100)|33.0 % (66)|", "2026-09|200|50.0 % (100)|"}, rows[11:])
	require.Equal(t, 13+2, len(p.Table.Head))
	require.Equal(t, 13*14/2, p.Chart.Rows)
	require.Len(t, p.Chart.Options.X[0].Data, 13)
	require.Equal(t, "+13", p.Chart.Options.X[0].Data[12])

	months[0].AsOf = pageDate.AddDays(-3).Time()
	require.Equal(t, []string{fmt.Sprintf(english.CohortsAsOf, pageDate.AddDays(-3))}, sectionsOf(&facts{cohorts: months})["cohorts"].Notes)
	s = sectionsOf(&facts{cohorts: months[len(months)-1:]})["cohorts"]
	require.Equal(t, []string{english.CohortsNone}, s.Notes, "months without a buyer")
	require.Empty(t, s.Parts)
	require.Equal(t, []string{english.CohortsNone}, sectionsOf(&facts{})["cohorts"].Notes)
}

// The likeliest buyers stand with what is known of them, next to how good the model was.
func TestLikeliestBuyers(t *testing.T) {
	f := &facts{
		ahead: view.Ahead{Likeliest: []view.LikelyBuyer{
			{MemberID: 71, Name: "Mary Smith", Stage: "active", Expected14d: 1.25, PAlive: 0.5, Purchases: 4, Revenue: 990, LastPurchase: "2026-11-01", Channel: "line"},
		}},
		backtest: &fit.Backtest{AsOf: "2026-10-23", All: fit.BacktestGroup{Actual: 1500, Model: fit.Forecast{Expected: 1400.5}}, Deciles: []fit.BacktestGroup{
			{Group: "1", Members: 90, Actual: 2, Model: fit.Forecast{Expected: 1.5}}, {Group: "2"}, {Group: "3", Members: 1}}},
	}
	s := sectionsOf(f)["buyers"]
	require.Equal(t, english.BuyersLead, s.Lead)
	require.Empty(t, s.Notes)
	row := rowsOf(s.Parts[0].Table)[0]
	require.Contains(t, row, "|M. S.|"+present.English.Stage("active")+"|1.25|50.0 %|4|NT$990|2026-11-01|–|line|")
	require.Equal(t, fmt.Sprintf(english.CalibrationLead, "2026-10-23", "1,400.5", "1,500"), s.Parts[1].Lead)
	require.Equal(t, []string{"1|90|1.5|2|", "3|1|0.0|0|"}, rowsOf(s.Parts[1].Table), "a tenth without members")
	require.Equal(t, 4, s.Parts[1].Chart.Rows)

	f.backtest, f.untested = nil, "too few members"
	require.Equal(t, fmt.Sprintf(english.CalibrationNone, "too few members"), sectionsOf(f)["buyers"].Parts[1].Lead)
	s = sectionsOf(&facts{})["buyers"]
	require.Equal(t, []string{english.BuyersNone}, s.Notes)
	require.Empty(t, s.Lead)
}

// Who is loyal has also bought, and was interested, and was reached. What is not known has
// its reason.
func TestFunnelsOfADate(t *testing.T) {
	f := &facts{brand: figuresOf([]view.KPI{
		kpi("aipl_a", "day", 1000), kpi("aipl_i", "day", 200), kpi("aipl_p", "day", 30), kpi("aipl_l", "day", 4), kpi("aipl_rate_ip", "day", 0.145),
		kpi("aarrr_revenue", "28d", 990), kpi("buyers", "28d", 12),
	})}
	s := sectionsOf(f)["funnels"]
	require.Equal(t, []string{english.AIPLNoEvents, english.NoEventsWhy}, s.Notes)
	for i, want := range []string{"1,234", "234", "34", "4"} {
		require.Equal(t, want, s.Parts[0].Table.Rows[i][2].Text)
	}
	require.Equal(t, "14.5 %", s.Parts[0].Table.Rows[2][3].Text)
	aarrr := s.Parts[1].Table
	steps := 0
	for _, row := range aarrr.Rows {
		if row[0].Text != "" {
			steps++
		}
		if row[1].Text == present.English.Metric("aarrr_revenue") {
			require.Equal(t, "NT$990", row[2].Text)
			require.Equal(t, english.Monetisation, row[0].Text)
		}
	}
	require.Equal(t, 5, steps, "each step is named once")
	require.Equal(t, 1, s.Parts[1].Chart.Rows)

	f.brand["aipl_rate_ai/day"], f.brand["aarrr_visits/28d"] = kpi("aipl_rate_ai", "day", 0.2), kpi("aarrr_visits", "28d", 9)
	require.Empty(t, sectionsOf(f)["funnels"].Notes)
	s = sectionsOf(&facts{})["funnels"]
	require.Len(t, s.Parts, 1)
	require.Equal(t, []string{english.AARRRNone, english.AIPLNoEvents, english.NoEventsWhy}, s.Notes)
}

// The curve has its sentence at 20 %, and each of its points in the table.
func TestParetoOfADate(t *testing.T) {
	var points []view.ParetoPoint
	for i := range 100 {
		points = append(points, view.ParetoPoint{Percent: uint8(i + 1), Buyers: uint64(i + 1), Share: number(min(1, float64(i+1)/50))})
	}
	s := sectionsOf(&facts{pareto: points})["pareto"]
	require.Equal(t, fmt.Sprintf(english.ParetoLead, "40.0 %"), s.Lead)
	require.Len(t, s.Parts[0].Table.Rows, 100)
	require.Equal(t, "20 %|20|40.0 %|", rowsOf(s.Parts[0].Table)[19])
	require.Equal(t, 100, s.Parts[0].Chart.Rows)
	for _, none := range [][]view.ParetoPoint{nil, {{Percent: 1}}} {
		require.Equal(t, []string{english.ParetoNone}, sectionsOf(&facts{pareto: none})["pareto"].Notes)
	}
}

// The lines of the last days begin with the first day of any of them, and a day without a
// number is a gap.
func TestTrendsOfADate(t *testing.T) {
	day := func(d int, v float64) view.Point { return view.Point{Date: pageDate.AddDays(d).Time(), Value: &v} }
	s := sectionsOf(&facts{series: map[string][]view.Point{"revenue/day": {day(-3, 10), day(0, 30)}, "orders/day": {day(-1, 2)}}})["trends"]
	rows := rowsOf(s.Parts[len(s.Parts)-1].Table)
	require.Len(t, rows, 4)
	require.Contains(t, rows[0], pageDate.AddDays(-3).String()+"|NT$10|–|")
	require.Contains(t, rows[2], pageDate.AddDays(-1).String()+"|–|2|")
	require.Contains(t, rows[3], string(pageDate)+"|NT$30|–|")
	require.Len(t, s.Parts, 3, "a line without a number has no picture")
	require.Equal(t, 2, s.Parts[0].Chart.Rows)
}
