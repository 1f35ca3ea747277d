// Package ahead is who falls asleep or is lost soon, unless they buy, as a page shows it.
package ahead

import (
	"context"
	"fmt"
	"strings"
	"time"

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
	Sums   []Sum
	Days   []Day  // of the newest date only
	Stored string // of when the days are; empty: of now
}

// Sum is a published number: how many enter a stage within some days.
type Sum struct{ Name, In7, In14, URL, Who string }

// Day is how many enter the stages on a day to come.
type Day struct {
	Date, Day, Weekday, Sleep, Lost string
	SleepWidth, LostWidth           int // of 100
}

// Due is who is due after a date, as the night stored it.
type Due struct {
	Groups []view.Due
	At     time.Time // when that was stored; zero: it still is so
}

// Read reads who is due after a date from what is stored of the members last: to compute it would
// take seconds.
func Read(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (due Due, err error) {
	stored, err := snapshot.StoredOf(ctx, db, brand, date)
	if err != nil || stored.Date == "" {
		return due, err
	}
	current, err := snapshot.CurrentButDeeds(ctx, db, brand, date)
	if err != nil {
		return due, err
	}
	if !current || stored.Date != date {
		due.At = stored.At
	}
	due.Groups, err = view.DueStored(ctx, db, brand, stored.Date)
	return due, err
}

// Shown is in which words, and where the numbers lead.
type Shown struct {
	T       *words.Text
	Value   func(metric string) (shown string, known bool) // of the day
	URL     func(metric string) string
	Members string // the path of the members' page
	Stamp   func(time.Time) string
}

// Ahead returns what is coming after a date; due is empty where it isn't known by day.
func (s Shown) Ahead(due Due, date regulars.BusinessDate) Ahead {
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
	shown.Days = s.days(due.Groups, date)
	if len(shown.Days) > 0 && !due.At.IsZero() {
		shown.Stored = fmt.Sprintf(s.T.AheadStored, s.Stamp(due.At))
	}
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
