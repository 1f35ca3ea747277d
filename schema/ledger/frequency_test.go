package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/schema/ledger"
)

// reach writes that a campaign reached a member on a date, or what else became of it.
func (l *ledgerTest) reach(campaign string, date regulars.BusinessDate, member uint64, state, reason, channel string) {
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel, version) VALUES ('acme', ?, ?, ?, ?, ?, ?, 1)",
		campaign, date.Time(), member, state, reason, channel)
}

// A campaign reaches a member again when its rule says so, and never without one. Whom
// it leaves alone has no row, and is counted.
func TestRepetition(t *testing.T) {
	l := openLedger(t)
	all := people(8)
	l.add("acme", all...)
	l.exec("ALTER TABLE audience_members UPDATE stage_since = '2026-11-10', last_purchase = '2026-11-05' WHERE 1 SETTINGS mutations_sync = 1")
	merged := memberID(900)
	l.exec("INSERT INTO identity_nodes (brand, node, member_id, kind) VALUES ('acme', ?, ?, 'phone')", merged, all[5].id)
	const campaign = "again"
	l.reach(campaign, "2025-12-31", all[0].id, "sent", "", "edm") // the message went in this year
	l.reach(campaign, "2025-12-30", all[1].id, "unknown", "", "edm")
	l.reach(campaign, "2026-11-09", all[2].id, "planned", "", "edm")
	l.reach(campaign+"#2", "2026-11-10", all[3].id, "sent", "", "edm") // a resend
	l.reach(campaign, "2026-11-05", all[4].id, "excluded", "holdout", "edm")
	l.reach(campaign, "2026-11-12", merged, "reserved", "", "edm")
	l.reach(campaign, "2026-11-19", all[6].id, "failed", "refused", "edm")
	l.reach(campaign, "2026-11-19", all[7].id, "excluded", "no_consent", "")
	l.reach("another", "2026-11-19", all[7].id, "sent", "", "edm")
	for once, repeated := range map[string][]int{
		"":         {0, 1, 2, 3, 4, 5},
		"stage":    {3, 5},
		"purchase": {2, 3, 4, 5},
		"year":     {0, 2, 3, 4, 5},
		"11d":      {3, 5},
		"12d":      {2, 3, 5},
		"324d":     {2, 3, 4, 5},
		"325d":     {0, 2, 3, 4, 5},
	} {
		p := planOf(campaign)
		p.Audience = is("sleep")
		var err error
		p.Repetition, err = audience.ParseRepetition(once)
		require.NoError(t, err)
		want := map[uint64]bool{}
		for i, member := range all {
			want[member.id] = true
			for _, left := range repeated {
				if i == left {
					delete(want, member.id)
				}
			}
		}
		got := map[uint64]bool{}
		require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
			got[m.MemberID] = true
			return nil
		}))
		require.Equal(t, want, got, "once_per %q", once)
		reach, err := l.Audience(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, ledger.Reach{Members: uint64(len(want)), Repeated: uint64(len(repeated))}, reach, "once_per %q", once)
	}

	p := planOf(campaign)
	p.Audience, p.Repetition = is("sleep"), audience.Repetition{Per: audience.Once}
	state, books := l.plan(p)
	require.EqualValues(t, 6, state.Repeated)
	require.EqualValues(t, 2, books.Planned)
	state, err := l.State(t.Context(), p.Run)
	require.NoError(t, err)
	require.EqualValues(t, 6, state.Repeated, "it is kept with the run")
	require.NoError(t, l.SetState(t.Context(), p.Run, ledger.RunApproved, "", "anna"))
	state, err = l.State(t.Context(), p.Run)
	require.NoError(t, err)
	require.EqualValues(t, 6, state.Repeated)
}

