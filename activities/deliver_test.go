package activities_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"regulars"
	"regulars/activities"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

const deliverDate = regulars.BusinessDate("2026-11-20")

// post is an imitation of providers: it counts what each address got, drops
// repeated keys where the channel knows them, and misbehaves when asked to.
type post struct {
	name       string
	idempotent bool
	size       int

	mu   sync.Mutex
	keys map[string]bool
	got  map[string]int
	last regulars.Message
	// before may answer instead of accepting; after may spoil the answer.
	before func(n int, m regulars.Message) *channel.Result
	after  func(n int, m regulars.Message) *channel.Result
	err    func(n int) error // of a whole Send, before anything is accepted
	sends  int
	n      int
	during func()
}

func (p *post) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sends++
	results := make([]channel.Result, len(batch))
	if p.err != nil {
		if err := p.err(p.sends); err != nil {
			return results, err
		}
	}
	for i, m := range batch {
		results[i] = p.one(m)
	}
	if p.during != nil {
		p.during()
	}
	return results, nil
}

func (p *post) one(m regulars.Message) channel.Result {
	p.n++
	p.last = m
	if p.before != nil {
		if r := p.before(p.n, m); r != nil {
			return *r
		}
	}
	if !p.idempotent || !p.keys[m.RetryKey] {
		p.keys[m.RetryKey] = true
		p.got[m.To]++
	}
	if p.after != nil {
		if r := p.after(p.n, m); r != nil {
			return *r
		}
	}
	return channel.Result{Outcome: regulars.OutcomeSent, ProviderID: fmt.Sprint(p.n)}
}

func (p *post) KeyLife() time.Duration {
	if p.idempotent {
		return 24 * time.Hour
	}
	return 0
}
func (p *post) BatchSize() int                     { return p.size }
func (p *post) Way([]regulars.Message) channel.Way { return channel.Push }
func (p *post) Check(context.Context) error        { return nil }
func (p *post) Close() error                       { return nil }

func (p *post) requireEachAtMostOnce(t *testing.T) {
	t.Helper()
	for to, times := range p.got {
		require.Equal(t, 1, times, to)
	}
}

type deliverTest struct {
	*activities.Deliveries
	t     *testing.T
	conn  driver.Conn
	env   *testsuite.TestActivityEnvironment
	posts map[string]*post
	ref   activities.CampaignRef
}

func openDeliveries(t *testing.T, members int) *deliverTest {
	t.Helper()
	db := schematest.Open(t)
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr: []string{localtest.Stack(t).ClickHouse},
		Auth: clickhouse.Auth{Database: db.Database(), Username: "default", Password: localtest.Password(t)},
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	d := &deliverTest{t: t, conn: conn, ref: activities.CampaignRef{Brand: "acme", Campaign: "wakeup", Date: deliverDate}}
	d.posts = map[string]*post{
		"edm":  {name: "edm", size: 50, keys: map[string]bool{}, got: map[string]int{}},
		"line": {name: "line", size: 500, idempotent: true, keys: map[string]bool{}, got: map[string]int{}},
	}
	d.Deliveries = d.worker(db)
	d.insertMembers(members)
	return d
}

func (d *deliverTest) worker(db *schema.DB) *activities.Deliveries {
	text := config.Template{Subject: "{{ brand.name }}", Text: "{{ member.name }} {{ member.purchases }} {{ member.last_purchase }}"}
	cfg := &config.Config{
		Privacy: config.Privacy{HashKey: config.NewSecret("a key")},
		Brands: []config.Brand{{
			Name:     "acme",
			Channels: map[string]*config.Channel{"edm": {UnsubscribeURL: "https://shop.test/u"}, "line": {}},
			Campaigns: []config.Campaign{{
				Name: "wakeup", Channels: []string{"line", "edm"}, Purpose: "marketing", PauseAtFailureRate: 0.2,
				Audience:  config.Audience{Enters: []string{"sleep"}},
				Templates: map[string]config.Template{"edm": text, "line": text},
			}},
		}},
	}
	a := &activities.Deliveries{Config: cfg, DB: db, InFlight: deliver.DefaultInFlight}
	a.Open = func(name string, _ config.Channel) (channel.Sender, error) { return d.posts[name], nil }
	d.env = (&testsuite.WorkflowTestSuite{}).NewTestActivityEnvironment()
	d.env.SetTestTimeout(2 * time.Minute)
	d.env.RegisterActivity(a)
	return a
}

func (d *deliverTest) exec(statement string, args ...any) {
	d.t.Helper()
	require.NoError(d.t, d.conn.Exec(context.Background(), statement, args...))
}

