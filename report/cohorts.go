package report

import (
	"fmt"
	"time"

	"regulars/present"
	"regulars/schema/view"
)

const shownCohorts = 13

func (w *writer) cohortSection() section {
	s := section{ID: "cohorts", Title: w.words.Cohorts, Lead: w.words.CohortsLead}
	shown := newestCohorts(w.cohorts)
	if len(shown) == 0 {
		s.Notes = []string{w.words.CohortsNone}
		return s
	}
	if asOf := dateOf(w.cohorts[0].AsOf); asOf != w.date {
		s.Notes = []string{fmt.Sprintf(w.words.CohortsAsOf, asOf)}
	}
	s.Parts = []part{{Chart: w.cohortChart(shown), Table: w.cohortTable(shown), Folded: true}}
	return s
}

// newestCohorts are the newest months with buyers, oldest first, each with its
// months in order.
func newestCohorts(months []view.CohortMonth) [][]view.CohortMonth {
	var all [][]view.CohortMonth
	for _, m := range months {
		if m.Size == 0 {
			continue
		}
		if len(all) == 0 || !all[len(all)-1][0].Month.Equal(m.Month) {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], m)
	}
	return all[max(0, len(all)-shownCohorts):]
}

// cohortChart has no picture of month 0, in which every cohort is whole; a brand
// in its first month has none at all.
func (w *writer) cohortChart(cohorts [][]view.CohortMonth) *chart {
	var names, months []string
	var cells []heatCell
	most, longest := 0.0, 0
	for y, cohort := range cohorts {
		names = append(names, monthName(cohort[0].Month))
		for _, m := range cohort[1:] {
			percent := 100 * float64(m.Members) / float64(m.Size)
			cells = append(cells, heatCell{x: int(m.Index) - 1, y: y, value: percent})
			most, longest = max(most, percent), max(longest, int(m.Index))
		}
	}
	if len(cells) == 0 {
		return nil
	}
	for month := range longest {
		months = append(months, fmt.Sprintf(w.words.CohortMonth, month+1))
	}
	return &chart{
		ID: "cohort-map", Title: w.words.Cohorts, Unit: "percent", Marks: "cell", Rows: len(cells), Height: 60 + 30*len(names),
		Options: heatMap(w.words.Cohorts, months, names, cells, most),
	}
}

func (w *writer) cohortTable(cohorts [][]view.CohortMonth) *table {
	t := &table{Caption: w.words.Cohorts, Head: []string{w.words.Cohort, w.words.CohortSize}, Texts: 1}
	for month := 1; month < len(cohorts[0]); month++ {
		t.Head = append(t.Head, fmt.Sprintf(w.words.CohortMonth, month))
	}
	for _, cohort := range cohorts {
		row := cellsOf(monthName(cohort[0].Month), present.Whole(cohort[0].Size))
		for _, m := range cohort[1:] {
			row = append(row, cell{Text: present.Percent(float64(m.Members) / float64(m.Size)), Under: present.Whole(m.Members)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func monthName(month time.Time) string { return month.Format("2006-01") }
