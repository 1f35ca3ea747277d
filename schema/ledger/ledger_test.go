package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const ledgerDate = regulars.BusinessDate("2026-11-20")

// audienceView stands in for member_asof, so that these tests choose who is in
// the audience.
const audienceView = `CREATE OR REPLACE VIEW member_asof AS
SELECT * EXCEPT brand
FROM audience_members WHERE brand = {brand:String} AND {date:Date} = {date:Date}`

type ledgerTest struct {
	*ledger.Ledger
	db   *schema.DB
	conn driver.Conn
	t    *testing.T
}

// person is a member whose id is the node of the first identifier.
type person struct {
	id                 uint64
	email, phone, line string
	channels           []string // with consent
	stage              string
	nodes              []uint64 // further identifiers
	zone               string   // that a source states
}

func openLedger(t *testing.T) *ledgerTest {
	t.Helper()
	db := schematest.Open(t)
	l, err := ledger.New(db, "a key")
	require.NoError(t, err)
	lt := &ledgerTest{Ledger: l, db: db, conn: schematest.Connect(t, db), t: t}
	lt.exec(`CREATE TABLE audience_members (brand String, member_id UInt64, stage LowCardinality(String), stage_before LowCardinality(String),
		stage_since Date, rfm_class LowCardinality(Nullable(String)), last_purchase Nullable(Date), recency_days Nullable(Int32), purchases UInt64,
		revenue Nullable(Decimal(38, 4)), first_purchase Nullable(Date), stage_next LowCardinality(Nullable(String)), stage_next_on Nullable(Date),
		next_purchase Nullable(Date), life_phase LowCardinality(String), value_tier LowCardinality(Nullable(String)), aipl LowCardinality(String),
		p_alive Nullable(Float64), expected_14d Nullable(Float64), clv_365d Nullable(Float64), preferred_channel LowCardinality(Nullable(String)),
		tags Array(String), r_score Nullable(UInt8), f_score Nullable(UInt8), m_score Nullable(UInt8)) ENGINE = MergeTree ORDER BY member_id`)
	lt.exec(audienceView)
	return lt
}

func (l *ledgerTest) exec(statement string, args ...any) {
	l.t.Helper()
	require.NoError(l.t, l.conn.Exec(context.Background(), statement, args...))
}

func memberID(i int) uint64 { return uint64(i+1) * 0x9E3779B97F4A7C15 }

func reachable(i int) person {
	return person{
		id: memberID(i), email: fmt.Sprintf("m%d@x.test", i), phone: fmt.Sprintf("+8869%08d", i),
		line: fmt.Sprintf("U%032x", i), channels: []string{"line", "edm", "sms"}, stage: "sleep",
	}
}

func people(n int) []person {
	all := make([]person, n)
	for i := range all {
		all[i] = reachable(i)
	}
	return all
}

func (l *ledgerTest) add(brand string, all ...person) {
	l.t.Helper()
	ctx := context.Background()
	members, err := l.conn.PrepareBatch(ctx, "INSERT INTO members (brand, member_id, name, email, phone, line_id, timezone)")
	require.NoError(l.t, err)
	nodes, err := l.conn.PrepareBatch(ctx, "INSERT INTO identity_nodes (brand, node, member_id, kind)")
	require.NoError(l.t, err)
	facts, err := l.conn.PrepareBatch(ctx, "INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version)")
	require.NoError(l.t, err)
	audience, err := l.conn.PrepareBatch(ctx, "INSERT INTO audience_members (brand, member_id, stage, stage_before, stage_since, rfm_class, last_purchase, recency_days, purchases, revenue)")
	require.NoError(l.t, err)
	day := ledgerDate.Time()
	for _, p := range all {
		require.NoError(l.t, members.Append(brand, p.id, "王小明", p.email, p.phone, p.line, p.zone))
		for _, node := range append([]uint64{p.id}, p.nodes...) {
			require.NoError(l.t, nodes.Append(brand, node, p.id, "email"))
		}
		for _, channel := range p.channels {
			require.NoError(l.t, facts.Append(brand, "web", p.id, channel, "marketing", day, true, uint64(1)))
		}
		require.NoError(l.t, audience.Append(brand, p.id, p.stage, "active", day, "loyal", day.AddDate(0, 0, -80), int32(80), uint64(3), "1280.5"))
	}
	require.NoError(l.t, members.Send())
	require.NoError(l.t, nodes.Send())
	require.NoError(l.t, facts.Send())
	require.NoError(l.t, audience.Send())
}

