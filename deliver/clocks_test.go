package deliver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/deliver"
	"regulars/identity/zone"
	"regulars/schema/ledger"
)

// nextOpen is the first minute from a moment on at which a zone's clocks show the day from
// nine until nine in the evening.
func nextOpen(from time.Time, at *time.Location) time.Time {
	for ; ; from = from.Add(time.Minute) {
		if hour := from.In(at).Hour(); hour >= 9 && hour < 21 {
			return from
		}
	}
}

// Over the days on which New York's clocks go forward, each member's message goes in the
// first minute that is not quiet where they live.
func TestQuietByTheMembersClocks(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	brand := &config.Brand{Name: "acme", Zone: taipei, Clocks: config.ClocksMember, Quiet: []config.QuietHours{{From: "21:00", To: "09:00", Then: config.QuietHold}}}
	places := map[string]*time.Location{"": taipei, "America/New_York": zone.Locations()["America/New_York"], "Europe/London": zone.Locations()["Europe/London"], "Asia/Tokyo": zone.Locations()["Asia/Tokyo"]}
	names := []string{"", "America/New_York", "Europe/London", "Asia/Tokyo"}
	for _, start := range []time.Time{
		time.Date(2026, 3, 8, 1, 30, 0, 0, time.UTC), // the evening before, in New York
		time.Date(2026, 3, 8, 12, 59, 0, 0, time.UTC),
		time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC),
	} {
		w := newWorld(t, 40, newProvider(false, 10))
		now, sent := start, map[uint64]time.Time{}
		w.store.now = func() time.Time { return now }
		for i, d := range w.store.deliveries {
			d.Zone = names[i%len(names)]
		}
		for rounds := 0; len(sent) < 40; rounds++ {
			require.Less(t, rounds, 10, "it doesn't end")
			s := w.sending()
			s.Quiet, s.Now = deliver.QuietOf(brand, "edm"), func() time.Time { return now }
			var totals deliver.Totals
			require.NoError(t, s.Run(t.Context(), &totals))
			for _, d := range w.store.deliveries {
				if _, known := sent[d.MemberID]; d.State == ledger.DeliverySent && !known {
					sent[d.MemberID] = now
				}
			}
			if totals.QuietUntil != nil {
				now = *totals.QuietUntil
			}
		}
		for _, d := range w.store.deliveries {
			require.Equal(t, nextOpen(start, places[d.Zone]).UTC(), sent[d.MemberID].UTC(), "zone %q from %s", d.Zone, start)
		}
		w.requireOnce(40)
	}
}

// What would go in quiet hours that skip is excluded where it is quiet, and goes elsewhere.
func TestSkipByTheMembersClocks(t *testing.T) {
	brand := &config.Brand{Name: "acme", Zone: time.UTC, Clocks: config.ClocksMember, Quiet: []config.QuietHours{{From: "21:00", To: "09:00", Then: config.QuietSkip}}}
	now := time.Date(2026, 3, 8, 10, 0, 0, 0, time.UTC)
	w := newWorld(t, 20, newProvider(false, 10))
	w.store.now = func() time.Time { return now }
	for i, d := range w.store.deliveries {
		d.Zone = []string{"", "America/New_York"}[i%2]
	}
	s := w.sending()
	s.Quiet, s.Now = deliver.QuietOf(brand, "edm"), func() time.Time { return now }
	var totals deliver.Totals
	require.NoError(t, s.Run(t.Context(), &totals))
	require.Nil(t, totals.QuietUntil)
	require.Equal(t, 10, w.store.count(ledger.DeliverySent))
	for _, d := range w.store.deliveries {
		if d.Zone != "" {
			require.Equal(t, ledger.DeliveryExcluded, d.State)
			require.Equal(t, "quiet", d.report.Reason)
		}
	}
}

