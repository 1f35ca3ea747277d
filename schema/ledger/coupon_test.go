package ledger_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/ledger"
)

func codes(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("SAVE-%04d", i)
	}
	return all
}

func couponPlan(campaign string, date regulars.BusinessDate, codes []string) ledger.Plan {
	p := planOf(campaign)
	p.Date, p.Audience, p.Coupons, p.Codes = date, is("sleep"), true, codes
	return p
}

// given are the codes of a run's deliveries by member; it requires that no code is given to
// two, whatever their campaign or state. Planners of one run at once may replace each other's
// rows before any is sent: a code of a row that was replaced is nobody else's, and lost.
func (l *ledgerTest) given(r ledger.Run) map[uint64]string {
	l.t.Helper()
	holder := map[string]string{}
	for _, row := range l.coupons("deliveries") {
		who := fmt.Sprint(regulars.CampaignOf(row.Campaign), row.Date, row.Member)
		if first, taken := holder[row.Coupon]; taken {
			require.Equal(l.t, first, who, "the code %s was given twice", row.Coupon)
		}
		holder[row.Coupon] = who
	}
	own := map[uint64]string{}
	for _, row := range l.coupons("deliveries FINAL") {
		if row.Campaign == r.Campaign && regulars.DateOf(row.Date, time.UTC) == r.Date {
			own[row.Member] = row.Coupon
		}
	}
	return own
}

// couponRow is a delivery with a code.
type couponRow struct {
	Campaign string    `ch:"campaign"`
	Date     time.Time `ch:"date"`
	Member   uint64    `ch:"member_id"`
	Coupon   string    `ch:"coupon"`
}

func (l *ledgerTest) coupons(from string) []couponRow {
	l.t.Helper()
	var rows []couponRow
	require.NoError(l.t, l.conn.Select(l.t.Context(), &rows, "SELECT toString(campaign) AS campaign, date, member_id, coupon FROM "+from+" WHERE coupon != ''"))
	return rows
}

// Every message has a code of its own, over nights, resends and planning again; who gets
// none doesn't go, and the sums add up. What a member had is sent again.
func TestEachCodeIsGivenOnce(t *testing.T) {
	l := openLedger(t)
	all := people(40)
	all[3].channels = nil
	l.add("acme", all...)
	file := codes(50)
	p := couponPlan("first", "2026-11-18", file)
	p.Holdout = 0.1
	_, books := l.plan(p)
	require.EqualValues(t, 40, books.Planned)
	n := l.reasons(p.Run)
	require.EqualValues(t, 40, n["planned/line"]+n["excluded:no_consent"]+n["excluded:holdout/line"])
	had := l.given(p.Run)
	require.Len(t, had, int(n["planned/line"]), "who is held out needs none")
	left, err := l.CouponsLeft(t.Context(), "acme", file)
	require.NoError(t, err)
	require.EqualValues(t, 50-len(had), left)
	l.plan(p)
	require.Equal(t, had, l.given(p.Run))

	// Another campaign has the same codes in its file: they are the brand's.
	q := couponPlan("second", ledgerDate, file)
	_, books = l.plan(q)
	require.EqualValues(t, 40, books.Planned)
	n = l.reasons(q.Run)
	require.EqualValues(t, map[string]uint64{"planned/line": left, "excluded:no_consent": 1, "excluded:no_coupon/line": 39 - left}, n)
	require.Len(t, l.given(q.Run), int(left))
	left, err = l.CouponsLeft(t.Context(), "acme", file)
	require.NoError(t, err)
	require.Zero(t, left)

	// A recipient has it, and every row that follows.
	c := claimant("one", "line")
	c.Coupons = true
	picked, err := l.Pick(t.Context(), whole(p.Run), c, 1)
	require.NoError(t, err)
	first := picked.Recipients[0]
	require.Equal(t, had[first.MemberID], first.Coupon)
	batch, err := l.Claim(t.Context(), p.Run, c, ledger.Batch{ID: "b", Recipients: picked.Recipients})
	require.NoError(t, err)
	require.NoError(t, l.Record(t.Context(), p.Run, c, batch, reports(batch, ledger.DeliveryFailed)))
	_, err = l.Settle(t.Context(), p.Run, 0, "not_sent")
	require.NoError(t, err)
	require.Equal(t, had, l.given(p.Run))

	// Sent again is the code that they had, although no other is left.
	again := ledger.ResendOf(p, "first#2", ledger.Again{Outcomes: []ledger.DeliveryState{ledger.DeliveryFailed, ledger.DeliveryHeld}})
	l.plan(again)
	require.Equal(t, had, l.given(again.Run))

	// A row that came without a code doesn't go.
	l.exec("INSERT INTO deliveries SELECT * REPLACE ('' AS coupon, 'third' AS campaign) FROM (SELECT * FROM deliveries FINAL WHERE campaign = 'second' AND state = 'planned')")
	picked, err = l.Pick(t.Context(), whole(run("third")), c, 10)
	require.NoError(t, err)
	require.Empty(t, picked.Recipients)
	require.NotZero(t, picked.Excluded)
	require.NotZero(t, l.reasons(run("third"))["excluded:no_coupon/line"])
}

