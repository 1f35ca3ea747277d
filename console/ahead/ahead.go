// Package ahead is who falls asleep or is lost soon, unless they buy, as a page shows it.
package ahead

import (
	"context"
	"strings"

	"regulars"
	"regulars/console/words"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// shownDays are how far the page looks.
const shownDays = 14

// Ahead is what is coming.
type Ahead struct {
	Sums []Sum
	Days []Day // of the newest date only
}

// Sum is a published number: how many enter a stage within some days.
type Sum struct{ Name, In7, In14, URL, Who string }

// Day is how many enter the stages on a day to come.
type Day struct {
	Date, Day, Weekday, Sleep, Lost string
	SleepWidth, LostWidth           int // of 100
}

// Read reads who is due after a date, where its members are stored: to compute them would take
// seconds.
func Read(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]view.Due, error) {
	stored, err := snapshot.Members.Current(ctx, db, brand, date)
	if err != nil || !stored {
		return nil, err
	}
	ahead, err := view.LookAhead(ctx, db, brand, date, 1)
	return ahead.Due, err
}

// Shown is in which words, and where the numbers lead.
type Shown struct {
	T       *words.Text
	Value   func(metric string) (shown string, known bool) // of the day
	URL     func(metric string) string
	Members string // the path of the members' page
}

// Ahead returns what is coming after a date; due is nil where it isn't known by day.
func (s Shown) Ahead(due []view.Due, date regulars.BusinessDate) Ahead {
	var shown Ahead
	for _, stage := range []struct{ stage, name string }{
		{string(regulars.StageSleep), s.T.FallAsleep}, {string(regulars.StageLost), s.T.GetLost},
	} {
		week, both := "stage_due_"+stage.stage+"_7d", "stage_due_"+stage.stage+"_14d"
		in14, known := s.Value(both)
		if !known {
			continue
		}
		in7, _ := s.Value(week)
		shown.Sums = append(shown.Sums, Sum{Name: stage.name, In7: in7, In14: in14, URL: s.URL(both), Who: s.Members + "?due=" + stage.stage + "&days=14"})
	}
	shown.Days = s.days(due, date)
	return shown
}

// days are the next two weeks; none where nobody is due.
func (s Shown) days(due []view.Due, date regulars.BusinessDate) []Day {
	entering := func(stage regulars.Stage, day regulars.BusinessDate) (members uint64) {
		for _, d := range due {
			if d.Becomes == string(stage) && d.On == day {
				members += d.Members
			}
		}
		return members
	}
	type both struct{ sleep, lost uint64 }
	counts, most := make([]both, shownDays), uint64(0)
	for i := range counts {
		day := date.AddDays(i + 1)
		counts[i] = both{entering(regulars.StageSleep, day), entering(regulars.StageLost, day)}
		most = max(most, counts[i].sleep, counts[i].lost)
	}
	if most == 0 {
		return nil
	}
	days := make([]Day, shownDays)
	for i, n := range counts {
		day := date.AddDays(i + 1)
		days[i] = Day{
			Date: day.String(), Day: strings.TrimPrefix(day.Time().Format("01-02"), "0"), Weekday: s.T.Weekday(day),
			Sleep: present.Whole(n.sleep), Lost: present.Whole(n.lost),
			SleepWidth: int(n.sleep * 100 / most), LostWidth: int(n.lost * 100 / most),
		}
	}
	return days
}