func run(campaign string) ledger.Run {
	return ledger.Run{Brand: "acme", Campaign: campaign, Date: ledgerDate}
}

func planOf(campaign string) ledger.Plan {
	return ledger.Plan{
		Run: run(campaign), Audience: audience.Audience{Enters: []string{"sleep"}},
		Channels: []string{"line", "edm", "sms"}, Purpose: "marketing",
	}
}

func (l *ledgerTest) plan(p ledger.Plan) (ledger.State, ledger.Books) {
	l.t.Helper()
	state, books, err := l.Plan(context.Background(), p)
	require.NoError(l.t, err)
	return state, books
}

func (l *ledgerTest) reasons(r ledger.Run) map[string]uint64 {
	l.t.Helper()
	books, err := l.Books(context.Background(), r)
	require.NoError(l.t, err)
	return reasonsOf(books.Lines)
}

func reasonsOf(lines []ledger.BooksLine) map[string]uint64 {
	reasons := map[string]uint64{}
	for _, line := range lines {
		key := string(line.State)
		if line.Reason != "" {
			key += ":" + line.Reason
		}
		if line.Channel != "" {
			key += "/" + line.Channel
		}
		reasons[key] += line.Members
	}
	return reasons
}

func claimant(id, channel string) ledger.Claimant {
	c := ledger.Claimant{ID: id, Channel: channel, Purpose: "marketing"}
	if channel == "line" {
		c.KeyLife = 24 * time.Hour
	}
	return c
}

// reserve picks and claims at once.
func (l *ledgerTest) reserve(ctx context.Context, b ledger.Block, c ledger.Claimant, batch string, limit int) (ledger.Batch, error) {
	picked, err := l.Pick(ctx, b, c, limit)
	if err != nil {
		return ledger.Batch{}, err
	}
	return l.Claim(ctx, b.Run, c, ledger.Batch{ID: batch, Recipients: picked.Recipients})
}

func whole(r ledger.Run) ledger.Block { return ledger.Block{Run: r} }

func reports(batch ledger.Batch, state ledger.DeliveryState) []ledger.Report {
	all := make([]ledger.Report, len(batch.Recipients))
	for i, r := range batch.Recipients {
		all[i] = ledger.Report{Recipient: r, State: state}
	}
	return all
}

func TestPlanGivesEveryMemberAChannelOrAReason(t *testing.T) {
	l := openLedger(t)
	all := people(9)
	all[1].channels = []string{"edm", "sms"}
	all[2].channels = nil
	all[3].email, all[3].phone, all[3].line = "", "", ""
	all[4].line, all[4].email, all[4].phone = "Uxyz", "nobody", "0912"
	all[5].line = all[0].line // one address, two members: the smaller id gets it
	all[6].stage = "active"
	all[7].channels = []string{"sms"}
	l.add("acme", all...)
	l.add("other", reachable(0))

	state, books := l.plan(planOf("wakeup"))
	require.Equal(t, ledger.RunPlanned, state.Name)
	require.EqualValues(t, 8, books.Planned)
	require.EqualValues(t, 4, books.Open)
	require.False(t, books.Closed())
	require.Equal(t, map[string]uint64{
		"planned/line": 2, "planned/edm": 1, "planned/sms": 1,
		"excluded:no_consent": 1, "excluded:no_address": 1, "excluded:invalid_address": 1, "excluded:duplicate_address/line": 1,
	}, l.reasons(run("wakeup")))
}

