package console

import (
	"context"
	"strings"

	"regulars"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// aheadDays are how far the page looks.
const aheadDays = 14

// ahead is who falls asleep or is lost soon, unless they buy.
type ahead struct {
	Sums []aheadSum
	Days []aheadDay // of the newest date only
}

// aheadSum is a published number: how many enter a stage within some days.
type aheadSum struct{ Name, In7, In14, URL, Who string }

type aheadDay struct {
	Date, Day, Weekday, Sleep, Lost string
	SleepWidth, LostWidth           int // of 100
}

// lookAhead reads who is due, where the members of the date are stored: to compute them
// would take seconds.
func (f *facts) lookAhead(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, newest bool) error {
	if !newest {
		return nil
	}
	stored, err := snapshot.Members.Current(ctx, db, brand, date)
	if err != nil || !stored {
		return err
	}
	f.foresees = true
	f.ahead, err = view.LookAhead(ctx, db, brand, date, 1)
	return err
}

func (a *asked) ahead(f *facts, date regulars.BusinessDate) ahead {
	var shown ahead
	for _, stage := range []struct{ stage, name string }{
		{string(regulars.StageSleep), a.T.FallAsleep}, {string(regulars.StageLost), a.T.GetLost},
	} {
		week, both := "stage_due_"+stage.stage+"_7d", "stage_due_"+stage.stage+"_14d"
		if f.kpis[both+"/day"].Value == nil {
			continue
		}
		shown.Sums = append(shown.Sums, aheadSum{
			Name: stage.name, In7: a.value(week, f.kpis[week+"/day"].Value), In14: a.value(both, f.kpis[both+"/day"].Value),
			URL: a.numberURL(both, "day", "brand"), Who: a.pathTo("/members") + "?due=" + stage.stage + "&days=14",
		})
	}
	if f.foresees {
		shown.Days = a.aheadDays(f.ahead.Due, date)
	}
	return shown
}

// aheadDays are the next two weeks; none where nobody is due.
func (a *asked) aheadDays(due []view.Due, date regulars.BusinessDate) []aheadDay {
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
	days := make([]aheadDay, aheadDays)
	for i, n := range counts {
		day := date.AddDays(i + 1)
		days[i] = aheadDay{
			Date: day.String(), Day: strings.TrimPrefix(day.Time().Format("01-02"), "0"), Weekday: a.weekday(day),
			Sleep: present.Whole(n.sleep), Lost: present.Whole(n.lost),
			SleepWidth: int(n.sleep * 100 / most), LostWidth: int(n.lost * 100 / most),
		}
	}
	return days
}

func (a *asked) weekday(day regulars.BusinessDate) string {
	number := int(day.Time().Weekday()+6)%7 + 1
	return a.T.Weekdays[string(rune('0'+number))]
}