// insertMembers puts members into the audience; the even ones allow LINE, all
// allow mail.
func (d *deliverTest) insertMembers(n int) {
	d.exec(`CREATE OR REPLACE VIEW member_asof AS SELECT member_id, 'sleep' AS stage, 'active' AS stage_before, {date:Date} AS stage_since, 'rfm_vip' AS rfm_class,
		toNullable(toDate('2026-09-01')) AS last_purchase, toNullable(toInt32(80)) AS recency_days, toUInt64(3) AS purchases, toDecimal128(1280.5, 4) AS revenue` + schematest.MemberColumns + `
		FROM members WHERE brand = {brand:String}`)
	d.exec(`INSERT INTO members (brand, member_id, name, email, phone, line_id)
		SELECT 'acme', sipHash64(number), concat('王', toString(number)), concat('m', toString(number), '@x.test'), '', concat('U', leftPad(lower(hex(number)), 32, '0')) FROM numbers(?)`, n)
	d.exec("INSERT INTO identity_nodes (brand, node, member_id) SELECT brand, member_id, member_id FROM members")
	d.exec(`INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version)
		SELECT 'acme', 'web', sipHash64(number), ch, 'marketing', '2026-01-01', true, 1 FROM numbers(?) ARRAY JOIN if(number % 2 = 0, ['line', 'edm'], ['edm']) AS ch`, n)
}

func (d *deliverTest) plan() activities.CampaignPlan {
	d.t.Helper()
	var plan activities.CampaignPlan
	value, err := d.env.ExecuteActivity(d.PlanCampaign, d.ref)
	require.NoError(d.t, err)
	require.NoError(d.t, value.Get(&plan))
	return plan
}

func (d *deliverTest) send() (activities.BlockReport, error) {
	d.t.Helper()
	var result activities.BlockReport
	value, err := d.env.ExecuteActivity(d.SendBlock, activities.SendBlockInput{CampaignRef: d.ref})
	if err != nil {
		return result, err
	}
	return result, value.Get(&result)
}

func (d *deliverTest) settle() ledger.Books {
	d.t.Helper()
	var books ledger.Books
	value, err := d.env.ExecuteActivity(d.SettleCampaign, activities.SettleInput{CampaignRef: d.ref, Reason: "not_sent"})
	require.NoError(d.t, err)
	require.NoError(d.t, value.Get(&books))
	require.True(d.t, books.Closed())
	return books
}

// nextAttempt is a worker that knows nothing of the last one.
func (d *deliverTest) nextAttempt() {
	d.exec("ALTER TABLE delivery_attempts UPDATE claimant = concat('earlier/', claimant) WHERE true SETTINGS mutations_sync = 1")
}

func TestDeliverWholeCampaignOnce(t *testing.T) {
	d := openDeliveries(t, 300)
	plan := d.plan()
	require.EqualValues(t, 300, plan.Books.Planned)
	require.EqualValues(t, 1, plan.Blocks)
	result, err := d.send()
	require.NoError(t, err)
	require.Equal(t, activities.BlockReport{Sent: 300}, result)
	require.Len(t, d.posts["line"].got, 150)
	require.Len(t, d.posts["edm"].got, 150)
	mail := d.posts["edm"].last
	require.Regexp(t, `^王\d+ 3 2026-09-01$`, mail.Text)
	require.Equal(t, "acme", mail.Subject)
	require.Contains(t, mail.UnsubscribeURL, "https://shop.test/u?t=")

	result, err = d.send()
	require.NoError(t, err)
	require.Equal(t, activities.BlockReport{}, result)
	d.plan()
	d.posts["edm"].requireEachAtMostOnce(t)
	books := d.settle()
	require.EqualValues(t, 300, books.Sent)
}

func TestDeliverRecordsFailuresAndUnknowns(t *testing.T) {
	d := openDeliveries(t, 200)
	d.plan()
	d.posts["edm"].before = func(n int, _ regulars.Message) *channel.Result {
		if n%10 == 0 {
			return &channel.Result{Outcome: regulars.OutcomeFailed, Code: "550", Suppress: channel.NoSuchAddress}
		}
		return nil
	}
	d.posts["edm"].after = func(n int, _ regulars.Message) *channel.Result {
		if n%25 == 1 {
			return &channel.Result{Outcome: regulars.OutcomeUnknown}
		}
		return nil
	}
	result, err := d.send()
	require.NoError(t, err)
	require.Equal(t, activities.BlockReport{Sent: 186, Failed: 10, Unknown: 4}, result)
	_, err = d.send()
	require.NoError(t, err)
	d.posts["edm"].requireEachAtMostOnce(t)
	require.EqualValues(t, 4, d.settle().Unknown)
}

func TestDeliverStopsAtTheFailureRate(t *testing.T) {
	d := openDeliveries(t, 400)
	d.plan()
	d.posts["line"].size = 50
	d.posts["line"].before = func(int, regulars.Message) *channel.Result {
		return &channel.Result{Outcome: regulars.OutcomeFailed, Code: "400"}
	}
	_, err := d.send()
	require.ErrorContains(t, err, "50 of 50 messages failed")
	require.ErrorContains(t, err, activities.ErrorFailureRate)
	require.Empty(t, d.posts["edm"].got)

	result, err := d.send()
	require.NoError(t, err)
	require.Equal(t, activities.BlockReport{Stopped: true}, result, "held: nothing goes until it is released")
	d.posts["line"].before = nil
	_, err = d.env.ExecuteActivity(d.SetCampaignState, activities.CampaignStateInput{CampaignRef: d.ref, State: ledger.RunPlanned})
	require.NoError(t, err)
	result, err = d.send()
	require.NoError(t, err)
	require.Equal(t, activities.BlockReport{Sent: 350}, result)
}

