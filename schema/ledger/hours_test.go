package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/schema/ledger"
)

// moment is when a member bought or clicked.
type moment struct {
	member uint64
	at     time.Time
}

// bestHour is the hour of a member by the definition, one hour after the other.
func bestHour(all []moment, member uint64, zone *time.Location, quiet func(hour int) bool, usual int) int {
	var own, everybody [24]int
	mine, known := 0, 0
	for _, m := range all {
		hour := m.at.In(zone).Hour()
		if quiet(hour) {
			continue
		}
		everybody[hour]++
		known++
		if m.member == member {
			own[hour]++
			mine++
		}
	}
	counts := everybody
	switch {
	case mine >= 3:
		counts = own
	case known == 0:
		return usual
	}
	best := -1
	for hour := range 24 {
		switch {
		case counts[hour] == 0:
		case best < 0, counts[hour] > counts[best], counts[hour] == counts[best] && everybody[hour] > everybody[best]:
			best = hour
		}
	}
	return best
}

// past are purchases and clicks, stored by one insert each.
type past struct{ orders, clicks []string }

// buy adds an order of a member; its place is 0 where it isn't a purchase.
func (p *past) buy(member uint64, order string, at time.Time, day string, place int) {
	p.orders = append(p.orders, fmt.Sprintf("('acme', %d, 'web', '%s', '%s', '%s', %d, 1)", member, order, at.UTC().Format(time.DateTime), day, place))
}

// click adds a click by somebody, or by the machine of that name.
func (p *past) click(node uint64, event string, at time.Time, machine string) {
	p.clicks = append(p.clicks, fmt.Sprintf("('acme', 'edm', 'clicked', '%s', '%s', %d, '%s', 1)", event, at.UTC().Format(time.DateTime), node, machine))
}

func (l *ledgerTest) remember(p past) {
	l.t.Helper()
	if len(p.orders) > 0 {
		l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) VALUES " + strings.Join(p.orders, ", "))
	}
	if len(p.clicks) > 0 {
		l.exec("INSERT INTO message_events (brand, channel, type, event_id, at, member_id, machine, version) VALUES " + strings.Join(p.clicks, ", "))
	}
}

// habits gives each member three purchases at an hour of their own, so that no draw of the
// others leaves but one best hour.
func (p *past) habits(members []person, end time.Time) []moment {
	var counted []moment
	for i, one := range members {
		for n := range 3 {
			at := end.AddDate(0, 0, -n-1).Add(time.Duration(10+3*i) * time.Hour)
			p.buy(one.id, fmt.Sprint("habit-", i, "-", n), at, at.Format(time.DateOnly), 1)
			counted = append(counted, moment{one.id, at})
		}
	}
	return counted
}

// season stores random purchases and clicks of members, also such as count for nothing, and
// returns those that count.
func (l *ledgerTest) season(r *rand.Rand, all []person, zone *time.Location) []moment {
	var stored past
	end := time.Date(2026, 11, 21, 0, 0, 0, 0, zone) // of the business date
	counted := stored.habits(all[:2], end)
	for i, p := range all[2:] {
		for n := range r.IntN(8) {
			at := end.Add(-time.Duration(r.Int64N(int64(300 * 24 * time.Hour)))).Truncate(time.Hour).Add(time.Duration(r.IntN(3600)) * time.Second)
			at = time.Date(at.In(zone).Year(), at.In(zone).Month(), at.In(zone).Day(), 7+r.IntN(5)*3, r.IntN(60), 0, 0, zone)
			if !at.Before(end) {
				at = at.AddDate(0, 0, -1)
			}
			m, id := moment{p.id, at}, fmt.Sprint(i, "-", n)
			day := at.In(zone).Format(time.DateOnly)
			switch kind := r.IntN(8); kind {
			case 0:
				stored.click(p.id, id, at, "scanner")
			case 1: // long ago
				stored.buy(p.id, id, at.AddDate(-2, 0, 0), at.AddDate(-2, 0, 0).In(zone).Format(time.DateOnly), 1)
			case 2: // no purchase
				stored.buy(p.id, id, at, day, 0)
			case 3, 4: // a click, by an identifier that is the member's by now
				node := p.id
				if len(p.nodes) > 0 {
					node = p.nodes[0]
				}
				stored.click(node, id, at, "")
				counted = append(counted, m)
			default:
				stored.buy(p.id, id, at, day, 1)
				counted = append(counted, m)
			}
		}
	}
	l.remember(stored)
	return counted
}

