package oracle

import "regulars"

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
	d := dayOf(on)
	cohorts := map[day][]*member{}
	earliest := never
	for _, m := range h.buyers(d) {
		month := m.purchases[0].day.monthStart()
		cohorts[month] = append(cohorts[month], m)
		earliest = min(earliest, month)
	}
	var rows []CohortRow
	for month := earliest; month <= d; month = nextMonth(month) {
		for index := 0; index <= d.monthsSince(month); index++ {
			rows = append(rows, cohortRow(month, index, cohorts[month], d))
		}
	}
	return rows
}

func nextMonth(month day) day { return (month + 31).monthStart() }

// cohortRow: "revenue" is what the cohort's members spent in the month; what one of them
// returned in a month before the cohort's stands in none.
func cohortRow(month day, index int, cohort []*member, d day) CohortRow {
	row := CohortRow{Cohort: month.date(), Index: index, Size: len(cohort)}
	for _, m := range cohort {
		bought := 0
		for _, p := range m.until(d) {
			if p.day.monthsSince(month) == index {
				bought++
				row.Revenue += p.revenue
			}
		}
		for _, r := range m.gaveBack {
			if r.day <= d && r.day.monthsSince(month) == index {
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
