package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/answer"
	"regulars/channel"
	"regulars/config"
	"regulars/config/audience"
	"regulars/deliver"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/answers"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

// fewRecipients are how many a campaign reaches at once where REGULARS_RECIPIENTS doesn't say.
const fewRecipients = 4000

func recipientsAtOnce(t *testing.T) int {
	t.Helper()
	text := os.Getenv("REGULARS_RECIPIENTS")
	if text == "" {
		return fewRecipients
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, "REGULARS_RECIPIENTS")
	require.GreaterOrEqual(t, n, 500, "REGULARS_RECIPIENTS: fewer prove nothing")
	return n
}

var errKilled = errors.New("the worker was killed")

// crowd is a campaign to many members on a channel, the provider that takes it and reports,
// and workers that are killed.
type crowd struct {
	t       *testing.T
	db      *schema.DB
	store   *answers.Store
	brand   *config.Brand
	plan    ledger.Plan
	members int
	keyed   bool // the provider knows repeated keys

	mu       sync.Mutex
	random   *rand.Rand
	arrived  map[string]int    // messages, by address
	accepted map[string]string // the provider's id of each key that it took
	lost     int               // answers that were lost: the messages had been taken
	repeated int               // keys that came again
	reports  chan string       // the provider's ids
	handed   atomic.Int64
}

// Send takes messages, as a provider does: it reports each twice, loses some of its answers
// where it knows the keys by which the message would be repeated, and knows such a key again.
func (c *crowd) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	c.mu.Lock()
	defer c.mu.Unlock()
	lost := c.keyed && (c.lost == 0 || c.random.IntN(20) == 0)
	for i, m := range batch {
		id, known := c.accepted[m.RetryKey]
		if known && c.keyed {
			c.repeated++
		} else {
			id = fmt.Sprintf("%s-%d", c.plan.Campaign, c.handed.Add(1))
			c.accepted[m.RetryKey] = id
			c.arrived[m.To]++
			c.reports <- id
		}
		results[i] = channel.Result{Outcome: regulars.OutcomeSent, ProviderID: id}
		if lost {
			results[i] = channel.Result{Outcome: regulars.OutcomeUnknown}
		}
	}
	if lost {
		c.lost++
		return results, &channel.Error{Op: "send", Retryable: true, Err: errors.New("the answer was lost")}
	}
	return results, nil
}

func (c *crowd) KeyLife() time.Duration {
	if c.keyed {
		return 24 * time.Hour
	}
	return 0
}

func (c *crowd) BatchSize() int                     { return 500 }
func (c *crowd) Way([]regulars.Message) channel.Way { return channel.Push }
func (c *crowd) Check(context.Context) error        { return nil }
func (c *crowd) Close() error                       { return nil }
func (c *crowd) Recorded(deliver.Totals)            {}
func (c *crowd) Waits(error)                        {}
func (c *crowd) draw(n int) int                     { c.mu.Lock(); defer c.mu.Unlock(); return c.random.IntN(n) }
func (c *crowd) channelName() string                { return c.plan.Channels[0] }
func (c *crowd) number(query string, args ...any) (n uint64) {
	c.t.Helper()
	require.NoError(c.t, c.db.Conn().QueryRow(c.t.Context(), query, args...).Scan(&n), query)
	return n
}

// mortal is a ledger whose worker can be killed: from then on it writes nothing.
type mortal struct {
	*ledger.Ledger
	dead atomic.Bool
}

func (m *mortal) Claim(ctx context.Context, r ledger.Run, c ledger.Claimant, b ledger.Batch) (ledger.Batch, error) {
	if m.dead.Load() {
		return b, errKilled
	}
	return m.Ledger.Claim(ctx, r, c, b)
}

func (m *mortal) MarkReserved(ctx context.Context, r ledger.Run, b ledger.Batch) error {
	if m.dead.Load() {
		return errKilled
	}
	return m.Ledger.MarkReserved(ctx, r, b)
}

func (m *mortal) Record(ctx context.Context, r ledger.Run, c ledger.Claimant, b ledger.Batch, reports []ledger.Report) error {
	if m.dead.Load() {
		return errKilled
	}
	return m.Ledger.Record(ctx, r, c, b, reports)
}

