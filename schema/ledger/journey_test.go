package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema/ledger"
)

// stepOf is the plan of a campaign that a journey sends.
func stepOf(campaign string, date regulars.BusinessDate) ledger.Plan {
	p := planOf(campaign)
	p.Date, p.Audience, p.Repetition = date, audience.Audience{Journey: "welcome"}, audience.Repetition{Per: audience.PerEntry}
	return p
}

func (l *ledgerTest) came(member uint64, campaign string, entry, date regulars.BusinessDate) {
	l.t.Helper()
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', '', 'welcome', ?, ?, 'care', 'v1', 1, ?, ?)",
		member, entry.Time(), campaign, date.Time())
}

// A step reaches who came to it on the date, and who came lately without being planned: a
// night that was killed between the two loses nobody, and none is reached twice.
func TestStepsOfJourneysReachWhoComesToThem(t *testing.T) {
	l := openLedger(t)
	all := people(8)
	all[6].nodes = []uint64{4711} // was another member when they came in
	l.add("acme", all...)
	date := ledgerDate
	l.came(all[0].id, "care", date.AddDays(-9), date)
	l.came(all[1].id, "care", date.AddDays(-9), date.AddDays(-1)) // the night of yesterday planned nothing
	l.came(all[2].id, "care", date.AddDays(-9), date.AddDays(-7)) // too long ago
	l.came(all[3].id, "offer", date.AddDays(-9), date)            // another step
	l.came(all[4].id, "care", date.AddDays(-9), date.AddDays(-2)) // planned on the day after, below
	l.came(4711, "care", date.AddDays(-9), date)
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', 'a replay', 'welcome', ?, ?, 'care', 'v1', 1, 'care', ?)", all[5].id, date.Time(), date.Time())
	l.exec("INSERT INTO journey_moves (brand, walk, journey, member_id, entry, step, definition, seq, sends, date) VALUES ('acme', '', 'other', ?, ?, 'care', 'v1', 1, 'care', ?)", all[5].id, date.Time(), date.Time())
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state) VALUES ('acme', 'care', ?, ?, 'sent')", date.AddDays(-1).Time(), all[4].id)

	members := func(p ledger.Plan) (ids []uint64) {
		require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
			ids = append(ids, m.MemberID)
			return nil
		}))
		return ids
	}
	require.ElementsMatch(t, []uint64{all[0].id, all[1].id, all[6].id}, members(stepOf("care", date)))
	require.ElementsMatch(t, []uint64{all[3].id}, members(stepOf("offer", date)))

	_, books := l.plan(stepOf("care", date))
	require.EqualValues(t, 3, books.Planned)
	require.Empty(t, members(stepOf("care", date.AddDays(1))), "a step reaches somebody a second time")

	// Who comes in again is reached again.
	l.came(all[0].id, "care", date.AddDays(1), date.AddDays(1))
	require.ElementsMatch(t, []uint64{all[0].id}, members(stepOf("care", date.AddDays(1))))
}

// A condition's answer names who meets it, once for each time of asking.
func TestMatch(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	all[2].stage = "active"
	l.add("acme", all...)
	p := ledger.Plan{Run: run("segment/sleepers"), Audience: audience.Audience{Is: []string{"sleep"}}}
	require.NoError(t, ledger.Match(t.Context(), l.db, p, 7, nil))
	p.Audience = audience.Audience{Is: []string{"active"}}
	require.NoError(t, ledger.Match(t.Context(), l.db, p, 8, nil))
	var first, second []uint64
	query := "SELECT groupArray(member_id) FROM (SELECT member_id FROM journey_matches WHERE brand = 'acme' AND condition = 'segment/sleepers' AND run = ? ORDER BY member_id)"
	require.NoError(t, l.conn.QueryRow(t.Context(), query, uint64(7)).Scan(&first))
	require.NoError(t, l.conn.QueryRow(t.Context(), query, uint64(8)).Scan(&second))
	require.ElementsMatch(t, []uint64{all[0].id, all[1].id}, first)
	require.Equal(t, []uint64{all[2].id}, second)

	p.Audience = audience.Audience{Is: []string{"sleep"}, Where: "1 = 1) OR (1 = 1"}
	var predicate *ledger.PredicateError
	require.ErrorAs(t, ledger.Match(t.Context(), l.db, p, 9, nil), &predicate)
}

