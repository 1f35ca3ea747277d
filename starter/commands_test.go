package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/deploy/local/localtest"
	"regulars/present"
	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
	"regulars/schema"
	"regulars/worker/service"
)

// The brand of these tests has, besides the campaigns and the journey of e2e, a journey that
// keeps a third of those it lets in without messages: everybody who is new comes in.
const (
	walkedCampaigns = `
      - name: care
        audience: { journey: welcome }
        channels: [edm, sms, line]
        templates:
          edm: { subject: care, text: care }
          sms: { text: care }
          line: { text: care }
      - name: care-again
        audience: { journey: welcome }
        channels: [edm]
        templates:
          edm: { subject: again, text: again }
`
	walkedJourneys = `
    between_nights: 15m
    journeys:
      - name: welcome
        enter: { is: [new] }
        goal: { bought: true }
        holdout: 0.3
        steps:
          - { name: hello, send: care }
          - { name: later, after: 30d, send: care-again }
`
)

// commands is a brand with its shops, providers and a worker, and the command line over it.
type commands struct {
	t     *testing.T
	brand string
	path  string // of the config
	db    *schema.DB
	date  regulars.BusinessDate
}

func newCommands(t *testing.T) *commands {
	withStack(t)
	box, err := sandboxtest.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), Members: 600, Orders: 4000, NoDefects: true})
	require.NoError(t, err)
	c := &commands{t: t, brand: "b" + uuid.NewString()[:8], path: filepath.Join(t.TempDir(), "regulars.yaml")}
	for _, pair := range append(box.Env(), "E2E_BRAND="+c.brand, "E2E_LISTEN=127.0.0.1:0", "CLICKHOUSE_DATABASE="+c.brand) {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	text, err := os.ReadFile(filepath.Join("..", "e2e", "testdata", "regulars.yaml"))
	require.NoError(t, err)
	const journeys = "\n    journeys:\n"
	require.Equal(t, 1, strings.Count(string(text), journeys))
	require.NoError(t, writeFile(c.path, strings.Replace(string(text), journeys, walkedCampaigns+walkedJourneys, 1)))
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	c.date = regulars.EndedAt(time.Now(), zone)
	c.work()
	stack := localtest.Stack(t)
	c.db, err = schema.Open(t.Context(), schema.Options{Addr: stack.ClickHouse, Password: localtest.Password(t), Database: c.brand})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.db.Close() })
	return c
}

// work starts a worker, and waits until it polls.
func (c *commands) work() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var log bytes.Buffer
	ready, ended := make(chan struct{}), make(chan error, 1)
	var once sync.Once
	go func() {
		ended <- service.Run(ctx, service.Options{ConfigPath: c.path, Log: &log, OnReady: func() { once.Do(func() { close(ready) }) }})
	}()
	c.t.Cleanup(func() {
		cancel()
		<-ended
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		require.NoError(c.t, err, log.String())
	}
}

// says runs a command, which must end well, and returns what it printed, with lone spaces.
func (c *commands) says(args ...string) string {
	c.t.Helper()
	out, err := starterRun(c.t, append(args, "--config", c.path)...)
	require.NoError(c.t, err, out)
	return strings.Join(strings.Fields(out), " ")
}

func (c *commands) number(query string, args ...any) int64 {
	c.t.Helper()
	var n int64
	require.NoError(c.t, c.db.Conn().QueryRow(c.t.Context(), "SELECT toInt64("+query+")", args...).Scan(&n))
	return n
}

