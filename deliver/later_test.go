package deliver_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/deliver"
	"regulars/schema/ledger"
)

// What a mailbox refuses for now is tried once in a run and stays open; the last run
// takes the refusal for a failure.
func TestRefusedForNowIsTriedLater(t *testing.T) {
	w := newWorld(t, 30, newProvider(false, 7))
	tries := map[string]int{}
	w.mail.answer = func(_ int, m regulars.Message) channel.Result {
		tries[m.To]++
		switch {
		case m.To == "m3@x.test" || m.To == "m4@x.test" && tries[m.To] < 2:
			return channel.Result{Outcome: regulars.OutcomeFailed, Code: "450 4.2.0", Reason: "refused for now", Later: true}
		case m.To == "m5@x.test":
			return channel.Result{Outcome: regulars.OutcomeFailed, Code: "550 5.1.1"}
		}
		return channel.Result{Outcome: regulars.OutcomeSent}
	}

	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Sent: 27, Failed: 1, Deferred: 2}, totals)
	require.Equal(t, []int{1, 1, 1}, []int{tries["m3@x.test"], tries["m4@x.test"], tries["m5@x.test"]}, "a run tries each once")
	require.Zero(t, w.store.claimed())
	require.Equal(t, ledger.DeliveryReserved, w.store.of(3).State)
	require.Equal(t, "450 4.2.0", w.store.of(3).report.Code)

	totals, err = w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Sent: 1, Deferred: 1}, totals)

	last := w.sending()
	last.LastTry = true
	totals = deliver.Totals{}
	require.NoError(t, last.Run(t.Context(), &totals))
	require.Equal(t, deliver.Totals{Failed: 1}, totals)
	require.Equal(t, []int{28, 2}, []int{w.store.count(ledger.DeliverySent), w.store.count(ledger.DeliveryFailed)})
}
