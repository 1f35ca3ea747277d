package console

import (
	"context"

	"regulars"
	"regulars/console/calendar"
	"regulars/schema"
	"regulars/schema/snapshot"
	"regulars/schema/view"
)

// ahead is who falls asleep or is lost soon, unless they buy.
type ahead struct {
	Sums []aheadSum
	Days []calendar.Ahead // of the newest date only
}

// aheadSum is a published number: how many enter a stage within some days.
type aheadSum struct{ Name, In7, In14, URL, Who string }

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
		shown.Days = calendar.AheadOf(f.ahead.Due, date, a.weekday)
	}
	return shown
}

func (a *asked) weekday(day regulars.BusinessDate) string {
	number := int(day.Time().Weekday()+6)%7 + 1
	return a.T.Weekdays[string(rune('0'+number))]
}