// What the commands print is what ClickHouse and Temporal hold: a night, its status, its
// numbers and segments, a journey, a tick, a sweep, a backfill, and the night once more.
func TestCommandsShowWhatTheNightDid(t *testing.T) {
	c := newCommands(t)
	night := c.says("run", "--past", "--date", string(c.date))
	require.Contains(t, night, fmt.Sprintf("Certificate of %s, %s: whole", c.brand, c.date))
	require.Contains(t, night, "orders day "+present.Whole(c.number("(SELECT any(value) FROM kpi WHERE date = toDate(?) AND scope = 'brand' AND metric = 'orders' AND window = 'day')", string(c.date))))
	c.requireBooks(night)
	sent := c.sent()
	require.NotEmpty(t, sent)

	c.requireStatus()
	c.requireSegments()
	c.requireJourney()

	require.Contains(t, c.says("tick"), fmt.Sprintf("by the numbers of %s: 0 members whose wait may be over, 0 members who come in by an event", c.date))
	require.Regexp(t, `every 15m: the last tick \([^)]*\): 0 waiting, 0 came in, 0 runs under way`, c.says("status"))

	swept := c.says("sweep", "woo")
	require.Contains(t, swept, "The numbers follow with the next night")
	orders := present.Whole(c.number("(SELECT count() FROM orders FINAL WHERE shop = 'woo')"))
	require.Contains(t, swept, fmt.Sprintf("woo orders %s %s ", orders, orders))

	from := c.date.AddDays(-2)
	require.Contains(t, c.says("backfill", "--from", string(from), "--to", string(from.AddDays(1))), "2 of 2 days")
	require.Contains(t, c.says("status"), fmt.Sprintf("%s to %s", from, from.AddDays(1)))

	require.Contains(t, c.says("run", "--past", "--date", string(c.date)), ": whole")
	require.Equal(t, sent, c.sent(), "a night that runs again sends again")
}

// sent is how many messages of each campaign were sent.
func (c *commands) sent() map[string]uint64 {
	c.t.Helper()
	rows, err := c.db.Conn().Query(c.t.Context(), "SELECT toString(campaign), count() FROM deliveries FINAL WHERE state = 'sent' GROUP BY campaign")
	require.NoError(c.t, err)
	defer func() { _ = rows.Close() }()
	sent := map[string]uint64{}
	for rows.Next() {
		var campaign string
		var n uint64
		require.NoError(c.t, rows.Scan(&campaign, &n))
		sent[campaign] = n
	}
	require.NoError(c.t, rows.Err())
	return sent
}

// requireBooks: each campaign's line of the certificate is what the ledger says.
func (c *commands) requireBooks(out string) {
	c.t.Helper()
	_, certificate, _ := strings.Cut(out, "Certificate of")
	for _, campaign := range []string{"line-all", "line-each", "sms-all", "edm-all", "any-new", "care"} {
		const of = "(SELECT count() FROM deliveries FINAL WHERE campaign = ? AND state = ?)"
		sent, excluded := c.number(of, campaign, "sent"), c.number(of, campaign, "excluded")
		require.Positive(c.t, sent, campaign)
		require.Contains(c.t, certificate, fmt.Sprintf("%s done %s %s 0 0 %s 0 ✓", campaign, present.Whole(sent+excluded), present.Whole(sent), present.Whole(excluded)))
	}
}

func (c *commands) requireStatus() {
	c.t.Helper()
	out := c.says("status")
	require.Contains(c.t, out, fmt.Sprintf("%s numbers from %s to %s, 1 worker of release ", c.brand, c.published("min"), c.published("max")))
	require.Contains(c.t, out, c.path)
	require.Regexp(c.t, regexp.QuoteMeta(string(c.date))+` [^✗]*✓ whole`, out)
	for campaign, n := range c.sent() {
		excluded := c.number("(SELECT count() FROM deliveries FINAL WHERE campaign = ? AND state = 'excluded')", campaign)
		require.Contains(c.t, out, fmt.Sprintf("%s %s done %s %s 0 0 %s 0", c.date, campaign, present.Whole(int64(n)+excluded), present.Whole(int64(n)), present.Whole(excluded)))
	}
	require.Contains(c.t, out, "no tick yet")

	shops := c.says("status", "--shops")
	for _, shop := range []string{"woo", "shopify"} {
		stored := c.number("(SELECT argMax(stored, version) FROM loads WHERE shop = ? AND entity = 'orders' AND kind = 'window')", shop)
		require.Regexp(c.t, shop+` orders \d\d \w+ \d\d:\d\d [^✓✗]*`+regexp.QuoteMeta(present.Whole(stored))+` 0 ✓ the platform has `, shops)
	}
}

// published is the first or the last date that is published.
func (c *commands) published(of string) string {
	c.t.Helper()
	var text string
	require.NoError(c.t, c.db.Conn().QueryRow(c.t.Context(), "SELECT toString("+of+"(date)) FROM kpi WHERE scope = 'brand'").Scan(&text))
	return text
}