// A landline is no address for an SMS: the next channel is used, and where there is none
// the preview says why.
func TestNoSMSGoesToALandline(t *testing.T) {
	l := openLedger(t)
	all := people(5)
	all[1].phone = "+886223456789"
	all[2].phone, all[2].email = "+886223456780", ""
	all[3].phone, all[3].email = "+14155552671", "" // the US doesn't tell them apart
	all[4].phone, all[4].channels = "+81312345678", []string{"sms"}
	l.add("acme", all...)
	p := planOf("texts")
	p.Channels = []string{"sms", "edm"}
	want := map[string]uint64{"planned/sms": 2, "planned/edm": 1, "excluded:landline": 2}

	lines, err := l.Preview(t.Context(), p)
	require.NoError(t, err)
	require.Equal(t, want, reasonsOf(lines))
	l.plan(p)
	require.Equal(t, want, l.reasons(p.Run))
	channels := map[uint64]string{}
	require.NoError(t, l.EachOfAudience(t.Context(), p, func(m ledger.AudienceMember) error {
		channels[m.MemberID] = m.Channel
		return nil
	}))
	require.Equal(t, "edm", channels[all[1].id])
	require.Equal(t, "sms", channels[all[3].id])
}

func TestPlanningTwiceChangesNothing(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(50)...)
	_, first := l.plan(planOf("wakeup"))
	l.add("acme", reachable(50))
	_, second := l.plan(planOf("wakeup"))
	require.Equal(t, first, second, "a run that is planned stays as it is")

	// A plan that was cut short is completed, and who was merged or shares an
	// address with an earlier row stays out.
	l.exec(`INSERT INTO campaign_runs (brand, campaign, date, state, version) VALUES ('acme', 'wakeup', '2026-11-20', 'planning', ?)`, uint64(time.Now().UnixNano()))
	merged := reachable(60)
	merged.nodes = []uint64{memberID(7)}
	l.exec("ALTER TABLE identity_nodes DELETE WHERE node = ? SETTINGS mutations_sync = 1", memberID(7))
	l.exec("ALTER TABLE audience_members DELETE WHERE member_id = ? SETTINGS mutations_sync = 1", memberID(7))
	twin := reachable(61)
	twin.line = reachable(3).line
	l.add("acme", merged, twin)
	_, third := l.plan(planOf("wakeup"))
	require.EqualValues(t, 53, third.Planned)
	require.EqualValues(t, 51, third.Open)
	reasons := l.reasons(run("wakeup"))
	require.EqualValues(t, 1, reasons["excluded:already_in"])
	require.EqualValues(t, 1, reasons["excluded:duplicate_address/line"])
}

func TestHoldoutIsDrawnByTheCampaignAndPredicatesAreChecked(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(2000)...)
	p := planOf("wakeup")
	p.Holdout = 0.2
	l.plan(p)
	held := l.reasons(run("wakeup"))["excluded:holdout/line"]
	require.InDelta(t, 400, held, 80)

	p = planOf("rich")
	p.Audience.Where = "revenue > 5000 -- nobody"
	_, books := l.plan(p)
	require.Zero(t, books.Planned)
	for _, where := range []string{"1) OR (1 = 1", "1; DROP TABLE members", "'", "1 /* x", "nosuch = 1"} {
		p.Run, p.Audience.Where = run("bad"), where
		_, _, err := l.Plan(context.Background(), p)
		require.Error(t, err, where)
	}
	p.Audience.Where = "(purchases = 3 AND stage_before = 'a)c;tive') OR revenue > 1"
	reach, err := l.Audience(context.Background(), p)
	require.NoError(t, err)
	require.EqualValues(t, 2000, reach.Members)
}

func TestEveryDeliveryIsClaimedOnceByMany(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(400)...)
	l.plan(planOf("wakeup"))
	ctx := t.Context()
	block := whole(run("wakeup"))

	var mu sync.Mutex
	sent := map[uint64]int{}
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			c := claimant(fmt.Sprintf("worker-%d", w), "line")
			c.KeyLife = 0
			for n := 0; ; n++ {
				picked, err := l.Pick(ctx, block, c, 20)
				if n > 200 {
					t.Error("somebody is picked again and again, and never claimed")
					return
				}
				if err != nil || picked.Seen == 0 {
					require.NoError(t, err)
					return
				}
				batch, err := l.Claim(ctx, run("wakeup"), c, ledger.Batch{ID: fmt.Sprintf("%d-%d", w, n), Recipients: picked.Recipients})
				require.NoError(t, err)
				mu.Lock()
				for _, r := range batch.Recipients {
					sent[r.MemberID]++
					require.Equal(t, "王小明", r.Name)
					require.NotEmpty(t, r.Address)
				}
				mu.Unlock()
				require.NoError(t, l.Record(ctx, run("wakeup"), c, batch, reports(batch, ledger.DeliverySent)))
			}
		})
	}
	workers.Wait()
	for member, times := range sent {
		require.Equal(t, 1, times, member)
	}
	require.Len(t, sent, 400)
	books, err := l.Books(ctx, run("wakeup"))
	require.NoError(t, err)
	require.EqualValues(t, 400, books.Sent)
	require.True(t, books.Closed())
}

