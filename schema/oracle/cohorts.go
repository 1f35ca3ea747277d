package oracle

import (
	"regulars"
	"regulars/schema/oracle/dates"
)

// CohortRow is one month of one cohort, as of a date.
type CohortRow struct {
	Cohort  regulars.BusinessDate // first day of the month of the first purchase
	Index   int                   // 0 is the cohort's own month
	Size    int
	Members int
	Orders  int
	Revenue regulars.Money
}

// Cohorts: "share of a month's first-time buyers who buy again in the k-th
// month after". "Month 0 is the cohort itself; months run to D's (partial)
// month; empty months are rows with 0": also a month without first-time buyers,
// from the first cohort on.
func (h *History) Cohorts(on regulars.BusinessDate) []CohortRow {
	d := dates.Of(on)
	cohorts := map[dates.Day][]*member{}
	earliest := dates.Never
	for _, m := range h.buyers(d) {
		month := m.purchases[0].day.MonthStart()
		cohorts[month] = append(cohorts[month], m)
		earliest = min(earliest, month)
	}
	var rows []CohortRow
	for month := earliest; month <= d; month = dates.NextMonth(month) {
		for index := 0; index <= d.MonthsSince(month); index++ {
			rows = append(rows, cohortRow(month, index, cohorts[month], d))
		}
	}
	return rows
}

// cohortRow: "revenue" is what the cohort's members spent in the month; what one of them
// returned in a month before the cohort's stands in none.
func cohortRow(month dates.Day, index int, cohort []*member, d dates.Day) CohortRow {
	row := CohortRow{Cohort: month.Date(), Index: index, Size: len(cohort)}
	for _, m := range cohort {
		bought := 0
		for _, p := range m.until(d) {
			if p.day.MonthsSince(month) == index {
				bought++
				row.Revenue += p.revenue
			}
		}
		for _, r := range m.gaveBack {
			if r.day <= d && r.day.MonthsSince(month) == index {
				row.Revenue -= r.returned
			}
		}
		row.Orders += bought
		if bought > 0 {
			row.Members++
		}
	}
	return row
}