// Many recipients at once, by workers that are killed again and again, while the provider
// reports what became of each message, twice and in any order: the receiving end, the ledger
// and the events agree, nobody gets anything twice, and what is unknown is no more than was
// in flight. REGULARS_RECIPIENTS says how many.
func TestManyAtOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 5))
	members := recipientsAtOnce(t)
	stack := stackOf(t)
	password, err := stack.Addresses.Password()
	require.NoError(t, err)
	name := anotherEachTime("crowd")
	db, err := schema.Open(t.Context(), schema.Options{Addr: stack.Addresses.ClickHouse, Password: password, Database: name})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	fillCrowd(t, db, members)
	for campaign, channelName := range map[string]string{"by-mail": "edm", "by-line": "line"} {
		c := &crowd{
			t: t, db: db, members: members, keyed: channelName == "line", random: random, brand: &config.Brand{Name: "acme", HashKey: config.NewSecret("a key")},
			arrived: map[string]int{}, accepted: map[string]string{}, reports: make(chan string, members+1),
			plan: ledger.Plan{
				Run:      ledger.Run{Brand: "acme", Campaign: campaign, Date: regulars.DateOf(time.Now(), time.UTC).AddDays(-1)}, // of what was sent lately answers are looked for
				Audience: audience.Audience{Is: []string{"sleep"}}, Channels: []string{channelName}, Purpose: "marketing",
			},
		}
		c.store, err = answers.Open(db, "a key")
		require.NoError(t, err)
		c.send()
	}
}

func fillCrowd(t *testing.T, db *schema.DB, members int) {
	t.Helper()
	ids := fmt.Sprintf("FROM (SELECT (number + 1) * 184467440737 AS id FROM numbers(%d))", members)
	for _, statement := range []string{
		"CREATE OR REPLACE VIEW member_asof AS SELECT member_id, 'sleep' AS stage, 'active' AS stage_before, {date:Date} AS stage_since, " +
			"'loyal' AS rfm_class, {date:Date} AS last_purchase, 80 AS recency_days, 3 AS purchases, 10. AS revenue" + schematest.MemberColumns + " FROM members WHERE brand = {brand:String}",
		"INSERT INTO members (brand, member_id, name, email, line_id) SELECT 'acme', id, 'A B', concat('m', toString(id), '@x.test'), concat('U', lower(hex(sipHash128(id)))) " + ids,
		"INSERT INTO identity_nodes (brand, node, member_id, kind) SELECT 'acme', id, id, 'email' " + ids,
		"INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) " +
			"SELECT 'acme', 'web', id, arrayJoin(['edm', 'line']), 'marketing', toDateTime('2026-01-01'), true, 1 " + ids,
	} {
		require.NoError(t, db.Conn().Exec(clickhouse.Context(t.Context()), statement))
	}
}

// kills is how often workers are killed while a campaign is sent.
const kills = 6

// send sends all of the campaign, and compares.
func (c *crowd) send() {
	t := c.t
	l, err := ledger.New(c.db, "a key")
	require.NoError(t, err)
	state, books, err := l.Plan(t.Context(), c.plan)
	require.NoError(t, err)
	require.EqualValues(t, c.members, books.Open)

	began, reported := time.Now(), make(chan error, 1)
	go func() { reported <- c.report() }()
	account := deliver.NewAccount(c, 0)
	var killed int
	for range kills {
		store := &mortal{Ledger: l}
		at := c.handed.Load() + 1 + int64(c.draw(c.members/kills))
		killed += c.work(store, account, state.Bits, at, fmt.Sprint("worker-", killed))
	}
	for !c.through(l, account, state.Bits) {
	}
	close(c.reports)
	require.NoError(t, <-reported)
	took := time.Since(began)
	require.NoError(t, c.store.Attribute(t.Context(), c.brand, 24*time.Hour))
	books, err = l.Settle(t.Context(), c.plan.Run, uint64(c.members), "not_sent")
	require.NoError(t, err)
	require.True(t, books.Closed())
	c.agree(books, killed)
	t.Logf("%s: %d recipients in %s (%.0f/s) with %d kills: %d sent, %d unknown, %d answers lost, %d keys repeated, %d reports",
		c.plan.Campaign, c.members, took.Round(time.Second), float64(c.members)/took.Seconds(), killed, books.Sent, books.Unknown, c.lost, c.repeated, 2*len(c.accepted))
}

// through is a worker that isn't killed; it reports whether nothing is left.
func (c *crowd) through(l *ledger.Ledger, account *deliver.Account, bits uint8) bool {
	return c.work(&mortal{Ledger: l}, account, bits, 1<<62, fmt.Sprint("last-", time.Now().UnixNano())) == 0 &&
		c.number("SELECT count() FROM deliveries FINAL WHERE campaign = ? AND state IN ('planned', 'reserved')", c.plan.Campaign) == 0
}

