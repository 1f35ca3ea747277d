package ledger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/decision"
	"regulars/schema/ledger"
)

var twoTexts = []config.Variant{{Name: "coupon", Weight: 3}, {Name: "story", Weight: 1}}

func trialOf(campaign string, rule decision.Rule) ledger.Trial {
	return ledger.TrialOf("acme", campaign, &config.Campaign{Name: campaign, Variants: twoTexts, Decision: rule})
}

func trialPlan(campaign string, date regulars.BusinessDate, members int) ledger.Plan {
	p := planOf(campaign)
	p.Date, p.Audience = date, is("sleep")
	p.Trial = trialOf(campaign, decision.Rule{Members: members, After: 48 * time.Hour})
	return p
}

type drawnRow struct {
	Date     string `ch:"date"`
	MemberID uint64 `ch:"member_id"`
	State    string `ch:"state"`
	Variant  string `ch:"variant"`
	Trial    string `ch:"trial"`
}

// drawn are a campaign's deliveries by date and member.
func (l *ledgerTest) drawn(campaign string) map[regulars.BusinessDate]map[uint64]drawnRow {
	l.t.Helper()
	var rows []drawnRow
	require.NoError(l.t, l.conn.Select(l.t.Context(), &rows,
		"SELECT toString(date) AS date, member_id, toString(state) AS state, toString(variant) AS variant, toString(trial) AS trial FROM deliveries FINAL WHERE campaign = ?", campaign))
	all := map[regulars.BusinessDate]map[uint64]drawnRow{}
	for _, row := range rows {
		date := regulars.BusinessDate(row.Date)
		if all[date] == nil {
			all[date] = map[uint64]drawnRow{}
		}
		all[date][row.MemberID] = row
	}
	return all
}

func counts(rows map[uint64]drawnRow) map[[2]string]int {
	n := map[[2]string]int{}
	for _, row := range rows {
		n[[2]string{row.Variant, row.Trial}]++
	}
	return n
}

// So many members go first over all nights, each with a variant by lot; the rest waits and
// gets what was decided, and so does everybody from then on. Nobody's variant changes.
func TestARuleLetsSomeGoFirstAndGivesTheRestToTheBetter(t *testing.T) {
	l := openLedger(t)
	all := people(400)
	all[7].channels = nil
	l.add("acme", all[:120]...)
	const name = "coupon|story"
	first, second, third := regulars.BusinessDate("2026-11-18"), regulars.BusinessDate("2026-11-19"), ledgerDate

	p := trialPlan("tried", first, 200)
	p.Repetition.Per = "once"
	l.plan(p)
	rows := l.drawn("tried")[first]
	require.Equal(t, drawnRow{Date: string(first), MemberID: all[7].id, State: "excluded"}, rows[all[7].id], "who gets nothing takes no part")
	n := counts(rows)
	require.Len(t, n, 3)
	require.Equal(t, 119, n[[2]string{"coupon", name}]+n[[2]string{"story", name}], "the first night has too few to make anybody wait")
	require.InDelta(t, 89, n[[2]string{"coupon", name}], 20, "by weight")

	l.add("acme", all[120:]...)
	p.Date = second
	l.plan(p)
	before := l.drawn("tried")
	n = counts(before[second])
	require.Equal(t, 81, n[[2]string{"coupon", name}]+n[[2]string{"story", name}], "200 less the 119 of the night before")
	require.Equal(t, 199, n[[2]string{"", name}])
	waiting, err := l.Waiting(t.Context(), p.Run)
	require.NoError(t, err)
	require.EqualValues(t, 199, waiting)
	l.plan(p)
	require.Equal(t, before, l.drawn("tried"), "planning again draws nobody again")

	// Who waits isn't picked, nor excluded by quiet hours.
	picked, err := l.Pick(t.Context(), whole(p.Run), claimant("one", "line"), 1000)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 81)
	require.NoError(t, l.Skip(t.Context(), ledger.Block{Run: p.Run}, "edm", "quiet"))
	require.NoError(t, l.Skip(t.Context(), ledger.Block{Run: ledger.Run{Brand: "acme", Campaign: "tried", Date: first}}, "line", "quiet"))
	batch, err := l.Claim(t.Context(), p.Run, claimant("one", "line"), ledger.Batch{ID: "b", Recipients: picked.Recipients})
	require.NoError(t, err)
	require.NoError(t, l.Record(t.Context(), p.Run, claimant("one", "line"), batch, reports(batch, ledger.DeliverySent)))
	require.NoError(t, l.Skip(t.Context(), whole(p.Run), "line", "quiet"))
	require.Equal(t, map[string]uint64{"sent/line": 81, "planned/line": 199, "excluded:no_consent": 1}, l.reasons(p.Run))

	// The rest, from whichever worker, and again.
	won := ledger.Verdict{Variant: "story", At: time.Now(), Names: []string{"coupon", "story"}, Members: []uint64{150, 50}, Buyers: []uint64{1, 20}}
	holds, err := l.Conclude(t.Context(), p.Trial, won)
	require.NoError(t, err)
	require.Equal(t, "story", holds.Variant)
	for range 2 {
		require.NoError(t, l.GiveRest(t.Context(), p.Run, p.Trial, *holds))
	}
	after := l.drawn("tried")
	for id, was := range before[second] {
		now := after[second][id]
		if was.Variant != "" {
			require.Equal(t, []string{was.Variant, name}, []string{now.Variant, now.Trial}, "who has a variant keeps it")
			continue
		}
		if was.State == "excluded" {
			require.Equal(t, was, now)
			continue
		}
		require.Equal(t, []string{"planned", "story", ""}, []string{now.State, now.Variant, now.Trial})
	}
	picked, err = l.Pick(t.Context(), whole(p.Run), claimant("two", "line"), 1000)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 199)
	require.Equal(t, []string{"story", ""}, []string{picked.Recipients[0].Variant, picked.Recipients[0].Trial})

	more := people(430)[400:]
	l.add("acme", more...)
	p.Date = third
	l.plan(p)
	require.Equal(t, map[[2]string]int{{"story", ""}: 30 + 119, {"", ""}: 1}, counts(l.drawn("tried")[third]),
		"from then on the better one gets everybody, also whom quiet hours kept from theirs")
}

