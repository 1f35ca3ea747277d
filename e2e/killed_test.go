package e2e

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/internal/seed"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/schema/ledger"
	"regulars/workflows"
)

// inFlight bounds what a campaign has in flight on a channel that doesn't know
// repeated messages.
const inFlight = 50

// A worker that is killed in the middle of a pull, and again in the middle of
// the numbers, leaves nothing that the next one doesn't put right.
func TestWorkerKilledWhilePulling(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "killedpull", small())
	for _, shop := range []string{brand.Shopify, brand.Woo} {
		w.fault(shop, faults.Fault{Kind: faults.Slow, Delay: 700 * time.Millisecond})
	}
	k := w.startWorker()
	run := w.startNight()
	w.until("pages of both shops are stored", func() bool {
		return w.pulling(brand.Shopify) && w.pulling(brand.Woo)
	})
	w.kill(k)
	before := w.number("SELECT count() FROM orders FINAL")
	k = w.startWorker()
	w.until("the pull goes on", func() bool { return w.number("SELECT count() FROM orders FINAL") > before })
	w.ClearFaults()
	w.until("the numbers are being computed", func() bool { return w.number("SELECT count() FROM kpi_rows") > 0 })
	w.kill(k)
	require.Zero(t, w.number("SELECT count() FROM kpi"), "half a night is published")

	w.startWorker()
	w.nightOf(run)
	w.requireRight(nil)
	require.Empty(t, w.requireLedger(), "unknown")
	w.requireOnce()

	calm := w.twin("killedpull_calm")
	calm.startWorker()
	w.ForgetReceived()
	calm.night()
	w.requireSame(calm, "the numbers of an undisturbed night")
}

// pulling: some orders of the shop are stored, and their window is still open.
func (w *world) pulling(shop string) bool {
	w.t.Helper()
	return w.has("orders") && w.has("loads") &&
		w.number("SELECT count() FROM orders FINAL WHERE shop = ?", shop) > 0 &&
		w.number("SELECT count() FROM loads FINAL WHERE shop = ? AND entity = 'orders' AND state = 'running'", shop) == 1
}

// A worker that is killed at random moments while it sends. LINE knows a
// repeated message; mail and SMS don't, so there the ledger says unknown. Meanwhile
// Twilio reports what became of each text, twice.
func TestWorkerKilledWhileSending(t *testing.T) {
	t.Parallel()
	const kills = 3
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	w := newWorld(t, "killedsend", small())
	w.slowProviders()
	reports := w.reportTexts()
	k := w.startWorker()
	run := w.startNight()
	doubtful := claims{}
	for range kills {
		after := w.arrived().total() + 1 + random.IntN(150)
		w.until("messages arrive", func() bool { return w.arrived().total() >= after })
		w.kill(k)
		w.untilInsertsEnd()
		doubtful.add(w.open())
		arrived := w.arrived()
		t.Logf("killed when %d had arrived: line %d, sms %d, edm %d", arrived.total(), arrived.of("line"), arrived.of("sms"), arrived.of("edm"))
		k = w.startWorker()
	}
	w.ClearFaults()
	w.nightOf(run)
	w.requireWhole()
	w.requireOnce()
	w.requireUnknown(doubtful)
	w.requireResent()
	w.requireReported(reports)
}

// requireResent: what is unknown is sent again by a person's word, to each of those and to
// nobody else.
func (w *world) requireResent() {
	w.t.Helper()
	l, err := ledger.New(w.db, w.hashKey())
	require.NoError(w.t, err)
	for k, unknowns := range w.unknowns() {
		before := w.arrived().of(k.channel)
		next, err := l.NextResend(w.t.Context(), ledger.Run{Brand: w.brand, Campaign: k.campaign, Date: w.date})
		require.NoError(w.t, err)
		in := workflows.CampaignInput{
			Brand: w.brand, Campaign: next.Campaign, Date: w.date, By: "mei",
			Again: &ledger.Again{Outcomes: []ledger.DeliveryState{ledger.DeliveryUnknown}},
		}
		var done workflows.CampaignProgress
		w.await(w.start(workflows.ResendStart(in, w.brand), workflows.CampaignName, in), &done)
		require.EqualValues(w.t, len(unknowns), done.Books.Sent, "%v: %+v", k, done)
		require.Equal(w.t, before+len(unknowns), w.arrived().of(k.channel), k)
	}
}

