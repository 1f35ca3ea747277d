package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/present/cause"
	"regulars/schema/ledger"
)

// A provider forgets its keys: what was claimed longer ago may have arrived, and
// sending it again might make it two.
func TestAnOpenBatchIsReclaimedWhileItsKeysLive(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(6)...)
	began := time.Now().Truncate(time.Second)
	l.Now = func() time.Time { return began }
	l.plan(planOf("wakeup"))
	ctx, r := t.Context(), run("wakeup")
	batch, err := l.reserve(ctx, whole(r), claimant("one", "line"), "b", 4)
	require.NoError(t, err)
	require.Len(t, batch.Recipients, 4)

	l.Now = func() time.Time { return began.Add(23*time.Hour - time.Second) }
	open, err := l.Prepare(ctx, whole(r), claimant("two", "line"))
	require.NoError(t, err)
	require.Len(t, open, 1)
	require.ElementsMatch(t, batch.Members(), open[0].Members)
	// Claiming it again doesn't give its keys another life.
	again, err := l.Reclaim(ctx, whole(r), claimant("two", "line"), open[0])
	require.NoError(t, err)
	require.Len(t, again.Recipients, 4)

	l.Now = func() time.Time { return began.Add(23 * time.Hour) }
	open, err = l.Prepare(ctx, whole(r), claimant("three", "line"))
	require.NoError(t, err)
	require.Empty(t, open, "a key that the provider may have forgotten is used again")
	require.Equal(t, map[string]uint64{"unknown:no_answer/line": 4, "planned/line": 2}, l.reasons(r))
	rest, err := l.reserve(ctx, whole(r), claimant("three", "line"), "rest", 10)
	require.NoError(t, err)
	require.Len(t, rest.Recipients, 2)
	for _, member := range rest.Members() {
		require.NotContains(t, batch.Members(), member)
	}
}

// A reclaimed batch of which one may no longer be written to says so: the one is
// unknown, for it may have been sent.
func TestAReclaimedBatchMayBeIncomplete(t *testing.T) {
	l := openLedger(t)
	all := people(5)
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	ctx, r := t.Context(), run("wakeup")
	batch, err := l.reserve(ctx, whole(r), claimant("one", "line"), "b", 10)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, r, batch))
	l.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('acme', 'web', ?, 'line', 'marketing', ?, false, 2)", all[2].id, time.Now().UTC())

	open, err := l.Prepare(ctx, whole(r), claimant("two", "line"))
	require.NoError(t, err)
	require.Len(t, open, 1)
	again, err := l.Reclaim(ctx, whole(r), claimant("two", "line"), open[0])
	require.NoError(t, err)
	require.True(t, again.Reclaimed)
	require.True(t, again.Incomplete)
	require.Equal(t, "b", again.ID)
	require.Len(t, again.Recipients, 4)
	require.NotContains(t, again.Members(), all[2].id)
	require.EqualValues(t, 1, l.reasons(r)["unknown:no_answer/line"])
	require.Zero(t, l.reasons(r)["excluded:no_consent/line"])
}

// Two rows of one address meet only after the plan, where two workers planned at
// once: the one under way goes, or else the smaller id.
func TestTwoOfOneAddressMeetAfterThePlan(t *testing.T) {
	l := openLedger(t)
	all := people(4)
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("one", "line")
	meet := func(with, member person) {
		l.exec("ALTER TABLE members UPDATE line_id = ? WHERE member_id = ? SETTINGS mutations_sync = 1", with.line, member.id)
		l.exec(`INSERT INTO deliveries SELECT * REPLACE ((SELECT address_hash FROM deliveries FINAL WHERE member_id = ?) AS address_hash, version + 1 AS version)
			FROM deliveries FINAL WHERE member_id = ?`, with.id, member.id)
	}
	smaller, larger := all[0], all[1]
	if smaller.id > larger.id {
		smaller, larger = larger, smaller
	}
	meet(smaller, larger)
	_, err := l.Prepare(ctx, whole(r), c)
	require.NoError(t, err)
	first, err := l.reserve(ctx, whole(r), c, "first", 10)
	require.NoError(t, err)
	require.ElementsMatch(t, []uint64{smaller.id, all[2].id, all[3].id}, first.Members(), "one address gets two messages")
	require.EqualValues(t, 1, l.reasons(r)["excluded:duplicate_address/line"])

	// The larger id of another pair has it already.
	l.plan(planOf("again"))
	r = run("again")
	sent, waits := all[2], all[3]
	if sent.id < waits.id {
		sent, waits = waits, sent
	}
	picked, err := l.Pick(ctx, whole(r), c, 10)
	require.NoError(t, err)
	for _, recipient := range picked.Recipients {
		if recipient.MemberID != sent.id {
			continue
		}
		batch, err := l.Claim(ctx, r, c, ledger.Batch{ID: "sent", Recipients: []ledger.Recipient{recipient}})
		require.NoError(t, err)
		require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "sent"}, reports(batch, ledger.DeliverySent)))
	}
	l.exec(`INSERT INTO deliveries SELECT * REPLACE ((SELECT address_hash FROM deliveries FINAL WHERE campaign = 'again' AND member_id = ?) AS address_hash, version + 1 AS version)
		FROM deliveries FINAL WHERE campaign = 'again' AND member_id = ?`, sent.id, waits.id)
	_, err = l.Prepare(ctx, whole(r), c)
	require.NoError(t, err)
	require.EqualValues(t, 1, l.reasons(r)["sent/line"])
	rest, err := l.reserve(ctx, whole(r), c, "rest", 10)
	require.NoError(t, err)
	require.NotContains(t, rest.Members(), waits.id)
	require.NotContains(t, rest.Members(), sent.id)
}

