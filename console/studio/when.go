package studio

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/days"
	"regulars/console/keep"
	"regulars/present"
	"regulars/schema/view"
)

const (
	shownSends  = 5
	shownNights = 30
	mostFirings = 2000 // of the schedule that are looked at: a campaign may go on few days
)

// Times are when a campaign goes next, and what its last nights did.
type Times struct {
	Lead   string   // why it goes on no night, or what is asked before it goes
	Next   []string // the coming sends
	Nights []Night
	Usual  string // how many one night planned, from the fewest to the most; empty: none did
	Height int    // of the picture of the nights
	Width  int
}

// Night is what one night did; its bar is of 100.
type Night struct {
	Date, Planned, Sent, Failed, LeftOut, KeptOut string
	URL                                           string
	X, Top, Bar                                   int
}

const (
	barWidth  = 10
	barHeight = 100
)

// times returns when a campaign goes next by the schedule and its days, and its last nights.
func (a *Asked) times(ctx context.Context, c *config.Campaign) (Times, error) {
	t := Times{Height: barHeight, Width: barWidth * shownNights}
	t.Lead, t.Next = a.next(c)
	to := regulars.EndedAt(a.Now, zoneOf(a.File))
	about := keep.Question{Key: fmt.Sprint("nights of ", a.File.Name, " ", c.Name, " ", to), Tables: []string{"deliveries"}}
	nights, _, err := keep.Get(ctx, a.Kept, about, func(ctx context.Context) ([]view.CampaignNight, error) {
		return view.CampaignNights(ctx, a.DB, a.File.Name, c.Name, to.AddDays(1-shownNights), to)
	})
	if err == nil {
		a.draw(&t, c.Name, nights, to)
	}
	return t, err
}

// draw draws nights of a campaign, the oldest first, up to a date: a bar for each, as high as
// what it planned next to the largest, and at its date's place.
func (a *Asked) draw(t *Times, name string, nights []view.CampaignNight, to regulars.BusinessDate) {
	if len(nights) == 0 {
		return
	}
	fewest, most := nights[0].Planned, nights[0].Planned
	for _, n := range nights {
		fewest, most = min(fewest, n.Planned), max(most, n.Planned)
	}
	t.Usual = fmt.Sprintf(a.T.NightsUsual, present.Whole(fewest), present.Whole(most))
	for i := len(nights) - 1; i >= 0; i-- {
		n, date := nights[i], regulars.DateOf(nights[i].Date, time.UTC)
		bar := int(max(1, n.Planned*barHeight/max(most, 1)))
		t.Nights = append(t.Nights, Night{
			Date: date.String(), URL: a.Campaigns + "/" + name + "/" + date.String(), Planned: present.Whole(n.Planned), Sent: present.Whole(n.Sent), Failed: present.Whole(n.Failed),
			LeftOut: present.Whole(n.LeftOut), KeptOut: present.Whole(n.KeptOut),
			X: barWidth * (shownNights - 1 - to.DaysSince(date)), Top: barHeight - bar, Bar: bar,
		})
	}
}

// next are the coming sends, in the brand's zone.
func (a *Asked) next(c *config.Campaign) (lead string, next []string) {
	switch {
	case c.Paused:
		return a.T.NextPaused, nil
	case c.Audience.Journey != "":
		return fmt.Sprintf(a.T.NextJourney, c.Audience.Journey), nil
	}
	firings, ok := a.firings()
	if !ok {
		return a.T.NextUnscheduled, nil
	}
	if c.Approve {
		lead = a.T.NextApproved
	}
	for range mostFirings {
		at := firings()
		if at.IsZero() || len(next) == shownSends {
			break
		}
		date := regulars.EndedAt(at, zoneOf(a.File))
		if !days.GoesOn(c.On, date.AddDays(1)) {
			continue
		}
		next = append(next, fmt.Sprintf(a.T.NextLine, a.sendsAt(c, date, at), date))
	}
	if len(next) == 0 {
		lead = a.T.NextNever
	}
	return lead, next
}

// firings are the coming starts of the brand's nights, one after the other; false where no
// schedule starts them.
func (a *Asked) firings() (func() time.Time, bool) {
	if a.File.Schedule.Cron == "" {
		return nil, false
	}
	spec, err := config.ParseCron(a.File.Schedule.Cron)
	if err != nil {
		return nil, false
	}
	zone := a.File.Schedule.Zone
	if zone == nil {
		zone = zoneOf(a.File)
	}
	at := a.Now.In(zone)
	return func() time.Time {
		if !at.IsZero() {
			at = spec.Next(at)
		}
		return at
	}, true
}

// sendsAt says when the messages of a date go, whose night begins at a moment.
func (a *Asked) sendsAt(c *config.Campaign, date regulars.BusinessDate, night time.Time) string {
	zone, at := zoneOf(a.File), night
	if c.SendAt != "" && !c.AtBestHour() {
		if turn, err := days.At(date.AddDays(1), c.SendAt, zone); err == nil && turn.After(night) {
			at = turn
		}
	}
	at = at.In(zone)
	text := a.T.Week[days.Week[at.Weekday()]] + " " + at.Format("2006-01-02 15:04")
	if c.AtBestHour() {
		return fmt.Sprintf(a.T.NextHours, text)
	}
	return text
}

func zoneOf(b *config.Brand) *time.Location {
	if b.Zone == nil {
		return time.UTC
	}
	return b.Zone
}
