package ledger_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/ledger"
)

func referralPlan(campaign, programme string, date regulars.BusinessDate, codes ...string) ledger.Plan {
	p := couponPlan(campaign, date, codes)
	p.Referral = programme
	return p
}

// carried are the codes of a run's planned deliveries, by member.
func (l *ledgerTest) carried(r ledger.Run) map[uint64]string {
	l.t.Helper()
	var rows []struct {
		Member uint64 `ch:"member_id"`
		Coupon string `ch:"coupon"`
	}
	require.NoError(l.t, l.conn.Select(l.t.Context(), &rows, "SELECT member_id, coupon FROM deliveries FINAL WHERE brand = 'acme' AND campaign = ? AND date = ? AND state = 'planned'", r.Campaign, r.Date.Time()))
	codes := map[uint64]string{}
	for _, row := range rows {
		codes[row.Member] = row.Coupon
	}
	return codes
}

var madeUp = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{10}$`)

// Each member has one code of a programme, nobody else's, in every campaign, on every date,
// and however often it is planned; of another programme another one.
func TestReferralCodesAreTheMembersOwn(t *testing.T) {
	l := openLedger(t)
	all := people(40)
	l.add("acme", all...)
	first, again := referralPlan("seeds", "friends", "2026-11-01"), referralPlan("later", "friends", "2026-11-09")
	other := referralPlan("others", "family", "2026-11-01")
	for _, p := range []ledger.Plan{first, first, other, again} {
		l.plan(p)
	}
	own := l.carried(first.Run)
	require.Len(t, own, len(all))
	taken := map[string]bool{}
	for _, codes := range []map[uint64]string{own, l.carried(other.Run)} {
		for _, code := range codes {
			require.Regexp(t, madeUp, code)
			require.False(t, taken[code], "a code is two members', or of two programmes")
			taken[code] = true
		}
	}
	require.Equal(t, own, l.carried(again.Run))

	// Another secret makes up other codes: who doesn't know it guesses none.
	stranger := openLedger(t)
	stranger.add("acme", all...)
	secret, err := ledger.New(stranger.db, "another secret of enough letters")
	require.NoError(t, err)
	_, _, err = secret.Plan(t.Context(), first)
	require.NoError(t, err)
	for member, code := range stranger.carried(first.Run) {
		require.NotEqual(t, own[member], code)
	}
}

// A member who was merged keeps the oldest code of both, and each has their own again when
// the merge is undone.
func TestReferralCodesSurviveMerges(t *testing.T) {
	l := openLedger(t)
	all := people(6)
	l.add("acme", all...)
	a, b := all[0].id, all[1].id
	before := referralPlan("seeds", "friends", "2026-11-01")
	l.plan(before)
	own := l.carried(before.Run)
	l.exec("ALTER TABLE referral_codes UPDATE at = at - INTERVAL 1 DAY WHERE member_id = ? SETTINGS mutations_sync = 1", b) // the older one

	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", a, b)
	merged := referralPlan("merged", "friends", "2026-11-02")
	l.plan(merged)
	require.Equal(t, own[b], l.carried(merged.Run)[a])

	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", b, b)
	undone := referralPlan("undone", "friends", "2026-11-03")
	l.plan(undone)
	require.Equal(t, own[a], l.carried(undone.Run)[a])
	require.Equal(t, own[b], l.carried(undone.Run)[b])
}

// A code that somebody else claims, too, is nobody's; a plan that was cut short makes no
// second code; two campaigns that are planned at once give the same.
func TestReferralCodesAreGivenOnce(t *testing.T) {
	l := openLedger(t)
	all := people(30)
	l.add("acme", all...)
	first := referralPlan("seeds", "friends", "2026-11-01")
	l.plan(first)
	own := l.carried(first.Run)
	contested := own[all[0].id]
	l.exec("INSERT INTO coupon_claims (brand, code, holder) VALUES ('acme', ?, 1)", contested)
	l.exec("TRUNCATE TABLE referral_codes") // as if the plan had ended after the claims

	var group sync.WaitGroup
	plans := []ledger.Plan{referralPlan("one", "friends", "2026-11-02"), referralPlan("two", "friends", "2026-11-02")}
	for _, p := range plans {
		group.Go(func() { l.plan(p) })
	}
	group.Wait()
	one := l.carried(plans[0].Run)
	require.Len(t, one, len(all))
	require.Equal(t, one, l.carried(plans[1].Run))
	for member, code := range one {
		if member == all[0].id {
			require.NotEqual(t, contested, code)
			require.Regexp(t, madeUp, code)
			continue
		}
		require.Equal(t, own[member], code)
	}
}

// The codes of a file are the members' for good, too; for whom none is left doesn't go.
func TestReferralCodesOfAFile(t *testing.T) {
	l := openLedger(t)
	all := people(30)
	l.add("acme", all...)
	first := referralPlan("seeds", "friends", "2026-11-01", codes(12)...)
	l.plan(first)
	own := l.carried(first.Run)
	require.Len(t, own, 12)
	var left uint64
	for reason, n := range l.reasons(first.Run) {
		if strings.HasPrefix(reason, "excluded:no_coupon") {
			left += n
		}
	}
	require.EqualValues(t, 18, left)
	for _, code := range own {
		require.True(t, strings.HasPrefix(code, "SAVE-"))
	}
	again := referralPlan("later", "friends", "2026-11-05", codes(20)...)
	l.plan(again)
	more := l.carried(again.Run)
	require.Len(t, more, 20, "the file has grown by eight")
	for member, code := range own {
		require.Equal(t, code, more[member])
	}
}

// What other brands, programmes, campaigns and dates have is neither given nor changed, under
// the same numbers of members; and who is left out of a run gets no code.
func TestReferralCodesAreOfOneRunOnly(t *testing.T) {
	all := people(6)
	all[5].channels = nil // left out
	p := referralPlan("seeds", "friends", "2026-11-01")
	alone := openLedger(t)
	alone.add("acme", all...)
	alone.plan(p)
	own := alone.carried(p.Run)
	require.Len(t, own, 5)

	l := openLedger(t)
	others := []ledger.Run{{Brand: "tea", Campaign: "seeds", Date: p.Date}, {Brand: "acme", Campaign: "others", Date: p.Date}, {Brand: "acme", Campaign: "seeds", Date: "2026-11-02"}}
	strangers := people(9)[6:]
	l.add("tea", people(9)...)
	l.add("acme", append(strangers, all...)...)
	for _, run := range others {
		plain := p
		plain.Run, plain.Referral, plain.Coupons, plain.Codes = run, "", false, nil
		l.plan(plain)
	}
	l.exec("ALTER TABLE members DELETE WHERE brand = 'acme' AND member_id IN (?, ?, ?) SETTINGS mutations_sync = 1", strangers[0].id, strangers[1].id, strangers[2].id)
	l.exec("ALTER TABLE audience_members DELETE WHERE brand = 'acme' AND member_id IN (?, ?, ?) SETTINGS mutations_sync = 1", strangers[0].id, strangers[1].id, strangers[2].id)
	for i, one := range all {
		l.exec("INSERT INTO referral_codes (brand, programme, member_id, code, at) VALUES ('tea', 'friends', ?, ?, '2020-01-01 00:00:00'), ('acme', 'family', ?, ?, '2020-01-01 00:00:00')",
			one.id, fmt.Sprint("TEA", i), one.id, fmt.Sprint("FAMILY", i))
	}
	// Another brand has claimed the very codes, for others; there the first two are one person.
	for _, code := range own {
		l.exec("INSERT INTO coupon_claims (brand, code, holder) VALUES ('tea', ?, 1)", code)
	}
	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE brand = 'tea' AND node = ? SETTINGS mutations_sync = 1", all[1].id, all[0].id)

	l.plan(p)
	require.Equal(t, own, l.carried(p.Run))
	count := func(what string) (n uint64) {
		require.NoError(t, l.conn.QueryRow(t.Context(), "SELECT count() FROM "+what).Scan(&n))
		return n
	}
	require.EqualValues(t, 5, count("referral_codes FINAL WHERE brand = 'acme' AND programme = 'friends'"))
	require.EqualValues(t, 5, count("coupon_claims WHERE brand = 'acme'"), "a code was claimed for who isn't in the run")
	require.EqualValues(t, 5, count("deliveries FINAL WHERE coupon != ''"), "a code went into another run, or to who is left out")

	// A file's codes that another brand has used are free, in the order of the file.
	l.exec("INSERT INTO coupon_claims (brand, code, holder) VALUES ('tea', ?, 1)", codes(1)[0])
	filed := referralPlan("filed", "neighbours", "2026-11-01", codes(9)...)
	l.plan(filed)
	given := slices.Sorted(maps.Values(l.carried(filed.Run)))
	require.Equal(t, codes(5), given)
	require.EqualValues(t, 5, count("coupon_claims WHERE brand = 'acme' AND startsWith(code, 'SAVE-')"))
}

// friendOrder is a purchase with the codes on it.
type friendOrder struct {
	member uint64
	at     time.Time
	codes  []string
}

// The view referrals says who invited whom as going through the purchases of each member does.
func TestReferralsAreWhoInvitedWhom(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 8))
	l := openLedger(t)
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	merged := map[uint64]uint64{3: 4, 5: 4}
	of := func(holder uint64) uint64 {
		if to, is := merged[holder]; is {
			return to
		}
		return holder
	}
	for from, to := range merged {
		l.exec("INSERT INTO identity_nodes (brand, node, member_id, kind) VALUES ('acme', ?, ?, 'phone')", from, to)
	}
	type code struct {
		name   string
		holder uint64
		since  time.Time
	}
	later := func(c, than code) bool {
		if c.since.Equal(than.since) {
			return c.name > than.name
		}
		return c.since.After(than.since)
	}
	given, since := map[string]code{}, start
	for i := range 12 {
		// Two of each moment: then the last by name counts.
		if i%2 == 0 {
			since = start.Add(time.Duration(r.IntN(400)) * time.Minute)
		}
		c := code{fmt.Sprint("CODE", i), uint64(1 + i%8), since}
		given[c.name] = c
		l.exec("INSERT INTO referral_codes (brand, programme, member_id, code, at) VALUES ('acme', 'friends', ?, ?, ?)", c.holder, fmt.Sprint("Code", i), c.since)
	}
	l.exec("INSERT INTO referral_codes (brand, programme, member_id, code, at) VALUES ('other', 'friends', 99, 'CODE0', '2020-01-01 00:00:00')")
	want, invited := map[string]string{}, map[uint64]bool{}
	seq := map[uint64]uint32{}
	orders, err := l.conn.PrepareBatch(t.Context(), "INSERT INTO orders (brand, shop, order_id, coupons, version)")
	require.NoError(t, err)
	bought, err := l.conn.PrepareBatch(t.Context(), "INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, revenue, discount, version)")
	require.NoError(t, err)
	for i := range 160 {
		o := friendOrder{member: of(uint64(1 + r.IntN(14))), at: start.Add(time.Duration(10*i) * time.Minute)}
		for range r.IntN(4) {
			name := fmt.Sprint("code", r.IntN(14))
			o.codes = append(o.codes, name, strings.ToUpper(name))
		}
		seq[o.member]++
		id := fmt.Sprint(i)
		require.NoError(t, orders.Append("acme", "web", id, o.codes, uint64(1)))
		require.NoError(t, bought.Append("acme", o.member, "web", id, o.at, o.at.Truncate(24*time.Hour), seq[o.member], decimal.NewFromInt(100), decimal.NewFromInt(10), uint64(1)))
		var last *code
		for _, name := range o.codes {
			c, known := given[strings.ToUpper(name)]
			if !known || of(c.holder) == o.member || c.since.After(o.at) {
				continue
			}
			if last == nil || later(c, *last) {
				last = &c
			}
		}
		if last != nil {
			want[id] = fmt.Sprint(o.member, " by ", of(last.holder), " first ", seq[o.member] == 1, " counts ", !invited[o.member])
			invited[o.member] = true
		}
	}
	require.NoError(t, errors.Join(orders.Send(), bought.Send()))
	// Of nobody, and no purchase.
	l.exec("INSERT INTO orders (brand, shop, order_id, coupons, version) VALUES ('acme', 'web', 'guest', ['code0'], 1), ('acme', 'web', 'cancelled', ['code0'], 1)")
	l.exec("INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, seq, version) VALUES ('acme', 0, 'web', 'guest', '2026-12-01 00:00:00', '2026-12-01', 0, 1), ('acme', 77, 'web', 'cancelled', '2026-12-01 00:00:00', '2026-12-01', 0, 1)")

	rows := schema.WithParams(t.Context(), struct{ Brand string }{"acme"})
	var found []struct {
		Order   string `ch:"order_id"`
		Invitee uint64 `ch:"invitee"`
		Inviter uint64 `ch:"inviter"`
		First   bool   `ch:"first_one"`
		Invites bool   `ch:"counts"`
	}
	require.NoError(t, l.conn.Select(rows, &found, "SELECT order_id, invitee, inviter, toBool(is_first) AS first_one, toBool(invites) AS counts FROM referrals(brand = {brand:String})"))
	got := map[string]string{}
	for _, f := range found {
		got[f.Order] = fmt.Sprint(f.Invitee, " by ", f.Inviter, " first ", f.First, " counts ", f.Invites)
	}
	require.Greater(t, len(want), 40)
	require.Equal(t, want, got)
}