func TestPlanOf(t *testing.T) {
	brand := &config.Brand{Name: "acme", Zone: time.FixedZone("Taipei", 8*60*60), Holdout: 0.01, Caps: []config.Cap{{AtMost: 2, Days: 7}}}
	campaign := &config.Campaign{
		Name: "wakeup", Channels: []string{"preferred", "line", "edm"}, Purpose: "marketing", Holdout: 0.1, DailyMax: 9, OpenTickets: true,
		Audience:   audience.Audience{Enters: []string{"sleep"}, Classes: []string{"rfm_vip"}, Where: "purchases > 1"},
		Repetition: audience.Repetition{Per: audience.PerStage}, Variants: []config.Variant{{Name: "a", Weight: 1}, {Name: "b", Weight: 3}},
	}
	require.Equal(t, ledger.Plan{
		Run: run("wakeup"), Audience: campaign.Audience, Repetition: campaign.Repetition, Channels: []string{"line", "edm"}, Preferred: true,
		Purpose: "marketing", Holdout: 0.1, Permanent: 0.01, DailyMax: 9, OpenTickets: true, Caps: brand.Caps, Trial: ledger.Trial{Brand: "acme", Campaign: "wakeup", Variants: campaign.Variants}, Zone: brand.Zone,
	}, ledger.PlanOf(brand, campaign, ledgerDate))
}

// is is the audience of all who are in a stage.
func is(stage string) audience.Audience { return audience.Audience{Is: []string{stage}} }

// A preview addresses whom the plan then addresses, whatever the audience.
func TestPreviewIsThePlan(t *testing.T) {
	l := openLedger(t)
	all := people(20)
	all[1].channels, all[2].stage = nil, "lost"
	l.add("acme", all...)
	l.exec("ALTER TABLE audience_members UPDATE stage_since = '2026-11-19', purchases = 9 WHERE member_id IN (?, ?, ?) SETTINGS mutations_sync = 1", all[3].id, all[4].id, all[5].id)
	l.exec("ALTER TABLE audience_members UPDATE rfm_class = 'rfm_vip' WHERE member_id IN (?, ?) SETTINGS mutations_sync = 1", all[3].id, all[6].id)
	for name, test := range map[string]struct {
		change  func(p *ledger.Plan)
		members uint64
	}{
		"entered":                     {func(*ledger.Plan) {}, 16},
		"entered since a missed date": {func(p *ledger.Plan) { p.Since = "2026-11-19" }, 19},
		"entered since a later one":   {func(p *ledger.Plan) { p.Since = ledgerDate }, 16},
		"in":                          {func(p *ledger.Plan) { p.Audience = is("sleep") }, 19},
		"stages":                      {func(p *ledger.Plan) { p.Audience.Enters = []string{"sleep", "lost"} }, 17},
		"classes":                     {func(p *ledger.Plan) { p.Audience = is("sleep"); p.Audience.Classes = []string{"rfm_vip"} }, 2},
		"where":                       {func(p *ledger.Plan) { p.Audience = is("sleep"); p.Audience.Where = "purchases > 3" }, 3},
		"holdout":                     {func(p *ledger.Plan) { p.Holdout = 1 }, 16},
		"mail":                        {func(p *ledger.Plan) { p.Channels = []string{"edm"} }, 16},
	} {
		p := planOf("preview-" + name)
		test.change(&p)
		lines, err := l.Preview(t.Context(), p)
		require.NoError(t, err, name)
		members := map[uint64]bool{}
		require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
			members[m.MemberID] = true
			return nil
		}), name)
		reach, err := l.Audience(t.Context(), p)
		require.NoError(t, err, name)

		_, books := l.plan(p)
		require.Equal(t, test.members, books.Planned, name)
		require.Equal(t, ledger.Reach{Members: test.members}, reach, name)
		require.Len(t, members, int(test.members), name)
		require.ElementsMatch(t, books.Lines, lines, name)
	}
}