// Caps count the messages of all campaigns, those that are still to go and those that who
// was held out would have got as well; one of a channel leaves the others free.
func TestCaps(t *testing.T) {
	l := openLedger(t)
	all := people(6)
	l.add("acme", all...)
	merged := memberID(900)
	l.exec("INSERT INTO identity_nodes (brand, node, member_id, kind) VALUES ('acme', ?, ?, 'phone')", merged, all[4].id)
	l.reach("one", "2026-11-14", all[0].id, "sent", "", "line")
	l.reach("two", ledgerDate, all[0].id, "planned", "", "edm") // of this very night
	l.reach("one", "2026-11-13", all[1].id, "sent", "", "edm")  // a day before the seven
	l.reach("two", "2026-11-20", all[1].id, "unknown", "", "edm")
	l.reach("one", "2026-11-20", all[2].id, "sent", "", "line")
	l.reach("one", "2026-11-18", all[3].id, "failed", "refused", "line")
	l.reach("two", "2026-11-19", all[3].id, "excluded", "global_holdout", "edm")
	l.reach("three", "2026-11-19", all[3].id, "sent", "", "edm")
	l.reach("one", "2026-11-15", all[5].id, "excluded", "holdout", "line") // counts as if they had got it
	l.reach("two", "2026-11-19", all[5].id, "sent", "", "edm")
	l.reach("one", "2026-11-16", all[4].id, "sent", "", "sms")
	l.reach("two", "2026-11-17", merged, "reserved", "", "sms")

	p := planOf("capped")
	p.Caps = []config.Cap{{AtMost: 2, Days: 7}}
	l.plan(p)
	require.Equal(t, map[string]uint64{"planned/line": 3, "excluded:cap": 3}, l.reasons(run("capped")))

	p = planOf("by-channel")
	p.Caps = []config.Cap{{AtMost: 1, Days: 1, Channel: "line"}}
	l.exec("ALTER TABLE deliveries DELETE WHERE campaign = 'capped' SETTINGS mutations_sync = 1")
	l.plan(p)
	require.Equal(t, map[string]uint64{"planned/line": 5, "planned/edm": 1}, l.reasons(run("by-channel")))
}

// Two campaigns that are planned at once don't see each other: what is asked again before
// each batch keeps the cap. The one that was planned first goes.
func TestCapsHoldBetweenPlans(t *testing.T) {
	l := openLedger(t)
	all := people(4)
	l.add("acme", all...)
	caps := []config.Cap{{AtMost: 1, Days: 7}}
	began := time.Now().Truncate(time.Second)
	for i, campaign := range []string{"second", "first"} {
		l.Now = func() time.Time { return began.Add(-time.Duration(i) * time.Minute) }
		l.plan(planOf(campaign))
	}
	l.Now = time.Now
	l.reach("yesterday", "2026-11-19", all[0].id, "sent", "", "edm")
	l.reach("long-ago", "2026-11-13", all[1].id, "sent", "", "edm")
	l.reach("another", ledgerDate, all[2].id, "excluded", "holdout", "line") // as if they had got it
	l.reach("fourth", ledgerDate, all[3].id, "excluded", "no_consent", "")
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel, planned_at, version) VALUES ('acme', 'later', ?, ?, 'excluded', 'holdout', 'line', now() + 3600, 1)", string(ledgerDate), all[3].id)
	c := claimant("one", "line")
	c.Caps = caps
	picked, err := l.Pick(t.Context(), whole(run("second")), c, 10)
	require.NoError(t, err)
	require.Empty(t, picked.Recipients, "the campaign that was planned first has them")
	require.EqualValues(t, 4, l.reasons(run("second"))["excluded:cap/line"])
	picked, err = l.Pick(t.Context(), whole(run("first")), c, 10)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 2)
	require.EqualValues(t, 2, l.reasons(run("first"))["excluded:cap/line"])
}

// The permanent holdout is the same people in every campaign; a campaign's own is others
// in each. Both are drawn from who could be reached.
func TestHoldoutsAreDrawnByHash(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(1000)...)
	held := func(campaign, reason string, change func(*ledger.Plan)) map[uint64]bool {
		p := planOf(campaign)
		change(&p)
		_, books := l.plan(p)
		require.EqualValues(t, 1000, books.Planned)
		members := map[uint64]bool{}
		var rows []struct {
			MemberID uint64 `ch:"member_id"`
		}
		require.NoError(t, l.conn.Select(t.Context(), &rows, "SELECT member_id FROM deliveries FINAL WHERE campaign = ? AND reason = ?", campaign, reason))
		for _, row := range rows {
			members[row.MemberID] = true
		}
		return members
	}
	permanent := func(p *ledger.Plan) { p.Permanent = 0.2 }
	first, second := held("first", "global_holdout", permanent), held("second", "global_holdout", permanent)
	require.InDelta(t, 200, len(first), 50)
	require.Equal(t, first, second)
	own := func(p *ledger.Plan) { p.Holdout = 0.2 }
	third, fourth := held("third", "holdout", own), held("fourth", "holdout", own)
	require.InDelta(t, 200, len(third), 50)
	both := 0
	for member := range third {
		if fourth[member] {
			both++
		}
	}
	require.InDelta(t, 40, both, 25, "a campaign's holdout is its own")

	_, books := l.plan(func() ledger.Plan { p := planOf("few"); p.DailyMax, p.Holdout = 100, 0.2; return p }())
	require.EqualValues(t, 900, l.reasons(run("few"))["excluded:daily_max/line"])
	require.EqualValues(t, 100, books.Planned-900)
	require.InDelta(t, 20, l.reasons(run("few"))["excluded:holdout/line"], 15)
}