// An empty file excludes everybody, and what may be addressed follows the codes, not the
// members who are refused for another reason.
func TestWithoutCodesNobodyGoes(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(5)...)
	p := couponPlan("empty", ledgerDate, nil)
	lines, err := l.Preview(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, map[string]uint64{"excluded:no_coupon/line": 5}, reasonsOf(lines))
	_, books := l.plan(p)
	require.EqualValues(t, []uint64{5, 5}, []uint64{books.Planned, books.Excluded})
	require.True(t, books.Closed())
}

// Dates of one campaign that are planned at once, several times each, and attempts that
// died between their claims and reading them back: nobody gets another one's code.
func TestPlannersAtOnceGiveNoCodeTwice(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(60)...)
	file := codes(150)
	dates := []regulars.BusinessDate{"2026-11-18", "2026-11-19"}
	var planners sync.WaitGroup
	for i := range 4 {
		planners.Go(func() {
			p := couponPlan("rush", dates[i%2], file)
			p.Repetition.Per = ""
			_, _, err := l.Plan(t.Context(), p)
			if err != nil {
				t.Errorf("plan: %v", err)
			}
		})
	}
	planners.Wait()
	for _, date := range dates {
		r := ledger.Run{Brand: "acme", Campaign: "rush", Date: date}
		books, err := l.Books(t.Context(), r)
		require.NoError(t, err)
		n := l.reasons(r)
		require.EqualValues(t, 60, books.Planned)
		require.Len(t, l.given(r), int(n["planned/line"]))
	}

	// One died after its claims: the next attempt has them, and what another claims, too, is
	// nobody's.
	p := couponPlan("died", ledgerDate, codes(150)[100:])
	l.exec("INSERT INTO coupon_claims (brand, code, holder) SELECT 'acme', code, 1 FROM (SELECT code FROM coupon_claims WHERE code >= 'SAVE-0100' LIMIT 1)")
	left, err := l.CouponsLeft(t.Context(), "acme", p.Codes)
	require.NoError(t, err)
	l.plan(p)
	require.Len(t, l.given(p.Run), int(min(left, 60)))
}

// A night's messages cost no more than its budget, whichever channels they take; who is held
// out costs nothing, and what was planned before counts.
func TestBudget(t *testing.T) {
	l := openLedger(t)
	all := people(60)
	for i := range all {
		all[i].channels = []string{[]string{"line", "edm", "sms"}[i%3]}
	}
	all[4].channels = nil
	l.add("acme", all[:30]...)
	p := planOf("dear")
	p.Audience, p.Holdout, p.Budget = is("sleep"), 0.2, 300_000 // 30.0
	p.Costs = []ledger.Cost{{Channel: "line", Price: 2_000}, {Channel: "edm", Price: 0}, {Channel: "sms", Price: 17_000}}
	price := map[string]uint64{"line": 2_000, "sms": 17_000}
	spent := func(reasons map[string]uint64) (sum uint64) {
		for channel, cost := range price {
			sum += cost * reasons["planned/"+channel]
		}
		return sum
	}
	l.plan(p)
	within := l.reasons(p.Run)
	require.Zero(t, within["excluded:budget/sms"], "20 of 30.0 are enough for those: %v", within)
	require.NotZero(t, spent(within))

	l.add("acme", all[30:]...)
	lines, err := l.Preview(t.Context(), p)
	require.NoError(t, err)
	more := reasonsOf(lines)
	require.LessOrEqual(t, spent(within)+spent(more), uint64(p.Budget))
	require.Greater(t, spent(within)+spent(more)+17_000, uint64(p.Budget), "the next SMS is too much")
	require.NotZero(t, more["excluded:budget/sms"])
	sum := uint64(0)
	for _, members := range more {
		sum += members
	}
	require.EqualValues(t, 30, sum)

	p.Budget = 0
	lines, err = l.Preview(t.Context(), p)
	require.NoError(t, err)
	require.Zero(t, reasonsOf(lines)["excluded:budget/sms"])
	require.Equal(t, "dear#2", ledger.ResendOf(planWithBudget(p), "dear#2", ledger.Again{}).Campaign)
	require.Zero(t, ledger.ResendOf(planWithBudget(p), "dear#2", ledger.Again{}).Budget, "a person who sends again has decided")
}

func planWithBudget(p ledger.Plan) ledger.Plan { p.Budget = 1; return p }

// An attempt that died between its claims and reading them back loses no code, and a code
// that somebody else claims, too, goes to nobody.
func TestAContestedCodeGoesToNobody(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(4)...)
	p := couponPlan("died", ledgerDate, codes(9))
	l.plan(p)
	had := l.given(p.Run)
	require.Len(t, had, 4)
	contested := had[memberID(0)]
	l.exec("INSERT INTO coupon_claims (brand, code, holder) VALUES ('acme', ?, 1)", contested)
	l.exec("ALTER TABLE deliveries UPDATE coupon = '' WHERE true SETTINGS mutations_sync = 1")
	l.exec("INSERT INTO campaign_runs SELECT * REPLACE ('planning' AS state, version + 1 AS version) FROM campaign_runs FINAL")
	l.plan(p)
	now := l.given(p.Run)
	require.Len(t, now, 4)
	require.NotEqual(t, contested, now[memberID(0)])
	delete(had, memberID(0))
	delete(now, memberID(0))
	require.Equal(t, had, now)
}
