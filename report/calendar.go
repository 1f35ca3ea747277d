package report

import (
	"fmt"
	"strings"

	"regulars"
	"regulars/present"
)

// losing are the stages that a member should not enter.
var losing = []string{string(regulars.StageSleep), string(regulars.StageLost)}

// calendar is the next two weeks, Monday to Sunday in each row.
type calendar struct {
	Weekdays [7]string
	Days     []calendarDay
}

type calendarDay struct {
	Out     bool // it only fills the week
	Day     string
	Weekday string
	Groups  []dueGroup
}

type dueGroup struct{ Stage, Becomes, Members, Revenue string }

// dueSum is who enters one stage on the days up to a date.
type dueSum struct {
	members uint64
	revenue float64
}

func (w *writer) calendar() section {
	s := section{ID: "calendar", Title: w.words.Calendar, Lead: w.words.CalendarLead}
	if w.dueWithin("sleep", 14).members+w.dueWithin("lost", 14).members == 0 {
		s.Notes = []string{w.words.CalendarEmpty}
	} else {
		s.Calendar = w.calendarGrid()
	}
	s.Parts = []part{{Title: w.words.CalendarSums, Table: w.dueTable()}}
	s.Notes = append(s.Notes, w.secondSteps()...)
	return s
}

func (w *writer) calendarGrid() *calendar {
	c := &calendar{Weekdays: w.words.Weekdays}
	first, last := w.date.AddDays(1), w.date.AddDays(7*aheadWeeks)
	for day := first.AddDays(-weekdayOf(first)); day <= last.AddDays(6-weekdayOf(last)); day = day.AddDays(1) {
		c.Days = append(c.Days, w.calendarDay(day, day < first || day > last))
	}
	return c
}

func (w *writer) calendarDay(day regulars.BusinessDate, out bool) calendarDay {
	d := calendarDay{Out: out, Weekday: w.words.Weekdays[weekdayOf(day)]}
	if out {
		return d
	}
	d.Day = strings.TrimPrefix(day.Time().Format("01-02"), "0")
	for _, stage := range losing {
		if sum := w.dueBetween(stage, day, day); sum.members > 0 {
			d.Groups = append(d.Groups, dueGroup{
				Stage: stage, Becomes: fmt.Sprintf(w.words.CalendarBecomes, w.names.Stage(stage)),
				Members: present.Whole(sum.members), Revenue: w.numbers.Money(sum.revenue),
			})
		}
	}
	return d
}

// weekdayOf is 0 on Mondays.
func weekdayOf(day regulars.BusinessDate) int { return (int(day.Time().Weekday()) + 6) % 7 }

func (w *writer) dueWithin(stage string, days int) dueSum {
	return w.dueBetween(stage, w.date.AddDays(1), w.date.AddDays(days))
}

func (w *writer) dueBetween(stage string, from, to regulars.BusinessDate) dueSum {
	var sum dueSum
	for _, due := range w.ahead.Due {
		if due.Becomes == stage && due.On >= from && due.On <= to {
			sum.members += due.Members
			sum.revenue += due.Revenue
		}
	}
	return sum
}

func (w *writer) dueTable() *table {
	t := &table{
		Caption: w.words.CalendarSums,
		Head: []string{
			w.words.Stage, w.words.CalendarIn7, w.words.CalendarDue7, w.words.CalendarIn14, w.words.CalendarDue14, w.words.CalendarRevenue,
		},
		Texts: 1,
	}
	for _, stage := range losing {
		week, both := w.dueWithin(stage, 7), w.dueWithin(stage, 14)
		week1, week2 := "stage_due_"+stage+"_7d", "stage_due_"+stage+"_14d"
		t.Rows = append(t.Rows, cellsOf(
			fmt.Sprintf(w.words.CalendarBecomes, w.names.Stage(stage)),
			present.Whole(week.members), w.value(week1, w.brand.of(week1, "day").Value),
			present.Whole(both.members), w.value(week2, w.brand.of(week2, "day").Value),
			w.numbers.Money(both.revenue),
		))
	}
	return t
}

// secondSteps says where the calendar and stage_due differ, and why.
func (w *writer) secondSteps() []string {
	var notes []string
	for _, stage := range losing {
		due := w.brand.of("stage_due_"+stage+"_14d", "day").Value
		if due == nil {
			return nil
		}
		if more := *due - float64(w.dueWithin(stage, 14).members); more > 0 {
			notes = append(notes, fmt.Sprintf(w.words.CalendarDiffers, present.Grouped(more, 0), w.names.Stage(stage)))
		}
	}
	if notes == nil {
		return []string{w.words.CalendarAgrees}
	}
	return notes
}
