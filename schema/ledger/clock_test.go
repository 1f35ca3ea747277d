package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deliver"
	"regulars/identity/zone"
	"regulars/schema/ledger"
	"regulars/schema/ledger/clock"
)

// shows is the first minute at which clocks of a zone show a time of the day after the
// business date, or a later one: by looking at each minute.
func shows(at *time.Location, day, clock string) time.Time {
	for t := time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC); ; t = t.Add(time.Minute) {
		if t.In(at).Format("2006-01-02 15:04") >= day+" "+clock {
			return t
		}
	}
}

// Each message goes by the clocks of the country, and area, of the member's phone, also on
// the day on which New York's clocks go forward; who has no phone, or one of which no zone
// can be said, goes by the brand's.
func TestEachGoesByTheirOwnClocks(t *testing.T) {
	l := openLedger(t)
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(seedOf(t), 7))
	places := []string{"+886912", "+1212", "+1310", "+81901", "+44791", "+61412", "+1800", ""}
	all := people(40)
	for i := range all {
		all[i].phone = ""
		if begins := places[i%len(places)]; begins != "" {
			all[i].phone = fmt.Sprintf("%s%07d", begins, r.IntN(10_000_000))
		}
	}
	l.add("acme", all...)

	brand := &config.Brand{Name: "acme", Zone: taipei, Clocks: config.ClocksMember}
	p := hourPlan("wake", taipei)
	p.BestHour, p.Date = false, "2026-03-07"
	for _, sendAt := range []string{"10:00", "03:15"} {
		p.Campaign = "wake-" + sendAt[:2]
		p.Clocks, err = deliver.Clocks(brand, &config.Campaign{Name: p.Campaign, SendAt: sendAt}, p.Campaign, p.Date)
		require.NoError(t, err)
		hours, err := l.Hours(t.Context(), p)
		require.NoError(t, err)
		l.plan(p)
		dues := l.dues(p.Run)
		require.Len(t, dues, len(all))
		zones := map[string]uint64{}
		for _, one := range all {
			name, at := zone.Of(one.phone), taipei
			if name != "" {
				at, err = time.LoadLocation(name)
				require.NoError(t, err)
			}
			require.Equal(t, shows(at, "2026-03-08", sendAt).UTC(), dues[one.id].UTC(), "%s at %s", one.phone, sendAt)
			zones[name]++
		}
		require.Len(t, zones, 7)
		for _, line := range hours {
			require.Equal(t, zones[line.Zone], line.Members, "the preview says another zone %q", line.Zone)
		}
		require.Len(t, hours, 7)
	}
	l.quietWhereTheyLive(p, all)
}

// quietWhereTheyLive goes through a planned run of which New York and who is nowhere are quiet.
func (l *ledgerTest) quietWhereTheyLive(p ledger.Plan, all []person) {
	t, ctx := l.t, l.t.Context()
	now := time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC)
	l.Now = func() time.Time { return now }
	quiet := []clock.Quiet{{Zone: "America/New_York", Until: now.Add(13 * time.Hour)}, {Zone: "", Until: now.Add(2 * time.Hour)}}
	c := claimant("one", "line")
	c.Quiet = quiet
	batch, err := l.reserve(ctx, whole(p.Run), c, "b", 1000)
	require.NoError(t, err)
	var open []uint64
	for _, one := range all {
		if name := zone.Of(one.phone); name != "" && name != "America/New_York" {
			open = append(open, one.id)
		}
	}
	require.ElementsMatch(t, open, batch.Members())
	require.NotEmpty(t, batch.Recipients[0].Zone)
	require.NoError(t, l.MarkReserved(ctx, p.Run, batch))
	require.NoError(t, l.Record(ctx, p.Run, c, batch, reports(batch, ledger.DeliverySent)))
	var kept uint64
	require.NoError(t, l.conn.QueryRow(ctx, "SELECT count() FROM deliveries FINAL WHERE campaign = ? AND state = 'sent' AND zone != ''", p.Campaign).Scan(&kept))
	require.EqualValues(t, len(open), kept, "the zone stays with the delivery")

	next, err := l.NextDue(ctx, whole(p.Run), "line", quiet...)
	require.NoError(t, err)
	require.Equal(t, now.Add(2*time.Hour), next.UTC())
	require.NoError(t, l.Skip(ctx, whole(p.Run), "line", "quiet", ""))
	next, err = l.NextDue(ctx, whole(p.Run), "line", quiet...)
	require.NoError(t, err)
	require.Equal(t, now.Add(13*time.Hour), next.UTC())
	require.NoError(t, l.Skip(ctx, whole(p.Run), "line", "quiet", "America/New_York"))
	require.Equal(t, map[string]uint64{"sent/line": uint64(len(open)), "excluded:quiet/line": uint64(len(all) - len(open))}, l.reasons(p.Run))
}
