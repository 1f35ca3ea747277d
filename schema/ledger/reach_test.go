package ledger_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/internal/seed"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	"regulars/schema/ledger/suppression"
	"regulars/schema/view"
)

// reached makes members whom channels reach or not, for all reasons that there are: the
// first of them for each reason at least, the others at random.
func (l *ledgerTest) reached(r *rand.Rand, all []candidate, date regulars.BusinessDate) {
	l.t.Helper()
	l.exec("TRUNCATE TABLE members")
	members, err := l.conn.PrepareBatch(l.t.Context(), "INSERT INTO members (brand, member_id, birth_date, name, language, email, phone, line_id)")
	require.NoError(l.t, err)
	facts, err := l.conn.PrepareBatch(l.t.Context(), "INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version)")
	require.NoError(l.t, err)
	for i, c := range all {
		email, phone, line := fmt.Sprintf("m%d@x.test", i), fmt.Sprintf("+8869%08d", i), fmt.Sprintf("U%032x", i)
		consents := []string{"edm", "sms", "line"}
		switch {
		case i == 0: // no consent
			consents = nil
		case i == 1: // no address
			email, phone, line = "", "", ""
		case i == 2: // invalid, and a landline
			email, phone, line = "no address", "+886223456789", ""
		case i == 3 || i == 4: // suppressed, below; and capped
		case i == 5 || i == 6 || i == 7: // share all
			email, phone, line = "all@x.test", "+886911111111", "U"+strings.Repeat("a", 32)
		case i > 12:
			email = pick(r, email, email, "", "broken@", fmt.Sprintf("pool%d@x.test", r.IntN(6)))
			phone = pick(r, phone, phone, "", "0911", "+886223456789", fmt.Sprintf("+88691200000%d", r.IntN(4)))
			line = pick(r, line, "", "U1", "U"+strings.Repeat(fmt.Sprint(r.IntN(4)), 32))
			consents = few(r, "edm", "sms", "line", "line")
		}
		name := strings.Repeat("長", pick(r, 0, 2, 3, i%20+4))
		require.NoError(l.t, members.Append("acme", c.id, c.birth, name, pick(r, "", "", "en", "ja"), email, phone, line))
		for _, channel := range consents {
			require.NoError(l.t, facts.Append("acme", "web", c.id+uint64(r.IntN(2)), channel, "marketing", date.Time(), true, uint64(1)))
			if i > 12 && r.IntN(5) == 0 {
				require.NoError(l.t, facts.Append("acme", "web", c.id, channel, "marketing", date.Time().Add(time.Hour), r.IntN(2) == 0, uint64(2)))
			}
			if r.IntN(2) == 0 {
				require.NoError(l.t, facts.Append("acme", "app", c.id, channel, "service", date.Time(), true, uint64(1)))
			}
		}
	}
	require.NoError(l.t, members.Send())
	require.NoError(l.t, facts.Send())
	l.exec("ALTER TABLE identity_nodes UPDATE value = concat('v', toString(node)) WHERE node % 3 != 0 SETTINGS mutations_sync = 1")
	l.exec("ALTER TABLE audience_members UPDATE preferred_channel = [NULL, 'edm', 'sms', 'line'][member_id % 4 + 1], revenue = sipHash64(member_id) % 7, value_tier = ifNull(value_tier, '') WHERE 1 SETTINGS mutations_sync = 1")
	for _, way := range []string{"edm', email", "sms', phone", "line', line_id"} {
		channel, column, _ := strings.Cut(way, "', ")
		key := l.key()
		l.exec("INSERT INTO suppressions SELECT 'acme', '"+channel+"', lower(hex(sipHash128Keyed((?, ?), concat('"+channel+":', "+column+")))), 'opted_out', 'test', member_id = ? OR member_id % 3 = 0, now(), 1 FROM members WHERE "+column+" != '' AND (member_id = ? OR member_id % 9 < 2)",
			key.K0, key.K1, all[3].id, all[3].id)
	}
	touch, err := l.conn.PrepareBatch(l.t.Context(), "INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel)")
	require.NoError(l.t, err)
	// Each of one's five counts for a cap of five; another's only one is a day too old for one of three days.
	counts := [][2]string{{"sent", ""}, {"planned", ""}, {"unknown", ""}, {"reserved", ""}, {"excluded", "holdout"}}
	for n, of := range counts {
		require.NoError(l.t, touch.Append("acme", fmt.Sprint("other-", n), date.AddDays(-n).Time(), all[4].id+uint64(n%2), of[0], of[1], "edm"))
	}
	require.NoError(l.t, touch.Append("acme", "other-0", date.AddDays(-3).Time(), all[9].id, "sent", "", "edm"))
	for i, c := range all {
		for n := range 5 {
			if i <= 12 || r.IntN(3) > 0 {
				continue
			}
			of := pick(r, append(counts, [2]string{"failed", ""}, [2]string{"excluded", "cap"})...)
			require.NoError(l.t, touch.Append("acme", fmt.Sprint("other-", n), date.AddDays(-n).Time(), c.id+uint64(r.IntN(2)), of[0], of[1], pick(r, "edm", "sms", "line")))
		}
	}
	require.NoError(l.t, touch.Send())
}

