package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/deliver"
	"regulars/identity/zone"
	"regulars/schema/ledger"
)

// clocksOf are those that count for a person: of the zone that a source states, or else of
// the phone's, or else the brand's.
func clocksOf(t *testing.T, p person, brand *time.Location) (string, *time.Location) {
	t.Helper()
	name := p.zone
	if name == "" {
		name = zone.Of(p.phone)
	}
	if name == "" {
		return "", brand
	}
	at, err := time.LoadLocation(name)
	require.NoError(t, err)
	return name, at
}

// showing is a moment at which clocks show an hour of a day in the year before a date, on
// which no clocks are changed.
func showing(r *rand.Rand, at *time.Location, date regulars.BusinessDate, hour int) time.Time {
	for {
		day := date.AddDays(-2 - r.IntN(360)).Time()
		t := time.Date(day.Year(), day.Month(), day.Day(), hour, r.IntN(60), r.IntN(60), 0, at)
		if t.In(at).Hour() == hour {
			return t
		}
	}
}

// Where the members' own clocks count, their best hour is one of theirs: counted by the clocks
// of the zone that a source states, or of their phone's, and met by them, also on days on which
// clocks of some go forward or back; hours at which it is quiet by their clocks count for nobody.
func TestBestHourByTheMembersClocks(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(seedOf(t), 11))
	places := []person{
		{zone: "America/New_York", phone: "+886912000001"}, {phone: "+12125550100"}, {zone: "Europe/London"}, {zone: "Europe/Berlin"}, {zone: "Asia/Kolkata"},
		{zone: "Australia/Lord_Howe"}, {phone: "+886912000002"}, {}, {zone: "Nowhere/Land", phone: "+819012345678"}, {zone: "America/Santiago"},
	}
	quiet := func(hour int) bool { return hour >= 21 || hour < 1 }
	brand := &config.Brand{Name: "acme", Zone: taipei, Clocks: config.ClocksMember}
	for _, date := range []regulars.BusinessDate{"2026-03-07", "2026-10-24", "2026-10-31", "2026-09-05"} {
		l := openLedger(t)
		all, moments, stored := people(4*len(places)), []moment(nil), past{}
		for i := range all {
			place := places[i%len(places)]
			all[i].zone, all[i].phone = place.zone, place.phone
			if place.zone == "Nowhere/Land" {
				place.zone = "" // what is none counts as not said
			}
			_, at := clocksOf(t, place, taipei)
			hours := []int{2, 2, 2} // which some of these days don't show, or show twice
			if i >= len(places) {
				hours = hours[:0]
				for range r.IntN(7) {
					hours = append(hours, []int{0, 1, 2, 9, 20, 22}[r.IntN(6)])
				}
			}
			for n, hour := range hours {
				m := moment{all[i].id, showing(r, at, date, hour)}
				moments = append(moments, m)
				stored.buy(m.member, fmt.Sprint(i, "-", n), m.at, m.at.In(taipei).Format(time.DateOnly), 1)
			}
		}
		l.remember(stored)
		l.add("acme", all...)
		campaign := &config.Campaign{Name: "wake", SendAt: config.BestHour}
		p := hourPlan("wake", taipei)
		p.Date, p.Zone = date, taipei
		p.Clocks, err = deliver.Clocks(brand, campaign, p.Campaign, p.Date)
		require.NoError(t, err)
		p.Quiet = nil
		for hour := range 24 {
			if quiet(hour) {
				p.Quiet = append(p.Quiet, ledger.QuietHour{Channel: "line", Hour: hour})
			}
		}
		l.plan(p)
		l.metByTheirClocks(p, all, moments, quiet)
	}
}

// metByTheirClocks compares the hours of a plan with those that counting finds.
func (l *ledgerTest) metByTheirClocks(p ledger.Plan, all []person, moments []moment, quiet func(hour int) bool) {
	t := l.t
	t.Helper()
	local := map[uint64]*time.Location{}
	for _, one := range all {
		if zone.Locations()[one.zone] == nil {
			one.zone = ""
		}
		_, local[one.id] = clocksOf(t, one, p.Zone)
	}
	// Each moment as a clock in UTC would show what the member's own showed.
	shown := make([]moment, len(moments))
	for i, m := range moments {
		at := m.at.In(local[m.member])
		shown[i] = moment{m.member, time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)}
	}
	dues, day := l.dues(p.Run), string(p.Date.AddDays(1))
	require.Len(t, dues, len(all))
	for _, one := range all {
		hour := bestHour(shown, one.id, time.UTC, quiet, 10)
		require.Equal(t, firstShown(local[one.id], day, fmt.Sprintf("%02d:00", hour)), dues[one.id].UTC(), "%q %q of %s at %d", one.zone, one.phone, day, hour)
	}
}

// firstShown is the first minute of a day, or after it, at which clocks show a time or a later one.
func firstShown(at *time.Location, day, clock string) time.Time {
	begin, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	for t := begin.Add(-26 * time.Hour).UTC(); ; t = t.Add(time.Minute) {
		if t.In(at).Format("2006-01-02 15:04") >= day+" "+clock {
			return t
		}
	}
}