// Blocks share all ids between them, also those of the upper half, and only the id says in
// which one a delivery is: a number next to it would have to be made again wherever ids are
// (keying made another one than the plan had).
// What a claimant holds or has sent it can't claim once more in another batch; what it gave back
// it can. Of who was erased since they were picked no claim stays.
func TestNobodyIsClaimedTwiceByOne(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(4)...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("one", "line")
	picked, err := l.Pick(ctx, whole(r), c, 10)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 4)
	claim := func(id string, recipients ...ledger.Recipient) []uint64 {
		batch, err := l.Claim(ctx, r, c, ledger.Batch{ID: id, Recipients: recipients})
		require.NoError(t, err)
		return batch.Members()
	}
	sent, held, back, erased := picked.Recipients[0], picked.Recipients[1], picked.Recipients[2], picked.Recipients[3]
	require.Len(t, claim("first", sent, held, back), 3)
	first := ledger.Batch{ID: "first"}
	require.NoError(t, l.Record(ctx, r, c, first, []ledger.Report{{Recipient: sent, State: ledger.DeliverySent}, {Recipient: back}}))
	l.exec("ALTER TABLE deliveries DELETE WHERE member_id = ? SETTINGS mutations_sync = 1", erased.MemberID)
	require.Equal(t, []uint64{back.MemberID}, claim("second", sent, held, back, erased))
	var n uint64
	require.NoError(t, l.conn.QueryRow(ctx, "SELECT count() FROM delivery_attempts WHERE member_id = ?", erased.MemberID).Scan(&n))
	require.Zero(t, n, "who was erased is back in the books")
	require.NoError(t, l.conn.QueryRow(ctx, "SELECT uniqExact(member_id) FROM delivery_attempts").Scan(&n))
	require.EqualValues(t, 3, n, "others' attempts are gone")
}

func TestBlocksShareTheMembers(t *testing.T) {
	l := openLedger(t)
	l.add("acme", append(people(40), person{id: 1<<63 - 1, line: reachable(41).line, channels: []string{"line"}, stage: "sleep"},
		person{id: 1 << 63, line: reachable(42).line, channels: []string{"line"}, stage: "sleep"}, person{id: 1<<64 - 1, line: reachable(43).line, channels: []string{"line"}, stage: "sleep"})...)
	l.plan(planOf("wakeup"))
	picked := map[uint64]uint32{}
	for n := range uint32(4) {
		p, err := l.Pick(t.Context(), ledger.Block{Run: run("wakeup"), Number: n, Bits: 2}, claimant("one", "line"), 100)
		require.NoError(t, err)
		require.NotEmpty(t, p.Recipients, "block %d", n)
		for _, r := range p.Recipients {
			require.NotContains(t, picked, r.MemberID)
			picked[r.MemberID] = n
		}
	}
	require.Len(t, picked, 43)
	require.Equal(t, []uint32{1, 2, 3}, []uint32{picked[1<<63-1], picked[1<<63], picked[1<<64-1]})
	var named uint64
	require.NoError(t, l.conn.QueryRow(t.Context(), "SELECT count() FROM system.columns WHERE database = currentDatabase() AND table = 'deliveries' AND name = 'block'").Scan(&named))
	require.Zero(t, named, "deliveries name their block, and not only their member's id")
}