// A tick's run reaches who was led into it, and the night's run none of them. Who has reached
// the journey's goal since gets nothing: by the same key, done by anyone, or by what they
// did themselves after they came in. The others get what the event said.
func TestRunsOfTicks(t *testing.T) {
	l := openLedger(t)
	all := people(6)
	all[1].nodes = []uint64{4711} // was another member when they came in
	l.add("acme", all...)
	moment := time.Date(2026, 11, 21, 3, 15, 0, 0, time.UTC)
	tick := regulars.TickRun("care", moment)
	came := func(member uint64, key string, at time.Time, run string) {
		l.exec("INSERT INTO journey_moves (brand, journey, member_id, entry, entry_key, step, seq, date, moment, cause) VALUES ('acme', 'welcome', ?, ?, ?, '', 0, ?, ?, ?)",
			member, ledgerDate.Time(), key, ledgerDate.Time(), at, "web/cart/"+key)
		l.exec("INSERT INTO journey_moves (brand, journey, member_id, entry, entry_key, step, seq, sends, run, date, moment) VALUES ('acme', 'welcome', ?, ?, ?, 'soon', 1, 'care', ?, ?, ?)",
			member, ledgerDate.Time(), key, run, ledgerDate.Time(), moment)
	}
	did := func(what, id, key string, node uint64, at time.Time) {
		l.exec("INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version) VALUES ('acme', 'web', ?, ?, ?, ?, ?, map('cart_id', ?, 'goods', ?), 1)",
			id, what, at, at, node, key, "goods of "+key)
	}
	ago := func(d time.Duration) time.Time { return moment.Add(-d) }
	for i, key := range []string{"left", "moved", "bought", "early"} {
		came([]uint64{all[0].id, 4711, all[2].id, all[3].id}[i], key, ago(time.Hour), tick)
		did("cart_abandoned", "cart/"+key, key, all[i].id, ago(time.Hour))
	}
	came(all[4].id, "other-tick", ago(time.Hour), regulars.TickRun("care", moment.Add(time.Hour)))
	came(all[5].id, "by-night", ago(time.Hour), "")

	p := stepOf("care", ledgerDate)
	_, books := l.plan(p)
	require.EqualValues(t, 1, books.Planned, "the night's run")
	p.Campaign = tick
	_, books = l.plan(p)
	require.EqualValues(t, 4, books.Planned)

	did("order_placed", "o1", "bought", 0, ago(-time.Minute))             // by nobody who is known
	did("order_placed", "o2", "another", all[0].id, ago(-time.Minute))    // another cart
	did("order_placed", "o3", "yet-another", all[3].id, ago(2*time.Hour)) // before they came in
	did("order_placed", "o4", "and-another", all[1].id, ago(time.Minute)) // after it, another cart
	picked := func(entered ledger.Entered) map[uint64]ledger.Entry {
		got := map[uint64]ledger.Entry{}
		c := ledger.Claimant{ID: "a", Channel: "line", Purpose: "marketing", Entered: entered}
		rows, err := l.Pick(t.Context(), ledger.Block{Run: p.Run}, c, 100)
		require.NoError(t, err)
		for _, r := range rows.Recipients {
			got[r.MemberID] = r.Entry
		}
		return got
	}
	said := func(key string) ledger.Entry {
		return ledger.Entry{Key: key, Said: map[string]string{"cart_id": key, "goods": "goods of " + key}}
	}
	require.Equal(t, map[uint64]ledger.Entry{all[0].id: said("left"), all[1].id: said("moved"), all[3].id: said("early")},
		picked(ledger.Entered{Journey: "welcome", Did: []string{"order_placed"}, Same: "cart_id"}))
	require.Equal(t, map[string]uint64{"excluded:goal/line": 1, "planned/line": 3}, l.reasons(p.Run))
	require.Equal(t, map[uint64]ledger.Entry{all[3].id: said("early")}, picked(ledger.Entered{Journey: "welcome", Did: []string{"order_placed"}}))
	require.Equal(t, map[string]uint64{"excluded:goal/line": 3, "planned/line": 1}, l.reasons(p.Run))

	// An order that was loaded since, of whom only their mail address is known, ends it, too: not
	// one of before, nor one that was cancelled.
	l.exec("INSERT INTO identity_nodes (brand, node, kind, value, member_id) VALUES ('acme', 815, 'email', 'early@shop.example', ?)", all[3].id)
	ordered := func(id string, at time.Time, cancelled bool) {
		l.exec("INSERT INTO orders (brand, shop, order_id, email, placed_at, date, placed, cancelled, version) VALUES ('acme', 'web', ?, 'early@shop.example', ?, ?, true, ?, 1)", id, at, at, cancelled)
	}
	ordered("o5", ago(2*time.Hour), false)
	ordered("o6", ago(time.Minute), true)
	buys := ledger.Entered{Journey: "welcome", Bought: true, Did: []string{}}
	require.Equal(t, map[uint64]ledger.Entry{all[3].id: said("early")}, picked(buys))
	ordered("o7", ago(time.Minute), false)
	both := ledger.Entered{Journey: "welcome", Bought: true, Did: []string{"order_placed"}}
	require.Equal(t, map[uint64]ledger.Entry{all[3].id: said("early")}, picked(both), "all that a goal asks for has to hold")
	require.Empty(t, picked(buys))
	require.Equal(t, map[string]uint64{"excluded:goal/line": 4}, l.reasons(p.Run))
	_, err := l.NextResend(t.Context(), run("care"))
	require.ErrorContains(t, err, "care of 2026-11-20 is planned", "a tick's run is no resend")
}