// Members are split by the weights, keep their variant when it is planned again, and get
// no variant where they get no message.
func TestVariants(t *testing.T) {
	l := openLedger(t)
	all := people(1000)
	all[0].channels = nil
	l.add("acme", all...)
	split := func(campaign string) map[string]map[uint64]bool {
		p := planOf(campaign)
		p.Trial.Variants = []config.Variant{{Name: "a", Weight: 3}, {Name: "b", Weight: 1}}
		l.plan(p)
		var rows []struct {
			MemberID uint64 `ch:"member_id"`
			Variant  string `ch:"variant"`
		}
		require.NoError(t, l.conn.Select(t.Context(), &rows, "SELECT member_id, toString(variant) AS variant FROM deliveries FINAL WHERE campaign = ?", campaign))
		of := map[string]map[uint64]bool{}
		for _, row := range rows {
			if of[row.Variant] == nil {
				of[row.Variant] = map[uint64]bool{}
			}
			of[row.Variant][row.MemberID] = true
		}
		return of
	}
	first := split("split")
	require.Len(t, first, 3)
	require.Equal(t, map[uint64]bool{all[0].id: true}, first[""])
	require.InDelta(t, 750, len(first["a"]), 60)
	require.Equal(t, first, split("split"))
	require.NotEqual(t, first["b"], split("other")["b"], "the draw is salted with the campaign")

	// A recipient knows the text.
	picked, err := l.Pick(t.Context(), whole(run("split")), claimant("one", "line"), 50)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 50)
	for _, recipient := range picked.Recipients {
		require.True(t, first[recipient.Variant][recipient.MemberID], "%d is of variant %q", recipient.MemberID, recipient.Variant)
	}
	batch, err := l.Claim(t.Context(), run("split"), claimant("one", "line"), ledger.Batch{ID: "b", Recipients: picked.Recipients})
	require.NoError(t, err)
	require.NoError(t, l.Record(t.Context(), run("split"), claimant("one", "line"), batch, reports(batch, ledger.DeliverySent)))
	require.Equal(t, first, split("split"), "what was sent keeps its variant")
}

// The channel that a member answers on goes first, if it can be used; nobody with an open
// ticket is written to, unless the campaign says so.
func TestPreferredChannelsAndOpenTickets(t *testing.T) {
	l := openLedger(t)
	all := people(5)
	all[2].channels = []string{"line"}
	l.add("acme", all...)
	for i, channel := range []string{"edm", "sms", "edm"} {
		l.exec("ALTER TABLE audience_members UPDATE preferred_channel = ? WHERE member_id = ? SETTINGS mutations_sync = 1", channel, all[i].id)
	}
	l.exec("ALTER TABLE audience_members UPDATE tags = ['has_open_ticket'] WHERE member_id = ? SETTINGS mutations_sync = 1", all[4].id)
	for i, test := range []struct {
		preferred, tickets bool
		want               map[string]uint64
	}{
		{false, false, map[string]uint64{"planned/line": 4, "excluded:open_ticket": 1}},
		{true, false, map[string]uint64{"planned/edm": 1, "planned/sms": 1, "planned/line": 2, "excluded:open_ticket": 1}},
		{false, true, map[string]uint64{"planned/line": 5}},
	} {
		p := planOf(fmt.Sprint("preferred-", i))
		p.Preferred, p.OpenTickets = test.preferred, test.tickets
		l.plan(p)
		require.Equal(t, test.want, l.reasons(p.Run))
	}
}