func TestOptOutsHoldBetweenPlanAndSend(t *testing.T) {
	l := openLedger(t)
	all := people(7)
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	now := time.Now().UTC()
	l.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('acme', 'web', ?, 'line', 'marketing', ?, false, 2)", all[0].id, now)
	l.exec("INSERT INTO suppressions SELECT brand, channel, address_hash, 'opted_out', 'test', true, now(), 1 FROM deliveries WHERE member_id = ?", all[1].id)
	l.exec("ALTER TABLE members UPDATE line_id = '' WHERE member_id = ? SETTINGS mutations_sync = 1", all[2].id)
	l.exec("ALTER TABLE members UPDATE line_id = ? WHERE member_id = ? SETTINGS mutations_sync = 1", fmt.Sprintf("U%032x", 999), all[3].id)
	// 4 and 5 turn out to be one person, who has the id of 4 now.
	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", all[4].id, all[5].id)

	ctx := t.Context()
	c := claimant("one", "line")
	_, err := l.Prepare(ctx, whole(run("wakeup")), c)
	require.NoError(t, err)
	batch, err := l.reserve(ctx, whole(run("wakeup")), c, "b", 100)
	require.NoError(t, err)
	require.ElementsMatch(t, []uint64{all[4].id, all[6].id}, batch.Members())
	require.NoError(t, l.Record(ctx, run("wakeup"), c, ledger.Batch{ID: "b"}, reports(batch, ledger.DeliverySent)))
	require.Equal(t, map[string]uint64{
		"sent/line": 2, "excluded:no_consent/line": 1, "excluded:suppressed/line": 1, "excluded:no_address/line": 1,
		"excluded:address_changed/line": 1, "excluded:already_in/line": 1,
	}, l.reasons(run("wakeup")))
}

// Two members turn out to be one person while their campaign is being sent, and
// one of them has it already.
func TestMergedWhileBlocksAreSent(t *testing.T) {
	l := openLedger(t)
	all := people(3)
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("one", "line")
	_, err := l.Prepare(ctx, whole(r), c)
	require.NoError(t, err)
	first, err := l.reserve(ctx, whole(r), c, "first", 1)
	require.NoError(t, err)
	require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "first"}, reports(first, ledger.DeliverySent)))

	sent, other := first.Members()[0], all[0].id
	if other == sent {
		other = all[1].id
	}
	l.exec("ALTER TABLE identity_nodes UPDATE member_id = ? WHERE node = ? SETTINGS mutations_sync = 1", other, sent)
	l.exec("INSERT INTO derivations (brand, at, version) VALUES ('acme', ?, 1)", time.Now().UTC().Add(time.Second))
	rest, err := l.reserve(ctx, whole(r), c, "rest", 10)
	require.NoError(t, err)
	require.Len(t, rest.Recipients, 1)
	require.NotContains(t, rest.Members(), other, "one person gets two messages")
	require.EqualValues(t, 1, l.reasons(r)["excluded:already_in/line"])
}

