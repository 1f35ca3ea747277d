package calendar

import (
	"strings"

	"regulars"
	"regulars/present"
	"regulars/schema/view"
)

// aheadDays are how far people look.
const aheadDays = 14

// Ahead is one of the days to come: how many fall asleep or are lost, unless they buy.
type Ahead struct {
	Date, Day, Weekday, Sleep, Lost string
	SleepWidth, LostWidth           int // of 100
}

// AheadOf are the next two weeks; none where nobody is due.
func AheadOf(due []view.Due, date regulars.BusinessDate, weekday func(regulars.BusinessDate) string) []Ahead {
	entering := func(stage regulars.Stage, day regulars.BusinessDate) (members uint64) {
		for _, d := range due {
			if d.Becomes == string(stage) && d.On == day {
				members += d.Members
			}
		}
		return members
	}
	type both struct{ sleep, lost uint64 }
	counts, most := make([]both, aheadDays), uint64(0)
	for i := range counts {
		day := date.AddDays(i + 1)
		counts[i] = both{entering(regulars.StageSleep, day), entering(regulars.StageLost, day)}
		most = max(most, counts[i].sleep, counts[i].lost)
	}
	if most == 0 {
		return nil
	}
	days := make([]Ahead, aheadDays)
	for i, n := range counts {
		day := date.AddDays(i + 1)
		days[i] = Ahead{
			Date: day.String(), Day: strings.TrimPrefix(day.Time().Format("01-02"), "0"), Weekday: weekday(day),
			Sleep: present.Whole(n.sleep), Lost: present.Whole(n.lost),
			SleepWidth: int(n.sleep * 100 / most), LostWidth: int(n.lost * 100 / most),
		}
	}
	return days
}