func TestDeliverHoldStopsBeforeTheNextBatch(t *testing.T) {
	d := openDeliveries(t, 400)
	d.plan()
	l, err := ledger.New(d.DB, "a key")
	require.NoError(t, err)
	d.posts["line"].size = 20
	d.posts["line"].during = func() {
		run := ledger.Run{Brand: "acme", Campaign: "wakeup", Date: deliverDate}
		require.NoError(t, l.SetState(context.Background(), run, ledger.RunHeld, "a person", "me"))
	}
	result, err := d.send()
	require.NoError(t, err)
	require.True(t, result.Stopped)
	require.LessOrEqual(t, len(d.posts["line"].got), 60)
	require.Zero(t, result.Unknown)
}

func TestDeliverAccountTroubleGivesBackWhatWasNotSent(t *testing.T) {
	d := openDeliveries(t, 200)
	d.plan()
	down := true
	d.posts["edm"].err = func(n int) error {
		if down && n == 2 {
			return &channel.Error{Op: "smtp connection", Retryable: true, RetryAfter: 7 * time.Second, Err: errors.New("gone")}
		}
		return nil
	}
	_, err := d.send()
	require.ErrorContains(t, err, "gone")
	down = false
	d.nextAttempt()
	result, err := d.send()
	require.NoError(t, err)
	require.False(t, result.Stopped)
	require.Zero(t, result.Unknown)
	d.posts["edm"].requireEachAtMostOnce(t)
	require.EqualValues(t, 200, d.settle().Sent)
}

func TestDeliverQuotaStops(t *testing.T) {
	d := openDeliveries(t, 10)
	d.plan()
	d.posts["line"].err = func(int) error { return &channel.Error{Op: "line", Err: channel.ErrQuota} }
	_, err := d.send()
	require.ErrorContains(t, err, "quota")
	require.ErrorContains(t, err, activities.ErrorQuota)
}

// Blocks that are sent side by side have no more in flight together than one.
func TestDeliverBlocksShareWhatIsInFlight(t *testing.T) {
	d := openDeliveries(t, 4200)
	plan := d.plan()
	require.EqualValues(t, 4, plan.Blocks)
	most := uint64(0)
	d.posts["edm"].during = func() {
		var claimed uint64
		require.NoError(t, d.conn.QueryRow(context.Background(),
			"SELECT count() FROM delivery_attempts FINAL WHERE channel = 'edm' AND state = 'claimed'").Scan(&claimed))
		most = max(most, claimed)
	}
	began := time.Now()
	var blocks sync.WaitGroup
	for n := range plan.Blocks {
		blocks.Go(func() {
			env := (&testsuite.WorkflowTestSuite{}).NewTestActivityEnvironment()
			env.SetTestTimeout(2 * time.Minute)
			env.RegisterActivity(d.Deliveries)
			_, err := env.ExecuteActivity(d.SendBlock, activities.SendBlockInput{CampaignRef: d.ref, Block: n, Bits: plan.Bits})
			require.NoError(t, err)
		})
	}
	blocks.Wait()
	t.Logf("4200 deliveries in %s, %d of mail claimed at once at most", time.Since(began).Round(time.Millisecond), most)
	require.LessOrEqual(t, most, uint64(50))
	require.EqualValues(t, 4200, d.settle().Sent)
	d.posts["edm"].requireEachAtMostOnce(t)
}

// A worker that is killed leaves what it had in flight: LINE's is sent again
// with its keys and arrives once, mail's is unknown, and no more than that.
func TestDeliverAfterKills(t *testing.T) {
	d := openDeliveries(t, 600)
	d.plan()
	d.posts["line"].size = 80
	// Dying is not coming back from the provider: what it accepted is never
	// recorded. Every third hand-over kills.
	const kills = 4
	for range kills {
		sends := 0
		for _, p := range d.posts {
			p.during = func() {
				if sends++; sends == 3 {
					panic("killed")
				}
			}
		}
		_, err := d.send()
		require.Error(t, err)
		d.nextAttempt()
	}
	for _, p := range d.posts {
		p.during = nil
	}
	_, err := d.send()
	require.NoError(t, err)
	books := d.settle()
	require.LessOrEqual(t, books.Unknown, uint64(kills*50))
	require.EqualValues(t, 600, books.Sent+books.Unknown)
	require.Len(t, d.posts["line"].got, 300)
	d.posts["line"].requireEachAtMostOnce(t)
	d.posts["edm"].requireEachAtMostOnce(t)
}