// leaving is a plan that leaves members out for some reasons at least.
type leaving struct {
	plan    ledger.Plan
	reasons []string
}

// everyReason are plans that leave members out for every reason that there is.
func everyReason(date regulars.BusinessDate) []leaving {
	var all []leaving
	add := func(change func(p *ledger.Plan), reasons ...string) {
		p := ledger.Plan{Run: ledger.Run{Brand: "acme", Campaign: "fixed-" + reasons[0], Date: date}, Audience: audience.Audience{Is: []string{audience.Everybody}}, Channels: []string{"line", "edm", "sms"}, Purpose: "marketing"}
		change(&p)
		all = append(all, leaving{p, reasons})
	}
	add(func(*ledger.Plan) {}, "no_consent", "no_address", "suppressed", "duplicate_address", "open_ticket")
	add(func(p *ledger.Plan) { p.Channels, p.OpenTickets = []string{"edm", "sms"}, true }, "landline")
	add(func(p *ledger.Plan) { p.Channels, p.Caps = []string{"edm"}, []config.Cap{{AtMost: 5, Days: 5}} }, "cap", "invalid_address")
	add(func(p *ledger.Plan) {
		p.Channels, p.Caps = []string{"edm"}, []config.Cap{{AtMost: 1, Days: 3, Channel: "edm"}}
	}, "no_address")
	add(func(p *ledger.Plan) { p.Permanent = 1 }, "global_holdout")
	add(func(p *ledger.Plan) { p.Holdout = 1 }, "holdout")
	add(func(p *ledger.Plan) { p.DailyMax = 1 }, "daily_max")
	add(func(p *ledger.Plan) { p.Coupons, p.Codes = true, []string{"ONE"} }, "no_coupon")
	add(func(p *ledger.Plan) {
		p.Budget, p.Costs = 25_000, []ledger.Cost{{Channel: "line", Price: 10_000}, {Channel: "edm", Price: 5_000}, {Channel: "sms", Price: 20_000}}
	}, "budget")
	return all
}

func randomReach(r *rand.Rand, n int, date regulars.BusinessDate) ledger.Plan {
	channels := [][]string{{"edm"}, {"sms"}, {"line", "edm", "sms"}, {"sms", "edm"}}
	p := ledger.Plan{
		Run: ledger.Run{Brand: "acme", Campaign: fmt.Sprint("reach-", n), Date: date}, Audience: pick(r, randomAudience(r), audience.Audience{Is: []string{audience.Everybody}}),
		Channels: pick(r, channels...), Preferred: r.IntN(2) == 0, Purpose: pick(r, "marketing", "marketing", "service", "nobody"), OpenTickets: r.IntN(2) == 0,
		Holdout: pick(r, 0, 0.1, 0.5), Permanent: pick(r, 0, 0.2), DailyMax: pick(r, 0, 0, 10), Repetition: audience.Repetition{Per: pick(r, "once", "days", "stage", "purchase", "year", "entry"), Days: 3},
	}
	switch r.IntN(4) {
	case 0:
		p.Caps = []config.Cap{{AtMost: 1, Days: 2, Channel: "edm"}, {AtMost: 3, Days: 7}}
	case 1:
		p.Budget, p.Costs = regulars.Money(10_000*r.IntN(40)), []ledger.Cost{{Channel: "sms", Price: 10_000}, {Channel: "line", Price: 2_500}}
	case 2:
		p.Trial = ledger.Trial{Brand: "acme", Campaign: p.Campaign, Variants: []config.Variant{{Name: "a", Weight: 1}, {Name: "b", Weight: 3}}}
	}
	return p
}