func TestBooks(t *testing.T) {
	closed := ledger.Books{Planned: 21, Sent: 1, Failed: 2, Unknown: 3, Excluded: 4, Held: 11}
	require.True(t, closed.Closed())
	for _, change := range []func(b *ledger.Books){
		func(b *ledger.Books) { b.Planned++ }, func(b *ledger.Books) { b.Sent++ }, func(b *ledger.Books) { b.Failed++ },
		func(b *ledger.Books) { b.Unknown++ }, func(b *ledger.Books) { b.Excluded++ }, func(b *ledger.Books) { b.Held++ },
	} {
		b := closed
		change(&b)
		require.False(t, b.Closed(), "%+v", b)
		for _, state := range []ledger.RunState{ledger.RunDone, ledger.RunApproved} {
			require.EqualValues(t, 1, b.Gap(state), "%+v", b)
		}
	}
	open := closed
	open.Planned, open.Open = 26, 5
	require.False(t, open.Closed())
	for state, gap := range map[ledger.RunState]uint64{
		ledger.RunPlanned: 0, ledger.RunApproved: 0, ledger.RunHeld: 0, ledger.RunDone: 5, ledger.RunCancelled: 5,
	} {
		require.Equal(t, gap, open.Gap(state), state)
		require.Equal(t, 16-gap, open.NotTried(state), state)
		b := ledger.CampaignBooks{Campaign: "wakeup", State: state, Books: open}
		require.Equal(t, gap == 0, b.Trouble() == cause.Cause{}, state)
	}
	require.Contains(t, ledger.CampaignBooks{Campaign: "wakeup", State: ledger.RunPlanning}.Trouble().Sentence("en"), "plan is not written")
}

// The books of a date are those of its campaigns, also of one that has no plan yet.
func TestAllBooks(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(5)...)
	ctx := t.Context()
	_, books := l.plan(planOf("wakeup"))
	require.NoError(t, l.Begin(ctx, run("later")))
	odd := "it's \\n odd:\n\ttwo lines"
	require.NoError(t, l.SetState(ctx, run("wakeup"), ledger.RunHeld, odd, "me"))
	all, err := ledger.AllBooks(ctx, l.db, "acme", ledgerDate)
	require.NoError(t, err)
	require.Equal(t, []ledger.CampaignBooks{
		{Campaign: "later", State: ledger.RunBegun},
		{Campaign: "wakeup", State: ledger.RunHeld, Reason: odd, Expected: 5, Books: books},
	}, all)
	require.EqualValues(t, 5, books.Planned, fmt.Sprint(books))
	none, err := ledger.AllBooks(ctx, l.db, "other", ledgerDate)
	require.NoError(t, err)
	require.Empty(t, none)
}

// A refusal holds until a yes that is dated by its source after it, for who is planned
// and for who was planned already.
func TestOnlyADatedYesEndsARefusal(t *testing.T) {
	l := openLedger(t)
	all := people(5)
	l.add("acme", all...)
	l.plan(planOf("before"))
	now := time.Now().UTC()
	say := func(p person, at time.Time, granted, dated bool, source string) {
		l.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, source, version, dated) SELECT 'acme', 'web', ?, arrayJoin(['line', 'edm', 'sms']), 'marketing', ?, ?, ?, 2, ?",
			p.id, at, granted, source, dated)
	}
	for _, p := range all[:4] {
		say(p, now, false, true, "unsubscribe link")
	}
	say(all[0], now.Add(time.Second), true, false, "seen first after it")
	say(all[1], now.Add(time.Second), true, true, "form")
	say(all[2], now, true, true, "form, at the same moment")
	say(all[3], now.Add(-time.Second), true, true, "form, before")
	say(all[4], now.Add(time.Second), true, false, "seen once more")

	want := []uint64{all[1].id, all[4].id}
	batch, err := l.reserve(t.Context(), whole(run("before")), claimant("one", "line"), "b", 10)
	require.NoError(t, err)
	require.ElementsMatch(t, want, batch.Members())
	require.EqualValues(t, 3, l.reasons(run("before"))["excluded:no_consent/line"])
	l.plan(planOf("after"))
	batch, err = l.reserve(t.Context(), whole(run("after")), claimant("two", "line"), "b", 10)
	require.NoError(t, err)
	require.ElementsMatch(t, want, batch.Members())
}