// Where nothing can be said the weights stay, for who waits and from then on.
func TestARuleThatSaysNothingKeepsTheWeights(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(300)...)
	p := trialPlan("even", ledgerDate, 50)
	l.plan(p)
	holds, err := l.Conclude(t.Context(), p.Trial, ledger.Verdict{At: time.Now()})
	require.NoError(t, err)
	require.NoError(t, l.GiveRest(t.Context(), p.Run, p.Trial, *holds))
	l.exec("INSERT INTO deliveries SELECT * REPLACE ('kept' AS campaign) FROM deliveries FINAL")
	l.exec("ALTER TABLE deliveries DELETE WHERE campaign = 'even' SETTINGS mutations_sync = 1")
	l.exec("ALTER TABLE campaign_runs DELETE WHERE campaign = 'even' SETTINGS mutations_sync = 1")
	l.plan(p)
	planned, given := l.drawn("even")[ledgerDate], l.drawn("kept")[ledgerDate]
	require.Len(t, planned, 300)
	require.Equal(t, planned, given, "who waited drew the same lot as in a plan")
	n := counts(planned)
	require.Len(t, n, 2)
	require.InDelta(t, 225, n[[2]string{"coupon", "coupon|story"}], 30)
}

// Of two looks of the rule the first holds, whichever was written last; a person's word
// holds before them, and of a comparison of other variants it says nothing.
func TestVerdicts(t *testing.T) {
	l := openLedger(t)
	trial := trialOf("decided", decision.Rule{Members: 10})
	none, err := l.Verdict(t.Context(), trial)
	require.NoError(t, err)
	require.Nil(t, none)
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	say := func(v ledger.Verdict) string {
		holds, err := l.Conclude(t.Context(), trial, v)
		require.NoError(t, err)
		return holds.Variant + holds.By
	}
	require.Equal(t, "story", say(ledger.Verdict{Variant: "story", At: at}))
	require.Equal(t, "story", say(ledger.Verdict{Variant: "coupon", At: at.Add(time.Second)}))
	require.Equal(t, "", say(ledger.Verdict{At: at.Add(-time.Second)}))
	require.Equal(t, "couponmei", say(ledger.Verdict{Variant: "coupon", By: "mei", Note: "soon over", At: at.Add(-time.Hour)}))
	require.Equal(t, "storylin", say(ledger.Verdict{Variant: "story", By: "lin", At: at}))
	require.Equal(t, "storylin", say(ledger.Verdict{Variant: "coupon", At: at.Add(-72 * time.Hour)}))
	other := ledger.TrialOf("acme", "decided", &config.Campaign{Name: "decided", Variants: append(slices.Clone(twoTexts), config.Variant{Name: "third", Weight: 1}), Decision: trial.Rule})
	none, err = l.Verdict(t.Context(), other)
	require.NoError(t, err)
	require.Nil(t, none)
}

