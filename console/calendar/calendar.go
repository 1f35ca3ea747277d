// Package calendar is the nights of the last months as a calendar: which were whole, which
// were not, and of which something waits.
package calendar

import (
	"strconv"
	"time"

	"regulars"
	"regulars/console/words"
	"regulars/schema/view"
)

// Month is a page of the calendar, the newest first.
type Month struct {
	Name  string
	Weeks [][7]Cell
}

// Cell is a day of the calendar; one without a number only fills the week.
type Cell struct{ Day, URL, Tone, Text string }

// Shown is in which words, and where a day leads.
type Shown struct {
	T   *words.Text
	URL func(regulars.BusinessDate) string
}

// Months are those from the oldest certificate that is shown to the date that has just
// ended.
func (s Shown) Months(ended regulars.BusinessDate, certificates []view.CertificateRow, waits map[regulars.BusinessDate]bool) []Month {
	if len(certificates) == 0 {
		return nil
	}
	known := map[regulars.BusinessDate]view.CertificateRow{}
	for _, row := range certificates {
		known[dateOf(row.Date)] = row
	}
	last, first := max(ended, dateOf(certificates[0].Date)), dateOf(certificates[len(certificates)-1].Date)
	var all []Month
	for begin := firstOfMonth(last); begin >= firstOfMonth(first); begin = firstOfMonth(begin.AddDays(-1)) {
		m := Month{Name: begin.Time().Format("2006-01")}
		day := begin.AddDays(-(int(begin.Time().Weekday()+6) % 7))
		for next := firstOfMonth(begin.AddDays(31)); day < next; {
			var week [7]Cell
			for i := range week {
				if day >= begin && day < next && day <= last {
					week[i] = s.cell(day, known, waits)
				}
				day = day.AddDays(1)
			}
			m.Weeks = append(m.Weeks, week)
		}
		all = append(all, m)
	}
	return all
}

func (s Shown) cell(day regulars.BusinessDate, known map[regulars.BusinessDate]view.CertificateRow, waits map[regulars.BusinessDate]bool) Cell {
	cell := Cell{Day: strconv.Itoa(day.Time().Day()), Tone: "none", Text: s.T.LegendNone}
	row, certified := known[day]
	if !certified {
		return cell
	}
	cell.URL = s.URL(day)
	switch {
	case !row.Whole:
		cell.Tone, cell.Text = "open", s.T.LegendNot
	case waits[day]:
		cell.Tone, cell.Text = "waits", s.T.LegendWaits
	default:
		cell.Tone, cell.Text = "whole", s.T.LegendWhole
	}
	return cell
}

func firstOfMonth(day regulars.BusinessDate) regulars.BusinessDate {
	return day.AddDays(1 - day.Time().Day())
}

func dateOf(t time.Time) regulars.BusinessDate { return regulars.DateOf(t, time.UTC) }