// A restored ledger may not know what was sent for the dates that had ended by then,
// in the brand's zone: those wait for a person, and later ones don't.
func TestARestoredLedgerHoldsWhatMayHaveBeenSent(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(3)...)
	ended := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) // ledgerDate, in Taipei
	for _, c := range []struct {
		campaign   string
		restoredAt time.Time
		want       ledger.RunState
	}{
		{"still-on", ended.Add(-time.Second), ledger.RunPlanned},
		{"ended", ended, ledger.RunHeld},
	} {
		require.NoError(t, ledger.MarkRestored(t.Context(), l.db, c.restoredAt.Add(-time.Hour), c.restoredAt, "0.1.0"))
		p := planOf(c.campaign)
		p.Zone = time.FixedZone("Taipei", 8*60*60)
		state, _, err := l.Plan(t.Context(), p)
		require.NoError(t, err)
		require.Equal(t, c.want, state.Name, c.campaign)
		require.Equal(t, c.want == ledger.RunHeld, state.By == "restore", c.campaign)
	}
	state, err := l.State(t.Context(), run("still-on"))
	require.NoError(t, err)
	require.Equal(t, ledger.RunHeld, state.Name, "what wasn't over when the backup was taken waits too")
}

// What isn't to go any more is excluded with its reason: of the block and the channel
// only, and nothing that may have been sent.
func TestSkip(t *testing.T) {
	l := openLedger(t)
	all := people(6)
	all[5].channels = []string{"sms"}
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	ctx, r := t.Context(), run("wakeup")
	batch, err := l.reserve(ctx, whole(r), claimant("one", "line"), "b", 2)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, r, batch))
	require.NoError(t, l.Skip(ctx, ledger.Block{Run: r, Number: 1, Bits: 1}, "edm", "quiet"))
	require.Equal(t, map[string]uint64{"planned/line": 3, "planned/sms": 1, "reserved/line": 2}, l.reasons(r))
	require.NoError(t, l.Skip(ctx, whole(r), "line", "quiet"))
	require.Equal(t, map[string]uint64{"excluded:quiet/line": 3, "planned/sms": 1, "reserved/line": 2}, l.reasons(r))
}

// A stop is for every campaign of the brand, until somebody resumes; each decision stays
// written down.
func TestDecisions(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(2)...)
	l.plan(planOf("wakeup"))
	ctx, at := t.Context(), time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	stands := func() ledger.State {
		state, err := l.State(ctx, run("wakeup"))
		require.NoError(t, err)
		return state
	}
	require.Empty(t, stands().Everything)
	require.False(t, stands().Stopped())
	everything := ledger.Run{Brand: "acme"}
	for range 2 { // a decision that is written again is one
		require.NoError(t, l.Decide(ctx, ledger.Decision{Run: everything, Name: ledger.DecisionStop, By: "mei", Note: "a wrong price", At: at}))
	}
	require.Equal(t, "mei stopped everything: a wrong price", stands().Everything)
	require.True(t, stands().Stopped())
	require.NoError(t, l.Decide(ctx, ledger.Decision{Run: ledger.Run{Brand: "other"}, Name: ledger.DecisionResume, By: "ann", At: at.Add(time.Hour)}))
	require.True(t, stands().Stopped(), "another brand's decision")
	require.NoError(t, l.Decide(ctx, ledger.Decision{Run: run("wakeup"), Name: ledger.DecisionApprove, By: "ann", First: 50, At: at.Add(time.Minute)}))
	require.NoError(t, l.Decide(ctx, ledger.Decision{Run: everything, Name: ledger.DecisionResume, By: "ann", At: at.Add(2 * time.Hour)}))
	require.False(t, stands().Stopped())
	var decisions []string
	require.NoError(t, l.conn.QueryRow(ctx, "SELECT groupArray(concat(campaign, ' ', decision, ' ', by, ' ', toString(first))) FROM (SELECT * FROM campaign_decisions FINAL WHERE brand = 'acme' ORDER BY at)").Scan(&decisions))
	require.Equal(t, []string{" stop mei 0", "wakeup approve ann 50", " resume ann 0"}, decisions)
}