func TestWhatAnEarlierAttemptLeft(t *testing.T) {
	l := openLedger(t)
	all := people(10)
	for i := range all {
		all[i].channels = []string{"line"}
		if i >= 5 {
			all[i].channels = []string{"edm"}
		}
	}
	l.add("acme", all...)
	l.plan(planOf("wakeup"))
	ctx := t.Context()
	block := whole(run("wakeup"))

	// The first attempt dies after claiming, on both channels.
	line1, edm1 := claimant("one", "line"), claimant("one", "edm")
	first, err := l.reserve(ctx, block, line1, "one-1", 3)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, run("wakeup"), first))
	mail, err := l.reserve(ctx, block, edm1, "one-2", 2)
	require.NoError(t, err)

	// LINE: the same batch comes again, as it was.
	line2 := claimant("two", "line")
	left, err := l.Prepare(ctx, block, line2)
	require.NoError(t, err)
	require.Len(t, left, 1)
	again, err := l.Reclaim(ctx, block, line2, left[0])
	require.NoError(t, err)
	require.Equal(t, first.Members(), again.Members())
	require.Equal(t, first.ID, again.ID)
	require.True(t, again.Reclaimed)
	require.False(t, again.Incomplete)
	require.NoError(t, l.Record(ctx, run("wakeup"), line2, again, reports(again, ledger.DeliverySent)))
	rest, err := l.reserve(ctx, block, line2, "two-2", 10)
	require.NoError(t, err)
	require.Len(t, rest.Recipients, 2)
	require.NoError(t, l.Record(ctx, run("wakeup"), line2, rest, reports(rest, "")))

	// What was surely not handed over is free again.
	free, err := l.reserve(ctx, block, claimant("three", "line"), "three-1", 10)
	require.NoError(t, err)
	require.Equal(t, rest.Members(), free.Members())
	require.NoError(t, l.Record(ctx, run("wakeup"), claimant("three", "line"), free, reports(free, ledger.DeliveryFailed)))

	// Mail: unknown, and not tried again.
	edm2 := claimant("two", "edm")
	left, err = l.Prepare(ctx, block, edm2)
	require.NoError(t, err)
	require.Empty(t, left)
	others, err := l.reserve(ctx, block, edm2, "two-3", 10)
	require.NoError(t, err)
	require.Len(t, others.Recipients, 3)
	for _, member := range mail.Members() {
		require.NotContains(t, others.Members(), member)
	}
	require.NoError(t, l.Record(ctx, run("wakeup"), edm2, others, reports(others, ledger.DeliverySent)))
	require.Equal(t, map[string]uint64{"sent/line": 3, "failed/line": 2, "sent/edm": 3, "unknown:no_answer/edm": 2}, l.reasons(run("wakeup")))
	unknowns, err := l.Unknowns(ctx, run("wakeup"), 10)
	require.NoError(t, err)
	require.Len(t, unknowns, 2)
	for _, u := range unknowns {
		require.Contains(t, mail.Members(), u.MemberID)
		require.Equal(t, []any{"edm", uint64(1), []string{"claimed"}, false}, []any{u.Channel, u.Tries, u.States, u.NotSent()})
		require.WithinDuration(t, time.Now(), u.Since, time.Hour)
	}

	// What the first attempt gave back, but too late to be tried again, was not sent.
	require.NoError(t, l.Record(ctx, run("wakeup"), edm1, mail, reports(ledger.Batch{Recipients: mail.Recipients[:1]}, "")))
	unknowns, err = l.Unknowns(ctx, run("wakeup"), 10)
	require.NoError(t, err)
	require.Len(t, unknowns, 2)
	for _, u := range unknowns {
		require.Equal(t, u.MemberID == mail.Members()[0], u.NotSent(), u.States)
	}

	// The first attempt was a frozen worker: it wakes up, and its news of what
	// it did send hold, while its stale plan and claims change nothing.
	require.NoError(t, l.MarkReserved(ctx, run("wakeup"), mail))
	require.NoError(t, l.Record(ctx, run("wakeup"), edm1, mail, reports(mail, ledger.DeliverySent)))
	require.NoError(t, l.MarkReserved(ctx, run("wakeup"), first))
	books, err := l.Books(ctx, run("wakeup"))
	require.NoError(t, err)
	require.EqualValues(t, 8, books.Sent)
	require.Zero(t, books.Unknown)
	require.True(t, books.Closed())
}

func TestRunsAreHeldAndSettled(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	ctx := t.Context()
	require.Error(t, l.SetState(ctx, run("wakeup"), ledger.RunHeld, "x", "me"))
	l.plan(planOf("wakeup"))
	require.NoError(t, l.SetState(ctx, run("wakeup"), ledger.RunHeld, "the gate", "me"))
	state, err := l.State(ctx, run("wakeup"))
	require.NoError(t, err)
	require.True(t, state.Stopped())
	require.NoError(t, l.SetState(ctx, run("wakeup"), ledger.RunPlanned, "", "me"))

	batch, err := l.reserve(ctx, whole(run("wakeup")), claimant("one", "line"), "b", 3)
	require.NoError(t, err)
	require.Len(t, batch.Recipients, 3)
	require.NoError(t, l.SetState(ctx, run("wakeup"), ledger.RunCancelled, "by hand", "me"))
	require.Error(t, l.SetState(ctx, run("wakeup"), ledger.RunPlanned, "", "me"))
	books, err := l.Settle(ctx, run("wakeup"), 0, "cancelled")
	require.NoError(t, err)
	require.True(t, books.Closed())
	require.EqualValues(t, 3, books.Unknown)
	require.EqualValues(t, 7, books.Held)
	again, err := l.Settle(ctx, run("wakeup"), 0, "cancelled")
	require.NoError(t, err)
	require.Equal(t, books, again)
}