// The funnel of what is stored is the preview of the plan, as long as nothing happened since,
// and shows the same members.
func TestStoredReachIsThePlan(t *testing.T) {
	l := openLedger(t)
	r := rand.New(rand.NewPCG(seed.New(t), 0))
	date := pick(r, ledgerDate, "2025-02-27", "2026-12-31")
	var all []candidate
	for i := range 120 {
		c := randomCandidate(r, i, date)
		if i == 8 || i > 12 && r.IntN(6) == 0 {
			c.tags = append(c.tags, "has_open_ticket")
		}
		all = append(all, c)
	}
	l.store(all)
	l.reached(r, all, date)
	brand := &config.Brand{Name: "acme", HashKey: config.NewSecret("a key"), Caps: []config.Cap{{AtMost: 9, Days: 7}}}
	l.exec(`INSERT INTO member_snapshots (stamp, brand, date, member_id, stage, stage_before, stage_since, rfm_class, last_purchase, recency_days, purchases, revenue, first_purchase, stage_next, stage_next_on,
		next_purchase, life_phase, value_tier, aipl, p_alive, expected_14d, clv_365d, preferred_channel, tags, r_score, f_score, m_score)
		SELECT 1, brand, ?, member_id, stage, stage_before, stage_since, ifNull(rfm_class, ''), last_purchase, recency_days, purchases, ifNull(revenue, 0), first_purchase, ifNull(stage_next, ''), stage_next_on,
		next_purchase, life_phase, ifNull(value_tier, ''), aipl, p_alive, expected_14d, clv_365d, preferred_channel, tags, r_score, f_score, m_score FROM audience_members`, date.Time())
	var plans []ledger.Plan
	for n := range manyOf(6, 60) {
		p := randomReach(r, n, date)
		if n == 0 {
			p.Audience, p.Repetition = audience.Audience{Is: []string{audience.Everybody}}, audience.Repetition{Per: audience.Once}
		}
		plans = append(plans, p)
		if n%3 == 0 { // it reached some before, also under another id
			l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state) SELECT brand, ?, ?, node, 'sent' FROM identity_nodes WHERE node % 5 = 0", p.Campaign, date.AddDays(-1-r.IntN(9)).Time())
		}
	}
	began := time.Now().Truncate(time.Millisecond)
	require.NoError(t, reach.Write(t.Context(), l.db, brand))
	for _, of := range everyReason(date) {
		lines := l.requireStored(of.plan, began)
		for _, reason := range of.reasons {
			require.True(t, slices.ContainsFunc(lines, func(line ledger.BooksLine) bool { return line.Reason == reason }), "nobody leaves for %s: %v", reason, lines)
		}
	}
	for _, p := range plans {
		l.requireStored(p, began)
	}
	of, err := l.Audience(t.Context(), plans[0])
	require.NoError(t, err)
	require.Positive(t, of.Repeated, "the campaign reached nobody before: nothing is tried")
	for _, of := range everyReason(date) { // and once it is planned, it is what was planned
		if len(of.plan.Codes) > 0 || len(of.plan.Caps) > 0 {
			continue
		}
		_, books := l.plan(of.plan)
		stored, err := reach.Of(t.Context(), l.db, l.Ledger, of.plan)
		require.NoError(t, err)
		funnel, err := stored.Count(t.Context())
		require.NoError(t, err)
		require.ElementsMatch(t, books.Lines, funnel.Lines, "%+v", of.plan)
	}
}