func (c *commands) requireSegments() {
	c.t.Helper()
	out := c.says("segments", "--date", string(c.date))
	const of = "(SELECT countIf(stage = ?) FROM member_asof(brand = ?, date = toDate(?)))"
	for _, stage := range []string{"new", "active", "sleep", "lost", "deep"} {
		require.Regexp(c.t, stage+` [a-z0-9 –]* ?`+regexp.QuoteMeta(present.Whole(c.number(of, stage, c.brand, string(c.date))))+` \d+\.\d %`, out)
	}
	file := filepath.Join(c.t.TempDir(), "active.csv")
	c.says("segments", "--date", string(c.date), "--of", "stage:active", "--export", file)
	text, err := os.ReadFile(file)
	require.NoError(c.t, err)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))).ReadAll()
	require.NoError(c.t, err)
	require.EqualValues(c.t, c.number(of, "active", c.brand, string(c.date)), len(rows)-1, "members of the file")
}

// requireJourney: what is shown of a journey adds up, and a person may move and remove
// members.
func (c *commands) requireJourney() {
	c.t.Helper()
	came := c.number("(SELECT count() FROM journey_moves FINAL WHERE journey = 'welcome' AND walk = '' AND step = '')")
	kept := c.number("(SELECT count() FROM journey_moves FINAL WHERE journey = 'welcome' AND walk = '' AND step = '' AND to_step = 'kept_out')")
	require.Positive(c.t, kept)
	require.Greater(c.t, came, kept+1)
	out := c.says("journey", "show", "welcome")
	require.Contains(c.t, out, fmt.Sprintf("advanced to %s", c.date))
	require.Contains(c.t, out, fmt.Sprintf("%d came in = %d on a step + %d kept out + 0 finished + 0 left", came, came-kept, kept))
	require.Contains(c.t, out, fmt.Sprintf("later 30 days send care-again → end 0 %d", came-kept))
	require.Regexp(c.t, fmt.Sprintf(`welcome the file runs %s %d %d %d 0 0 0`, c.date, came, came-kept, kept), c.says("journey", "list"))

	listed := c.says("journey", "who", "welcome", "--step", "later", "--most", fmt.Sprint(came))
	who := regexp.MustCompile(`(\S+) `+c.date.String()+` \d{4}-\d\d-\d\d`).FindAllStringSubmatch(listed, -1)
	require.Len(c.t, who, int(came-kept), listed)
	stored := c.number("(SELECT count() FROM journey_moves WHERE toString(member_id) = ?)", who[0][1])
	require.Zero(c.t, stored, "an id leaves the house unkeyed")
	require.Contains(c.t, c.says("journey", "remove", "welcome", "--member", who[0][1], "--note", "called us"), "the member has left welcome")
	require.Contains(c.t, c.says("journey", "show", "welcome"), fmt.Sprintf("%d came in = %d on a step + %d kept out + 0 finished + 1 left 1 removed: taken out by a person", came, came-kept-1, kept))
	require.Contains(c.t, c.says("journey", "results", "welcome"), fmt.Sprintf("hello care %d ", came-kept))
	require.Contains(c.t, c.says("journey", "pause", "welcome", "--note", "a test"), "welcome")
	require.Contains(c.t, c.says("journey", "list"), "welcome the file paused")
	require.Contains(c.t, c.says("journey", "resume", "welcome", "--note", "a test"), "welcome")
	require.NotContains(c.t, c.says("journey", "list"), "paused")
	require.NotContains(c.t, c.says("journey", "who", "welcome", "--step", "later", "--most", fmt.Sprint(came)), who[0][1])
	require.EqualValues(c.t, 1, c.number("(SELECT count() FROM journey_moves FINAL WHERE journey = 'welcome' AND walk = '' AND why = 'removed')"))

	const replays = "(SELECT count() FROM journey_moves FINAL WHERE walk != '')"
	before := c.number(replays)
	require.Contains(c.t, c.says("journey", "replay", "welcome", "--from", string(c.date.AddDays(-1)), "--to", string(c.date)), "nothing happened by this")
	require.Equal(c.t, before, c.number(replays), "a replay leaves something behind")
}
