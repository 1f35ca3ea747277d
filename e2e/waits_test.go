package e2e

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"regulars/deploy/local/localtest"
	"regulars/internal/seed"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/faults"
	"regulars/workflows"
)

// One night through all kinds of bad weather: shops that ask for patience and
// fail, ClickHouse away for several attempts, a mail server that turns everybody
// away, ClickHouse and Temporal killed while messages go out. The night waits, says for what,
// goes on, and ends right. It stops the engines of all, so it is not parallel.
func TestNightWaits(t *testing.T) {
	w := newWorld(t, "waits", small())
	w.fault(brand.Shopify, faults.Fault{Kind: faults.Status, Code: 429, RetryAfter: 2 * time.Second, After: 3, Requests: 3})
	w.fault(brand.Woo, faults.Fault{Kind: faults.Status, Code: 500, After: 3, Requests: 7})
	w.fault(sandbox.SMTP, faults.Fault{Kind: faults.Refuse, Code: 421, Stage: "mail"})
	k := w.startWorker()
	run := w.startNight()

	shopify, woo := workflows.PullID(w.brand, brand.Shopify), workflows.PullID(w.brand, brand.Woo)
	w.untilPending(shopify, "the shop asks us to slow down")
	w.untilPending(woo, "the shop is failing")

	require.NoError(t, localtest.StopClickHouse(w.stack))
	w.untilPending(woo, "waits for ClickHouse")
	w.untilTriedAgain(woo, "waits for ClickHouse")
	require.NoError(t, w.stack.StartClickHouse(t.Context()))

	campaign := workflows.CampaignID(w.brand, "edm-all", w.date)
	w.untilPending(campaign, "the server answered 421")
	turnedAway := w.FaultsMet(sandbox.SMTP)
	w.until("the mail server turns more mails away", func() bool { return w.FaultsMet(sandbox.SMTP) >= turnedAway+2 })
	w.untilPending(campaign, "the server answered 421")
	require.Zero(t, w.arrived().of("edm"))
	w.ClearFaults(sandbox.SMTP)
	w.fault(sandbox.SMTP, faults.Fault{Kind: faults.Slow, Stage: "data", Delay: 150 * time.Millisecond})

	w.until("mails arrive", func() bool { return w.arrived().of("edm") > 20 })
	require.NoError(t, localtest.KillClickHouse(w.stack))
	const writeDown = "waiting for ClickHouse, to write down what became of a batch"
	w.until("it waits to write down what was sent", func() bool { return strings.Contains(k.text(t), writeDown) })
	require.NoError(t, w.stack.StartClickHouse(t.Context()))

	w.untilItSendsWithoutTemporal()

	w.nightOf(run)
	w.requireRight(nil)
	w.requireOnce()
	for k, n := range w.requireLedger() {
		require.NotEqual(t, "line", k.channel, "%d unknown", n)
		require.LessOrEqual(t, n, inFlight, k)
	}
	log := k.text(t)
	for _, text := range []string{"the shop asks us to slow down", "the shop is failing", "waits for ClickHouse", "the server answered 421"} {
		require.Contains(t, log, text)
	}
	w.requireNobodyNamed()
}

// untilItSendsWithoutTemporal kills Temporal at a random moment of the sending: what is
// under way goes on, and the rest once Temporal is back.
func (w *world) untilItSendsWithoutTemporal() {
	w.t.Helper()
	random := rand.New(rand.NewPCG(seed.New(w.t), 0))
	after := w.arrived().of("edm") + 1 + random.IntN(50)
	w.until("more mails arrive", func() bool { return w.arrived().of("edm") >= after })
	require.NoError(w.t, localtest.KillTemporal(w.stack))
	w.until("mails arrive without Temporal", func() bool { return w.arrived().of("edm") > after })
	require.NoError(w.t, w.stack.StartTemporal(w.t.Context()))
}

// untilPending waits until Temporal UI shows a text with a workflow's pending
// activities.
func (w *world) untilPending(workflow, text string) {
	w.t.Helper()
	last := ""
	defer func() {
		if w.t.Failed() {
			w.t.Logf("%s showed last: %s", workflow, last)
		}
	}()
	w.until(workflow+" says: "+text, func() bool {
		if now := w.pending(workflow); now != "" {
			last = now
		}
		return strings.Contains(last, text)
	})
}

// untilTriedAgain waits until one more attempt of a workflow's activity has failed
// with a text.
func (w *world) untilTriedAgain(workflow, text string) {
	w.t.Helper()
	first := w.attempt(workflow)
	w.until(workflow+" says once more: "+text, func() bool {
		return w.attempt(workflow) > first && strings.Contains(w.pending(workflow), text)
	})
}

// pending is what Temporal UI shows of a workflow's pending activities: their
// last failures and what they heartbeat.
func (w *world) pending(workflow string) string {
	answer, err := w.temporal.DescribeWorkflowExecution(w.t.Context(), workflow, "")
	if err != nil {
		return "" // not started yet
	}
	var texts []string
	for _, activity := range answer.PendingActivities {
		texts = append(texts, activity.ActivityType.GetName(), activity.LastFailure.GetMessage())
		texts = append(texts, converter.GetDefaultDataConverter().ToStrings(activity.HeartbeatDetails)...)
	}
	return strings.Join(texts, " | ")
}