func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("REGULARS_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("REGULARS_SEED=%d", seed)
	return seed
}

func (l *ledgerTest) dues(r ledger.Run) map[uint64]*time.Time {
	l.t.Helper()
	var rows []struct {
		Member uint64     `ch:"member_id"`
		Due    *time.Time `ch:"due_at"`
	}
	require.NoError(l.t, l.conn.Select(l.t.Context(), &rows, "SELECT member_id, due_at FROM deliveries FINAL WHERE campaign = ? AND date = ? AND state = 'planned'", r.Campaign, r.Date.Time()))
	dues := map[uint64]*time.Time{}
	for _, row := range rows {
		dues[row.Member] = row.Due
	}
	return dues
}

// Who is held out keeps the hour at which their message would have gone: what others bought
// after theirs is compared with what they did.
func TestHeldOutKeepTheirHour(t *testing.T) {
	l := openLedger(t)
	all := people(40)
	l.add("acme", all...)
	for i := range 3 {
		l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) VALUES ('acme', ?, 'web', ?, '2026-11-10 09:05:00', '2026-11-10', 1, 1)", all[0].id, fmt.Sprint(i))
	}
	p := hourPlan("wake", nil)
	p.Holdout = 0.5
	l.plan(p)
	var held, timed, others uint64
	require.NoError(t, l.conn.QueryRow(t.Context(), `SELECT countIf(reason = 'holdout'), countIf(reason = 'holdout' AND toHour(due_at, 'UTC') = 9), countIf(state = 'excluded' AND reason != 'holdout' AND due_at IS NOT NULL)
		FROM deliveries FINAL WHERE campaign = 'wake'`).Scan(&held, &timed, &others))
	require.Greater(t, held, uint64(5))
	require.Equal(t, held, timed)
	require.Zero(t, others)
}

func hourPlan(campaign string, zone *time.Location) ledger.Plan {
	p := planOf(campaign)
	p.Audience, p.Channels = audience.Audience{Is: []string{"sleep"}}, []string{"line"}
	p.BestHour, p.Zone = true, zone
	return p
}

// Each member's hour is the one that counting one hour after the other finds; where too few
// moments are known it is the brand's.
func TestEachMemberHasTheirBestHour(t *testing.T) {
	l := openLedger(t)
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(seedOf(t), 1))
	all := people(30)
	for i := range all {
		if i%3 == 0 {
			all[i].nodes = []uint64{uint64(1000 + i)}
		}
	}
	l.add("acme", all...)
	counted := l.season(r, all, zone)
	l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) SELECT 'other', 1, 'web', toString(number), toDateTime64('2026-11-01 19:00:00', 3, 'UTC'), '2026-11-02', 1, 1 FROM numbers(500)")

	p := hourPlan("wake", zone)
	quiet := func(hour int) bool { return hour >= 19 || hour < 8 }
	for hour := range 24 {
		if quiet(hour) {
			p.Quiet = append(p.Quiet, ledger.QuietHour{Channel: "line", Hour: hour})
		} else {
			p.Quiet = append(p.Quiet, ledger.QuietHour{Channel: "edm", Hour: hour}) // another channel's
		}
	}
	hours, err := l.Hours(t.Context(), p)
	require.NoError(t, err)
	l.plan(p)
	dues := l.dues(p.Run)
	require.Len(t, dues, len(all))
	want := map[uint8]uint64{}
	for i, person := range all {
		hour := bestHour(counted, person.id, zone, quiet, 10)
		require.Equal(t, time.Date(2026, 11, 21, hour, 0, 0, 0, zone).UTC(), dues[person.id].UTC(), "member %d", i)
		want[uint8(hour)]++
	}
	require.Greater(t, len(want), 1, "all have one hour: nothing is proven")
	seen := map[uint8]uint64{}
	for _, line := range hours {
		require.Equal(t, "line", line.Channel)
		seen[line.Hour] = line.Members
	}
	require.Equal(t, want, seen, "the preview says another hour")

	sample, err := l.Sample(t.Context(), p, 3)
	require.NoError(t, err)
	require.Len(t, sample, 3)
	for _, one := range sample {
		require.Equal(t, dues[one.MemberID].UTC(), one.DueAt.UTC())
	}

	together := hourPlan("together", zone)
	together.BestHour = false
	l.plan(together)
	for _, due := range l.dues(together.Run) {
		require.Nil(t, due, "it goes at one time")
	}
}