// slowProviders makes every campaign take long enough to be disturbed.
func (w *world) slowProviders() {
	w.t.Helper()
	w.fault(sandbox.LINE, faults.Fault{Kind: faults.Slow, Delay: 900 * time.Millisecond})
	w.fault(sandbox.SMS, faults.Fault{Kind: faults.Slow, Delay: 900 * time.Millisecond})
	w.fault(sandbox.SMTP, faults.Fault{Kind: faults.Slow, Stage: "data", Delay: 200 * time.Millisecond})
}

func (w *world) fault(server string, f faults.Fault) {
	w.t.Helper()
	require.NoError(w.t, w.SetFault(server, f))
}

// untilInsertsEnd waits until ClickHouse has done what it was still asked by a worker
// that is dead: such a claim holds, too.
func (w *world) untilInsertsEnd() {
	w.t.Helper()
	w.until("the dead worker's inserts end", func() bool {
		return w.number("SELECT count() FROM system.processes WHERE current_database = ? AND query_kind = 'Insert'", w.brand) == 0
	})
}

// claims are the members of whom a provider may have been handed a message.
type claims map[way]map[uint64]bool

func (c claims) add(more claims) {
	for k, members := range more {
		if c[k] == nil {
			c[k] = map[uint64]bool{}
		}
		maps.Copy(c[k], members)
	}
}

// open reads the claims without an outcome, which are no more than may be in
// flight where a repeated message would arrive twice.
func (w *world) open() claims {
	w.t.Helper()
	rows := w.rows(`SELECT toString(campaign), toString(channel), member_id FROM delivery_attempts FINAL
		WHERE brand = ? AND date = toDate(?) AND state = 'claimed' AND (campaign, member_id) IN
		(SELECT campaign, member_id FROM deliveries FINAL WHERE brand = ? AND date = toDate(?) AND state IN ('planned', 'reserved'))`,
		w.brand, string(w.date), w.brand, string(w.date))
	open := claims{}
	for rows.Next() {
		var k way
		var member uint64
		require.NoError(w.t, rows.Scan(&k.campaign, &k.channel, &member))
		open.add(claims{k: {member: true}})
	}
	require.NoError(w.t, rows.Err())
	for k, members := range open {
		if k.channel != "line" {
			require.LessOrEqual(w.t, len(members), inFlight, k)
		}
	}
	return open
}

// requireUnknown: nothing is unknown on LINE; elsewhere only what was in flight,
// and each stands in the list that a person decides on.
func (w *world) requireUnknown(doubtful claims) {
	w.t.Helper()
	listed := w.unknowns()
	for k, n := range w.requireLedger() {
		w.t.Logf("unknown of %s on %s: %d", k.campaign, k.channel, n)
		require.NotEqual(w.t, "line", k.channel, "%d unknown", n)
		require.Len(w.t, listed[k], n, k)
		for _, unknown := range listed[k] {
			require.True(w.t, doubtful[k][unknown.MemberID], "%v: member %d was not in flight", k, unknown.MemberID)
		}
	}
}

// unknowns are the lists of every campaign.
func (w *world) unknowns() map[way][]ledger.Unknown {
	w.t.Helper()
	l, err := ledger.New(w.db, w.hashKey())
	require.NoError(w.t, err)
	all := map[way][]ledger.Unknown{}
	for campaign := range w.campaigns() {
		rows, err := l.Unknowns(w.t.Context(), ledger.Run{Brand: w.brand, Campaign: campaign, Date: w.date}, 10_000)
		require.NoError(w.t, err)
		for _, row := range rows {
			require.NotZero(w.t, row.MemberID)
			require.NotEmpty(w.t, row.Detail)
			k := way{campaign, row.Channel}
			all[k] = append(all[k], row)
		}
	}
	return all
}

func (w *world) hashKey() string {
	for _, pair := range w.env {
		if key, ok := strings.CutPrefix(pair, "SANDBOX_HASH_KEY="); ok {
			return key
		}
	}
	return ""
}

func (w *world) campaigns() map[string]bool {
	names := map[string]bool{}
	for k := range w.ledger() {
		names[k.campaign] = true
	}
	return names
}