// Where a trial stands is what its deliveries of all dates say.
func TestStanding(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	put := func(date string, member int, state, variant, trial string, at time.Time) {
		l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, variant, trial, at, version) VALUES ('acme', 'stood', ?, ?, ?, ?, ?, ?, 1)", date, member, state, variant, trial, at)
	}
	read := func(enough int) ledger.Standing {
		s, err := l.Standing(t.Context(), trialOf("stood", decision.Rule{Members: enough, After: time.Hour}))
		require.NoError(t, err)
		return s
	}
	require.Zero(t, read(1).Drawn)
	require.Zero(t, read(1).Began.Unix())
	const name = "coupon|story"
	put("2026-11-18", 1, "failed", "coupon", name, noon.Add(-4*time.Hour))
	put("2026-11-18", 2, "sent", "coupon", name, noon.Add(-3*time.Hour))
	put("2026-11-19", 3, "unknown", "story", name, noon.Add(-2*time.Hour))
	put("2026-11-20", 4, "planned", "story", name, noon.Add(-9*time.Hour))
	put("2026-11-21", 5, "planned", "", name, noon.Add(-9*time.Hour))     // waits
	put("2026-11-21", 6, "sent", "coupon", "", noon.Add(-9*time.Hour))    // was given it
	put("2026-11-17", 7, "sent", "coupon", "a|b", noon.Add(-9*time.Hour)) // of another comparison
	put("2026-11-17", 8, "excluded", "", "", noon.Add(-9*time.Hour))
	s := read(3)
	require.Equal(t, []any{uint64(4), noon.Add(-3 * time.Hour), noon.Add(-2 * time.Hour), regulars.BusinessDate("2026-11-18"), regulars.BusinessDate("2026-11-20")},
		[]any{s.Drawn, s.Began.UTC(), s.Reached.UTC(), s.From, s.To})
	require.Equal(t, noon.Add(-4*time.Hour), read(1).Reached.UTC())
	require.Zero(t, read(4).Reached.Unix(), "one is still to go")
	require.Zero(t, read(0).Reached.Unix())
}

// What is sent again is the text that the member had, also after the rule gave the rest to
// the other one; who had none gets the better one.
func TestAResendKeepsTheVariant(t *testing.T) {
	l := openLedger(t)
	all := people(60)
	l.add("acme", all...)
	p := trialPlan("again", ledgerDate, 40)
	l.plan(p)
	rows := l.drawn("again")[ledgerDate]
	outcomes := map[uint64]ledger.DeliveryState{}
	for id, row := range rows {
		if row.Variant != "" {
			outcomes[id] = ledger.DeliveryFailed
		}
	}
	l.became(p.Run, outcomes)
	_, err := l.Conclude(t.Context(), p.Trial, ledger.Verdict{Variant: "story", At: time.Now()})
	require.NoError(t, err)
	l.plan(ledger.ResendOf(p, "again#2", ledger.Again{Outcomes: []ledger.DeliveryState{ledger.DeliveryFailed, ledger.DeliveryHeld}}))
	again := l.drawn("again#2")[ledgerDate]
	require.Len(t, again, 60)
	had := map[string]int{}
	for id, was := range rows {
		want := was.Variant
		if want == "" {
			want = "story"
		}
		had[was.Variant]++
		require.Equal(t, []string{"planned", want, ""}, []string{again[id].State, again[id].Variant, again[id].Trial})
	}
	require.Equal(t, 20, had[""])
	require.NotZero(t, had["coupon"])
}