func TestSuppressedByTheProvider(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(2)...)
	ctx := t.Context()
	l.plan(planOf("wakeup"))
	c := claimant("one", "line")
	batch, err := l.reserve(ctx, whole(run("wakeup")), c, "b", 1)
	require.NoError(t, err)
	failed := reports(batch, ledger.DeliveryFailed)
	failed[0].Suppress = "opted_out"
	require.NoError(t, l.Record(ctx, run("wakeup"), c, ledger.Batch{ID: "b"}, failed))

	p := planOf("next")
	p.Channels = []string{"line"}
	l.plan(p)
	require.Equal(t, map[string]uint64{"planned/line": 1, "excluded:suppressed": 1}, l.reasons(run("next")))
}

// What a message was charged is kept with its try, at the price of then.
func TestWhatMessagesCost(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(5)...)
	ctx, r := t.Context(), run("wakeup")
	l.plan(planOf("wakeup"))
	c := claimant("one", "line")
	batch, err := l.reserve(ctx, whole(r), c, "b", 5)
	require.NoError(t, err)
	all := reports(batch, ledger.DeliverySent)
	for i := range all {
		all[i].Units, all[i].Price = 1+i, 8500
	}
	all[3].State, all[4].State, all[4].Units = ledger.DeliveryUnknown, ledger.DeliveryFailed, 0
	require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "b"}, all))
	require.Equal(t, "3 6 5.1 3.4", l.costs(r))

	all[0].Price = 0
	require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "b"}, all[:1]))
	require.Equal(t, "3 6 NULL 3.4", l.costs(r), "a price that isn't known is no price of 0")
}

func (l *ledgerTest) costs(r ledger.Run) (text string) {
	l.t.Helper()
	require.NoError(l.t, l.conn.QueryRow(context.Background(),
		"SELECT concat(toString(messages), ' ', toString(paid_units), ' ', ifNull(toString(cost), 'NULL'), ' ', ifNull(toString(cost_unknown), 'NULL')) "+
			"FROM message_costs WHERE brand = ? AND campaign = ? AND channel = 'line'", r.Brand, r.Campaign).Scan(&text))
	return text
}

func TestNoPersonalDataInTheLedger(t *testing.T) {
	l := openLedger(t)
	p := reachable(1)
	p.channels = []string{"edm"}
	l.add("acme", p)
	l.plan(planOf("wakeup"))
	var row string
	for _, table := range []string{"deliveries", "campaign_runs"} {
		require.NoError(t, l.conn.QueryRow(context.Background(), "SELECT toString(groupArray(tuple(*))) FROM "+table).Scan(&row))
		require.NotContains(t, row, "x.test")
		require.NotContains(t, row, "王小明")
	}
	_, err := ledger.New(nil, "")
	require.ErrorContains(t, err, "hash_key")
}

func TestPlanReadsMemberAsOf(t *testing.T) {
	db := schematest.Open(t)
	l, err := ledger.New(db, "a key")
	require.NoError(t, err)
	ctx := t.Context()
	require.NoError(t, derive.SyncSettings(ctx, db, schematest.Brand(t, "acme")))
	require.NoError(t, schematest.Connect(t, db).Exec(ctx, `INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version)
		VALUES ('acme', 1, '2026-11-20', '2027-01-01', 'sleep', 'active', 1), ('acme', 2, '2026-11-19', '2027-01-01', 'sleep', 'active', 1)`))
	for i, members := range []uint64{1, 2} {
		p := planOf(fmt.Sprint("stage-", i))
		if i == 1 {
			p.Audience = audience.Audience{Is: []string{"sleep"}}
		}
		_, books, err := l.Plan(ctx, p)
		require.NoError(t, err)
		require.Equal(t, members, books.Planned)
		require.Equal(t, members, books.Excluded)
	}
}
