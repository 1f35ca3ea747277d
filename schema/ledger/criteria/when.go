package criteria

import (
	"strconv"

	"regulars"
	"regulars/config/audience"
)

// When says when a member qualifies.
type When struct {
	Moment     string
	Since      regulars.BusinessDate
	Stages     []string // of enters and is
	CameFrom   []string
	Due        []string
	Days       int      // of due, days_after and expected_in_days
	Nth        uint32   // purchase
	DaysOfYear []string // of birthdays and anniversaries: 05-31, or the month 05
	Journey    string   // whose step sends the campaign
}

func momentOf(a audience.Audience, since, date regulars.BusinessDate) When {
	m := When{Moment: a.Moment(), Since: since, Stages: a.StageNames(), CameFrom: a.From, Due: a.Due, Journey: a.Journey}
	switch m.Moment {
	case audience.MomentDue:
		m.Days = a.DueInDays
	case audience.MomentExpected:
		m.Days = *a.ExpectedInDays
	case audience.MomentAfter:
		m.Days = a.DaysAfter
		if n, err := strconv.ParseUint(a.Purchase, 10, 32); err == nil {
			m.Nth = uint32(n)
		} else {
			m.Moment = "after_" + a.Purchase
		}
	case audience.MomentBirthday:
		m.DaysOfYear = daysOfYear(a.Birthday, m.Since, date)
	case audience.MomentAnniversary:
		m.DaysOfYear = daysOfYear(a.Anniversary, m.Since, date)
	}
	return m
}

// daysOfYear lists the days, or the month, on which the messages of these business dates
// go. Who was born on 29 February has the day before in years without one.
func daysOfYear(period string, since, date regulars.BusinessDate) []string {
	day := date.AddDays(1)
	if period == audience.Month {
		return []string{string(day[5:7])}
	}
	var days []string
	for day := max(since, date.AddDays(-366)).AddDays(1); day <= date.AddDays(1); day = day.AddDays(1) {
		days = append(days, string(day[5:]))
		if day[5:] == "02-28" && day.AddDays(1)[5:] != "02-29" {
			days = append(days, "02-29")
		}
	}
	return days
}