// While a journey is paused, or after it has ended, nothing goes of its campaigns, in runs of
// nights and ticks; of others it does. Whom its end took out gets nothing of it later.
func TestAHaltedJourneySendsNothing(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	l.add("acme", all...)
	date := ledgerDate
	l.came(all[0].id, "care", date, date)
	for _, campaign := range []string{"care", "other", "care#t20261120-091500"} {
		l.plan(stepOf(campaign, date))
	}
	decide := func(decision string, hour int) {
		l.exec("INSERT INTO journey_decisions (brand, journey, decision, campaigns, by, note, at) VALUES ('acme', 'welcome', ?, ['care', 'offer'], 'mei', 'why', ?)", decision, date.Time().Add(time.Duration(hour)*time.Hour))
	}
	stands := func(campaign string) string {
		state, err := l.State(t.Context(), stepOf(campaign, date).Run)
		require.NoError(t, err)
		require.Equal(t, state.Everything != "", state.Stopped())
		return state.Everything
	}
	require.Empty(t, stands("care"))
	decide("pause", 1)
	require.Equal(t, "mei paused the journey welcome: why", stands("care"))
	require.Equal(t, "mei paused the journey welcome: why", stands("care#t20261120-091500"))
	require.Empty(t, stands("other"))
	decide("resume", 2)
	require.Empty(t, stands("care"))
	decide("end", 3)
	require.Equal(t, "mei ended the journey welcome: why", stands("care"))

	next := date.AddDays(1)
	l.came(all[1].id, "care", next, next)
	l.came(all[2].id, "care", next, next)
	l.exec("INSERT INTO journey_moves (brand, journey, member_id, entry, seq, why, date) VALUES ('acme', 'welcome', ?, ?, 2, 'ended', ?)", all[2].id, next.Time(), next.Time())
	_, books := l.plan(stepOf("care", next))
	require.EqualValues(t, 1, books.Planned)
}