// work sends all blocks side by side until they are through, or so many messages are handed
// over: then the worker is killed. It returns 1 for one that was.
func (c *crowd) work(store *mortal, account *deliver.Account, bits uint8, until int64, name string) int {
	template, err := channel.ParseTemplate(config.Template{Subject: "s", Text: "hello {{ member.name | default: 'you' }}"}, "")
	require.NoError(c.t, err)
	watching, seen := context.WithCancel(c.t.Context())
	defer seen()
	var wait sync.WaitGroup
	wait.Go(func() {
		for watching.Err() == nil {
			if c.handed.Load() >= until {
				store.dead.Store(true)
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	var blocks sync.WaitGroup
	for block := range uint32(1) << bits {
		blocks.Go(func() {
			s := &deliver.Sending{
				Store: store, Progress: c, Account: account, MaxFailureRate: 1,
				Letter:   deliver.Letter{Templates: map[string]*channel.Template{"": template}, Key: "a key"},
				Block:    ledger.Block{Run: c.plan.Run, Number: block, Bits: bits},
				Claimant: ledger.Claimant{ID: fmt.Sprintf("%s/%d", name, block), Channel: c.channelName(), Purpose: "marketing", KeyLife: c.KeyLife()},
			}
			_ = s.Run(c.t.Context(), &deliver.Totals{}) // what it left, the next one finds
		})
	}
	blocks.Wait()
	seen()
	wait.Wait()
	if store.dead.Load() {
		return 1
	}
	return 0
}

// report reports every message twice, some together and in any order, until there are none.
func (c *crowd) report() error {
	var late, some []string
	flush := func() error {
		for ids := range slices.Chunk(some, 500) {
			if err := c.record(ids); err != nil {
				return err
			}
		}
		some = some[:0]
		return nil
	}
	for id := range c.reports {
		some, late = append(some, id), append(late, id)
		if c.draw(4) == 0 && len(late) > 1 { // an earlier one again
			i := c.draw(len(late))
			some = append(some, late[i])
			late[i] = late[len(late)-1]
			late = late[:len(late)-1]
		}
		if len(some) >= 500 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	some = append(some, late...)
	return flush()
}

// record reports what became of messages, and again while the store has no room: the
// provider is asked to come back, and does.
func (c *crowd) record(ids []string) error {
	all := make([]answer.Answer, len(ids))
	for i, id := range ids {
		all[i] = answer.Answer{Channel: regulars.Channel(c.channelName()), Type: answer.Delivered, ProviderID: id, EventID: "event of " + id, At: time.Now()}
	}
	for {
		err := c.store.Record(c.t.Context(), c.brand, "provider", all)
		if !errors.Is(err, answers.ErrBusy) {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// agree: the receiving end, the ledger and the events say the same.
func (c *crowd) agree(books ledger.Books, killed int) {
	t, of := c.t, c.plan.Campaign
	for address, times := range c.arrived {
		require.Equal(t, 1, times, "%s got it more than once", address)
	}
	column := map[string]string{"edm": "email", "line": "line_id"}[c.channelName()]
	rows, err := c.db.Conn().Query(t.Context(), `SELECT toString(d.state), m.`+column+` FROM (SELECT * FROM deliveries FINAL WHERE campaign = ?) AS d INNER JOIN members AS m ON m.member_id = d.member_id`, of)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	n, known := 0, 0
	for rows.Next() {
		var state, address string
		require.NoError(t, rows.Scan(&state, &address))
		n++
		switch ledger.DeliveryState(state) {
		case ledger.DeliverySent:
			require.Equal(t, 1, c.arrived[address], "the books call sent what never arrived")
			known++
		case ledger.DeliveryUnknown:
			known += c.arrived[address]
		default:
			t.Fatalf("a delivery is %s", state)
		}
	}
	require.NoError(t, rows.Err())
	require.Equal(t, c.members, n)
	require.Equal(t, len(c.arrived), known, "what arrived stands in no book")
	require.EqualValues(t, c.members, books.Sent+books.Unknown)
	if c.keyed {
		require.Zero(t, books.Unknown)
		require.Len(t, c.arrived, c.members)
		require.Positive(t, c.repeated, "no answer was lost: nothing is proven")
	} else {
		require.Positive(t, killed)
		require.LessOrEqual(t, books.Unknown, uint64(killed*deliver.MostInFlight))
	}
	const events = " FROM message_events FINAL WHERE brand = 'acme' AND type = 'delivered' AND channel = ?"
	require.EqualValues(t, len(c.arrived), c.number("SELECT count()"+events, c.channelName()), "each report counts once")
	require.EqualValues(t, len(c.arrived), c.number("SELECT uniqExact(provider_id)"+events, c.channelName()))
	require.Equal(t, books.Sent, c.number(`SELECT count() FROM (SELECT member_id, provider_id`+events+` AND campaign = ?) AS e
		INNER JOIN (SELECT member_id, provider_id FROM deliveries FINAL WHERE campaign = ? AND state = 'sent') AS d ON d.member_id = e.member_id AND d.provider_id = e.provider_id`,
		c.channelName(), of, of), "each report stands with the message that the ledger calls sent")
}