// What is stored answers for plans of its date that ask for no more than it holds; it is stored
// again when the members are other ones, and of the newest two dates.
func TestWhenTheStoredReachAnswers(t *testing.T) {
	l := openLedger(t)
	brand := &config.Brand{Name: "acme", HashKey: config.NewSecret("a key"), Caps: []config.Cap{{AtMost: 9, Days: 3}, {AtMost: 9, Days: 7}, {AtMost: 1, Days: 2}}}
	members := func(date regulars.BusinessDate, stamp int) {
		for _, brand := range []string{"acme", "other"} {
			l.exec("ALTER TABLE member_snapshots DELETE WHERE brand = ? AND date = ? SETTINGS mutations_sync = 1", brand, date.Time())
			l.exec("INSERT INTO member_snapshots (stamp, brand, date, member_id) VALUES (?, ?, ?, 1)", uint64(stamp), brand, date.Time())
		}
	}
	write := func() { require.NoError(t, reach.Write(t.Context(), l.db, brand)) }
	plan := ledger.Plan{Run: ledger.Run{Brand: "acme", Campaign: "wake-up", Date: ledgerDate}, Audience: audience.Audience{Is: []string{audience.Everybody}}, Channels: []string{"edm"}, Purpose: "marketing"}
	of := func(change func(*ledger.Plan)) *reach.Stored {
		p := plan
		change(&p)
		stored, err := reach.Of(t.Context(), l.db, l.Ledger, p)
		require.NoError(t, err)
		return stored
	}
	same := func(*ledger.Plan) {}
	write()
	require.Nil(t, of(same), "there are no members")
	l.exec("INSERT INTO member_snapshots (stamp, brand, date, member_id) VALUES (1, 'other', ?, 1)", ledgerDate.AddDays(30).Time()) // another brand is ahead
	members(ledgerDate, 1)
	keyless := *brand
	keyless.HashKey = config.NewSecret("")
	require.NoError(t, reach.Write(t.Context(), l.db, &keyless))
	require.Nil(t, of(same), "nothing is sent without a key")
	write()
	require.NotNil(t, of(same))
	stored := of(same).At
	for campaign, at := range map[string]time.Time{"planned": stored.Add(-time.Second), "planned-then": stored, "planned-since": stored.Add(time.Second)} {
		l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, planned_at) VALUES ('acme', ?, ?, 1, 'sent', ?)", campaign, ledgerDate.Time(), at)
	}
	l.exec("INSERT INTO deliveries (brand, campaign, date, member_id, state, planned_at) VALUES ('acme', 'planned', ?, 2, 'sent', ?)", ledgerDate.Time(), stored.Add(time.Second))
	for name, c := range map[string]struct {
		change func(*ledger.Plan)
		want   bool
	}{
		"another date":               {func(p *ledger.Plan) { p.Date = ledgerDate.AddDays(1) }, false},
		"another brand":              {func(p *ledger.Plan) { p.Brand = "other" }, false},
		"a resend":                   {func(p *ledger.Plan) { p.Again = &ledger.Again{} }, false},
		"planned before":             {func(p *ledger.Plan) { p.Campaign = "planned" }, false},
		"planned at the same moment": {func(p *ledger.Plan) { p.Campaign = "planned-then" }, false},
		"planned since":              {func(p *ledger.Plan) { p.Campaign = "planned-since" }, true},
		"codes that are given":       {func(p *ledger.Plan) { p.Campaign, p.Codes = "planned-since", []string{"TEA"} }, false},
		"codes of nobody":            {func(p *ledger.Plan) { p.Codes = []string{"TEA"} }, true},
		"caps that look as far back": {func(p *ledger.Plan) { p.Caps = []config.Cap{{AtMost: 1, Days: 7}} }, true},
		"caps that look further":     {func(p *ledger.Plan) { p.Caps = []config.Cap{{AtMost: 1, Days: 8}, {AtMost: 1, Days: 1}} }, false},
	} {
		require.Equal(t, c.want, of(c.change) != nil, name)
	}
	first := of(same).At
	write()
	require.Equal(t, first, of(same).At, "of the very same members it isn't stored again")
	members(ledgerDate, 2)
	time.Sleep(2 * time.Millisecond)
	write()
	require.True(t, of(same).At.After(first), "other members are")
	for n := 1; n <= 2; n++ {
		members(ledgerDate.AddDays(n), 2+n)
		write()
	}
	for n, want := range []bool{false, true, true} {
		require.Equal(t, want, of(func(p *ledger.Plan) { p.Date = ledgerDate.AddDays(n) }) != nil, "%d days later", n)
	}
}

// manyOf is how many plans are tried: few, or many where the proofs are asked for.
func manyOf(few, many int) int {
	if os.Getenv("REGULARS_PROVE") != "" {
		return many
	}
	return few
}

// requireStored compares what is stored with the preview of a plan.
func (l *ledgerTest) requireStored(p ledger.Plan, began time.Time) []ledger.BooksLine {
	l.t.Helper()
	ctx := l.t.Context()
	look, err := l.Look(ctx, p)
	require.NoError(l.t, err, "%+v", p)
	defer look.Close(ctx)
	lines, err := look.Lines(ctx)
	require.NoError(l.t, err)
	sample, err := look.Sample(ctx, 10)
	require.NoError(l.t, err)

	stored, err := reach.Of(ctx, l.db, l.Ledger, p)
	require.NoError(l.t, err)
	require.NotNil(l.t, stored, "%+v", p)
	require.False(l.t, stored.At.Before(began))
	funnel, err := stored.Count(ctx)
	require.NoError(l.t, err)
	require.ElementsMatch(l.t, lines, funnel.Lines, "%+v", p)
	require.Equal(l.t, look.Repeated, funnel.Repeated, "%+v", p)
	shown, err := funnel.Sample(ctx, 10)
	require.NoError(l.t, err)
	require.Equal(l.t, sample, shown, "%+v", p)
	l.requireListed(stored, p)
	return funnel.Lines
}

// requireListed compares the list of who spent most with that of the plan's segment, cut and whole.
func (l *ledgerTest) requireListed(stored *reach.Stored, p ledger.Plan) {
	l.t.Helper()
	var want []view.SegmentMember
	require.NoError(l.t, l.EachOfSegment(l.t.Context(), p, 1000, func(m view.SegmentMember) error { want = append(want, m); return nil }))
	for _, limit := range []int{3, 1000} {
		got, err := stored.List(l.t.Context(), limit)
		require.NoError(l.t, err)
		require.Equal(l.t, want[:min(limit, len(want))], got, "%+v", p)
	}
}

func (l *ledgerTest) key() suppression.Key { return suppression.KeyOf("a key") }