// Whom a night let in is excluded once they have bought since that night, in runs of nights and
// of ticks; what they bought before it let them in.
func TestTheGoalIsAskedOfWhomANightLetIn(t *testing.T) {
	l := openLedger(t)
	all := people(4)
	l.add("acme", all...)
	night := ledgerDate.AddDays(1).Time().Add(-4 * time.Hour)
	tick := regulars.TickRun("care", night.Add(5*time.Hour))
	for i, p := range all {
		l.exec("INSERT INTO journey_moves (brand, journey, member_id, entry, step, seq, date, moment) VALUES ('acme', 'welcome', ?, ?, '', 0, ?, ?)", p.id, ledgerDate.Time(), ledgerDate.Time(), night)
		for seq, run := range []string{"", tick} {
			l.exec("INSERT INTO journey_moves (brand, journey, member_id, entry, step, seq, sends, run, date, moment) VALUES ('acme', 'welcome', ?, ?, 'soon', ?, 'care', ?, ?, ?)",
				p.id, ledgerDate.Time(), seq+1, run, ledgerDate.Time(), night.Add(time.Duration(5*seq)*time.Hour))
		}
		at := night.Add([]time.Duration{time.Hour, -time.Hour, time.Hour, 0}[i])
		email := fmt.Sprint("m", i, "@shop.example")
		l.exec("INSERT INTO identity_nodes (brand, node, kind, value, member_id) VALUES ('acme', ?, 'email', ?, ?)", 815+i, email, p.id)
		l.exec("INSERT INTO orders (brand, shop, order_id, email, placed_at, date, placed, cancelled, version) VALUES ('acme', 'web', ?, ?, ?, ?, true, ?, 1)", email, email, at, at, i == 2)
	}
	for _, campaign := range []string{"care", tick} {
		p := stepOf(campaign, ledgerDate)
		_, books := l.plan(p)
		require.EqualValues(t, 4, books.Planned, campaign)
		c := ledger.Claimant{ID: "a", Channel: "line", Purpose: "marketing", Entered: ledger.Entered{Journey: "welcome", Bought: true, Did: []string{}}}
		rows, err := l.Pick(t.Context(), ledger.Block{Run: p.Run}, c, 100)
		require.NoError(t, err)
		var picked []uint64
		for _, r := range rows.Recipients {
			picked = append(picked, r.MemberID)
			require.Empty(t, r.Entry.Key)
		}
		require.ElementsMatch(t, []uint64{all[1].id, all[2].id, all[3].id}, picked, campaign)
		require.Equal(t, map[string]uint64{"excluded:goal/line": 1, "planned/line": 3}, l.reasons(p.Run), campaign)
	}
}

// What a campaign asks before each batch is the journey's whole goal, or nothing of it.
func TestGoalsAreAskedWhole(t *testing.T) {
	j := &journey.Journey{Name: "cart", Goal: journey.Condition{Bought: true, Did: []string{"order_placed"}}}
	require.Equal(t, ledger.Entered{Journey: "cart", Bought: true, Did: []string{"order_placed"}}, ledger.EnteredBy(j), "a night lets in")
	require.Zero(t, ledger.EnteredBy(&journey.Journey{Name: "cart"}), "there is no goal, and no event lets in")
	require.Zero(t, ledger.EnteredBy(&journey.Journey{Name: "cart", Goal: journey.Condition{Bought: true, In: "vip"}}), "of the past nobody knows who was in a segment")
	require.Zero(t, ledger.EnteredBy(nil))
	require.Equal(t, ledger.Entered{Journey: "cart", Did: []string{}}, ledger.EnteredBy(&journey.Journey{Name: "cart", Event: journey.Event{Type: "cart_abandoned"}}))
	j.Event.Type = "cart_abandoned"
	require.Equal(t, ledger.Entered{Journey: "cart", Bought: true, Did: []string{"order_placed"}}, ledger.EnteredBy(j))
	for _, more := range []journey.Condition{{In: "vip"}, {Opened: "soon"}, {Clicked: "soon"}} {
		more.Bought = true
		j.Goal = more
		require.Equal(t, ledger.Entered{Journey: "cart", Did: []string{}}, ledger.EnteredBy(j))
	}
}