// Of a brand of which nothing is known it is the usual hour, or the next that isn't quiet.
func TestAnHourOfNothing(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(2)...)
	p := hourPlan("wake", nil)
	l.plan(p)
	for _, due := range l.dues(p.Run) {
		require.Equal(t, time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC), due.UTC())
	}
	p = hourPlan("quiet", nil)
	p.Quiet = []ledger.QuietHour{{Channel: "line", Hour: 10}, {Channel: "line", Hour: 11}}
	l.plan(p)
	require.Len(t, l.dues(p.Run), 2)
	for _, due := range l.dues(p.Run) {
		require.Equal(t, 12, due.UTC().Hour())
	}
}

// Nobody is picked, or skipped, before their hour, and the hour stays with the delivery.
func TestNobodyGoesBeforeTheirHour(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	l.add("acme", all...)
	for n := range 3 {
		l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) VALUES ('acme', ?, 'web', ?, ?, '2026-11-10', 1, 1)", all[0].id, fmt.Sprint(n), time.Date(2026, 11, 10, 18, 5, 0, 0, time.UTC))
		l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) VALUES ('acme', 5, 'web', ?, ?, '2026-11-10', 1, 1), ('acme', 5, 'web', ?, ?, '2026-11-10', 1, 1)",
			fmt.Sprint("a", n), time.Date(2026, 11, 10, 9, 5, 0, 0, time.UTC), fmt.Sprint("b", n), time.Date(2026, 11, 10, 9, 5, 0, 0, time.UTC))
	}
	p := hourPlan("wake", nil)
	ctx, c := t.Context(), claimant("one", "line")
	l.Now = func() time.Time { return time.Date(2026, 11, 21, 8, 59, 59, 0, time.UTC) }
	l.plan(p)
	picked, err := l.Pick(ctx, whole(p.Run), c, 10)
	require.NoError(t, err)
	require.Zero(t, picked.Seen)
	next, err := l.NextDue(ctx, whole(p.Run), "line")
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), next.UTC())

	l.Now = func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	batch, err := l.reserve(ctx, whole(p.Run), c, "b", 10)
	require.NoError(t, err)
	require.ElementsMatch(t, []uint64{all[1].id, all[2].id}, batch.Members())
	require.NoError(t, l.MarkReserved(ctx, p.Run, batch))
	require.NoError(t, l.Record(ctx, p.Run, c, batch, reports(batch, ledger.DeliverySent)))
	var kept uint64
	require.NoError(t, l.conn.QueryRow(ctx, "SELECT count() FROM deliveries FINAL WHERE state = 'sent' AND due_at = '2026-11-21 09:00:00'").Scan(&kept))
	require.EqualValues(t, 2, kept)
	next, err = l.NextDue(ctx, whole(p.Run), "line")
	require.NoError(t, err)
	require.Equal(t, 18, next.UTC().Hour())
	require.NoError(t, l.Skip(ctx, whole(p.Run), "line", "quiet"))
	require.Equal(t, map[string]uint64{"sent/line": 2, "planned/line": 1}, l.reasons(p.Run))

	l.Now = func() time.Time { return time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC) }
	next, err = l.NextDue(ctx, whole(p.Run), "line")
	require.NoError(t, err)
	require.Nil(t, next)
	require.NoError(t, l.Skip(ctx, whole(p.Run), "line", "quiet"))
	require.Equal(t, map[string]uint64{"sent/line": 2, "excluded:quiet/line": 1}, l.reasons(p.Run))
}