// A campaign waits for the first of its messages, and its day is over when it is over
// everywhere; by the brand's clocks neither asks anybody else's.
func TestSpan(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	brand := &config.Brand{Name: "acme", Zone: taipei, Clocks: config.ClocksMember}
	campaign := &config.Campaign{Name: "wake", SendAt: "10:00"}
	date := regulars.BusinessDate("2026-11-20")
	first, past, err := deliver.Span(brand, campaign, date)
	require.NoError(t, err)
	all, err := deliver.Clocks(brand, campaign, "wake", date)
	require.NoError(t, err)
	require.Greater(t, len(all), 150)
	earliest, over := all[0].Goes, false
	for _, c := range all {
		if c.Goes.Before(earliest) {
			earliest = c.Goes
		}
		require.False(t, c.Goes.Before(first), c.Zone)
		require.True(t, c.Goes.Before(past), c.Zone)
		at := taipei
		if c.Zone != "" {
			at = zone.Locations()[c.Zone]
		}
		require.Equal(t, "2026-11-21 10:00", c.Goes.In(at).Format("2006-01-02 15:04"), c.Zone)
		require.GreaterOrEqual(t, past.In(at).Format("2006-01-02 15:04"), "2026-11-22 00:00", c.Zone)
		over = over || past.In(at).Format("2006-01-02 15:04") == "2026-11-22 00:00"
	}
	require.Equal(t, earliest.UTC(), first.UTC())
	require.True(t, over, "it ends when the last day does, and no later")

	brand.Clocks = config.ClocksBrand
	first, past, err = deliver.Span(brand, campaign, date)
	require.NoError(t, err)
	require.Equal(t, "2026-11-21 10:00", first.In(taipei).Format("2006-01-02 15:04"))
	require.Equal(t, "2026-11-22 00:00", past.In(taipei).Format("2006-01-02 15:04"))
	all, err = deliver.Clocks(brand, campaign, "wake", date)
	require.NoError(t, err)
	require.Empty(t, all)
	campaign.SendAt = "25:00"
	_, _, err = deliver.Span(brand, campaign, date)
	require.ErrorContains(t, err, "send_at")
}

// A batch whose members' evening begins between its claim and its handing over is given
// back, and goes in the morning.
func TestEveningBeginsBehindTheClaim(t *testing.T) {
	brand := &config.Brand{Name: "acme", Zone: time.UTC, Clocks: config.ClocksMember, Quiet: []config.QuietHours{{From: "21:00", To: "09:00", Then: config.QuietHold}}}
	now := time.Date(2026, 3, 8, 12, 59, 59, 0, time.UTC)
	w := newWorld(t, 20, newProvider(false, 10))
	w.store.now = func() time.Time { return now }
	for _, d := range w.store.deliveries {
		d.Zone = "Asia/Taipei"
	}
	evening := time.Date(2026, 3, 8, 13, 0, 0, 0, time.UTC)
	w.store.claiming = func([]ledger.Recipient) {
		if now.Before(evening) {
			now = evening
		}
	}
	run := func() deliver.Totals {
		t.Helper()
		s := w.sending()
		s.Quiet, s.Now = deliver.QuietOf(brand, "edm"), func() time.Time { return now }
		var totals deliver.Totals
		require.NoError(t, s.Run(t.Context(), &totals))
		return totals
	}
	totals := run()
	require.Zero(t, w.store.count(ledger.DeliverySent), "it goes at nine in the evening")
	require.NotNil(t, totals.QuietUntil, "nobody takes the block up again")
	for rounds := 0; totals.QuietUntil != nil; rounds++ {
		require.Less(t, rounds, 5)
		if totals.QuietUntil.After(now) {
			now = *totals.QuietUntil
		}
		totals = run()
	}
	require.Equal(t, 20, w.store.count(ledger.DeliverySent))
	require.Equal(t, "2026-03-09 09:00", now.In(zone.Locations()["Asia/Taipei"]).Format("2006-01-02 15:04"))
}

// Quiet hours are those that the members' clocks show, all of them: what the brand's own clocks
// leave out or show twice on the day of the plan is nobody else's business.
func TestQuietHoursOfAPlan(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	brand := (&config.Brand{
		Name: "acme", Timezone: "America/New_York", Channels: map[string]*config.Channel{"sms": {}},
		Quiet:     []config.QuietHours{{From: "02:00", To: "03:00", Then: config.QuietHold}, {From: "21:00", To: "00:30", Then: config.QuietSkip}},
		Campaigns: []config.Campaign{{Name: "wake", Channels: []string{"sms"}, SendAt: config.BestHour, Templates: map[string]config.Template{"sms": {Text: "hello"}}}},
	}).WithDefaults()
	require.Equal(t, newYork, brand.Zone)
	for _, c := range []struct {
		clocks string
		date   regulars.BusinessDate // the day after it is planned
		want   []int
	}{
		{config.ClocksMember, "2026-03-07", []int{0, 2, 21, 22, 23}},
		{config.ClocksMember, "2026-10-31", []int{0, 2, 21, 22, 23}},
		{config.ClocksMember, "2026-11-20", []int{0, 2, 21, 22, 23}},
		{config.ClocksBrand, "2026-03-07", []int{0, 21, 22, 23}}, // there is no 02:00
		{config.ClocksBrand, "2026-11-20", []int{0, 2, 21, 22, 23}},
	} {
		brand.Clocks = c.clocks
		plan, err := deliver.Ready(ledger.PlanOf(brand, &brand.Campaigns[0], c.date), brand, &brand.Campaigns[0], "a key")
		require.NoError(t, err)
		var hours []int
		for _, q := range plan.Quiet {
			hours = append(hours, q.Hour)
		}
		require.Equal(t, c.want, hours, "%s %s", c.clocks, c.date)
	}
}
