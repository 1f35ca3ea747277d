package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/deliver"
	"regulars/schema/ledger"
)

// watch counts what a sending tells.
type watch struct {
	recorded []deliver.Totals
	waits    []error
}

func (w *watch) Recorded(t deliver.Totals) { w.recorded = append(w.recorded, t) }
func (w *watch) Waits(err error)           { w.waits = append(w.waits, err) }

type world struct {
	t       *testing.T
	store   *memory
	mail    *provider
	account *deliver.Account
	watch   watch
	text    string
	rate    float64
	attempt int
}

func newWorld(t *testing.T, members int, p *provider) *world {
	t.Helper()
	name := "edm"
	if p.idempotent {
		name = "line"
	}
	return &world{t: t, store: newMemory(members, name), mail: p, account: deliver.NewAccount(p, 0), text: "{{ member.name }}", rate: 1}
}

// sending is a new attempt.
func (w *world) sending() *deliver.Sending {
	w.t.Helper()
	template, err := channel.ParseTemplate(config.Template{Subject: "s", Text: w.text}, "")
	require.NoError(w.t, err)
	w.attempt++
	return &deliver.Sending{
		Store: w.store, Progress: &w.watch, Account: w.account, MaxFailureRate: w.rate,
		Letter:   deliver.Letter{Templates: map[string]*channel.Template{"": template}, UnsubscribeURL: "https://shop.test/u", UnsubscribeMail: "u@shop.test", Key: "a key"},
		Block:    ledger.Block{Run: ledger.Run{Brand: "acme", Campaign: "wakeup", Date: "2026-11-20"}, Number: 3, Bits: 2},
		Claimant: ledger.Claimant{ID: fmt.Sprint("attempt-", w.attempt), Channel: w.store.deliveries[0].Channel, Purpose: "marketing", KeyLife: keyLife(w.mail.idempotent)},
	}
}

func (w *world) run() (deliver.Totals, error) {
	w.t.Helper()
	var totals deliver.Totals
	err := w.sending().Run(w.t.Context(), &totals)
	return totals, err
}

// die runs an attempt that is killed while the provider answers.
func (w *world) die(send int) {
	w.t.Helper()
	w.mail.during = func(n int) {
		if n == send {
			panic("killed")
		}
	}
	require.PanicsWithValue(w.t, "killed", func() { _, _ = w.run() })
	w.mail.during = nil
	w.account = deliver.NewAccount(w.mail, 0) // another process
}

func (w *world) requireOnce(members int) {
	w.t.Helper()
	require.Len(w.t, w.mail.got, members)
	for to, times := range w.mail.got {
		require.Equal(w.t, 1, times, to)
	}
}

func TestSendingSendsAllOnce(t *testing.T) {
	for _, idempotent := range []bool{false, true} {
		w := newWorld(t, 130, newProvider(idempotent, 40))
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, deliver.Totals{Sent: 130}, totals)
		require.Equal(t, 130, w.store.count(ledger.DeliverySent))
		require.Equal(t, totals, w.watch.recorded[len(w.watch.recorded)-1])
		require.Equal(t, idempotent, w.store.prepares == 2, "only what can be repeated is looked for again at the end")
		require.Len(t, w.watch.recorded, len(w.mail.batches))
		w.requireOnce(130)

		totals, err = w.run()
		require.NoError(t, err)
		require.Equal(t, deliver.Totals{}, totals)
		w.requireOnce(130)
	}
}

func TestSendingBoundsWhatIsInFlight(t *testing.T) {
	p := newProvider(false, 500)
	w := newWorld(t, 400, p)
	w.account = deliver.NewAccount(p, deliver.DefaultInFlight)
	most, looked := 0, 0
	p.during = func(int) { looked++; most = max(most, w.store.claimed()) }
	_, err := w.run()
	require.NoError(t, err)
	require.Equal(t, 16, looked, "a batch is half of what may be in flight")
	require.LessOrEqual(t, most, deliver.DefaultInFlight)

	w = newWorld(t, 40, newProvider(false, 500))
	w.account = deliver.NewAccount(w.mail, 1)
	_, err = w.run()
	require.NoError(t, err)
	require.Len(t, w.mail.batches, 40, "one at a time")
	require.NoError(t, w.account.Close())
	require.True(t, w.mail.closed)
}

// Two workers, and their processes' deaths, at one block.
func TestSendingByManyAtOnce(t *testing.T) {
	p := newProvider(false, 10)
	w := newWorld(t, 400, p)
	var workers sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		s := w.sending()
		s.Progress = &watch{}
		s.Account = deliver.NewAccount(p, 20)
		workers.Go(func() {
			var totals deliver.Totals
			errs[i] = s.Run(context.WithoutCancel(t.Context()), &totals)
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, deliver.ErrContended)
		}
	}
	for to, times := range p.got {
		require.Equal(t, 1, times, to)
	}
	require.Equal(t, 400, w.store.count(ledger.DeliverySent)+w.store.count(ledger.DeliveryUnknown))
}

func TestSendingAfterAKill(t *testing.T) {
	t.Run("with keys the same batch goes again and arrives once", func(t *testing.T) {
		w := newWorld(t, 100, newProvider(true, 30))
		w.die(2)
		left := slices.Clone(w.mail.batches[1])
		for i := range left {
			require.False(t, left[i].Again)
			left[i].Again = true
		}
		totals, err := w.run()
		require.NoError(t, err)
		require.Zero(t, totals.Unknown)
		require.Equal(t, left, w.mail.batches[2], "not as it was")
		require.Equal(t, 100, w.store.count(ledger.DeliverySent))
		w.requireOnce(100)
	})
	t.Run("without keys it is unknown and never sent again", func(t *testing.T) {
		w := newWorld(t, 200, newProvider(false, 25))
		w.die(2)
		_, err := w.run()
		require.NoError(t, err)
		unknown := w.store.count(ledger.DeliveryUnknown)
		require.Positive(t, unknown)
		require.LessOrEqual(t, unknown, deliver.DefaultInFlight)
		require.Equal(t, 200-unknown, w.store.count(ledger.DeliverySent))
		for to, times := range w.mail.got {
			require.Equal(t, 1, times, to)
		}
	})
}

// A multicast whose key is made of all its members can't be repeated without one of
// them; personal texts have a key each.
func TestSendingReclaimsAnIncompleteBatch(t *testing.T) {
	for text, want := range map[string]deliver.Totals{
		"the same for all":  {Unknown: 29, Sent: 10},
		"{{ member.name }}": {Sent: 39},
	} {
		w := newWorld(t, 40, newProvider(true, 30))
		w.text = text
		w.die(1)
		w.store.of(7).optedOut = true
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, want, totals, text)
		require.Equal(t, ledger.DeliveryUnknown, w.store.of(7).State)
		w.requireOnce(40)
	}
}

// The one who is left of a multicast would be pushed to, by another key than the
// multicast had, and may have got it.
func TestSendingDoesNotPushWhatMayHaveBeenMulticast(t *testing.T) {
	w := newWorld(t, 2, newProvider(true, 2))
	w.text = "the same for all"
	w.die(1)
	w.store.of(2).optedOut = true
	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Unknown: 1}, totals)
	require.Equal(t, 2, w.store.count(ledger.DeliveryUnknown))
	w.requireOnce(2)
}

func TestSendingStopsBeforeTheNextBatch(t *testing.T) {
	for _, state := range []ledger.RunState{ledger.RunHeld, ledger.RunCancelled} {
		w := newWorld(t, 400, newProvider(false, 10))
		w.mail.during = func(send int) {
			if send == 2 {
				require.NoError(t, w.store.SetState(context.Background(), ledger.Run{}, state, "a person", "me"))
			}
		}
		totals, err := w.run()
		require.NoError(t, err)
		require.True(t, totals.Stopped)
		require.GreaterOrEqual(t, totals.Sent, 20)
		require.LessOrEqual(t, totals.Sent, 60)
		require.Zero(t, w.store.claimed(), "what was claimed is given back or sent")
	}
}

// Consent that is withdrawn after the pick and before the sending holds: what was
// picked is asked again after a few seconds.
func TestSendingAsksAgainForOptOuts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 100, newProvider(false, 10))
		w.account = deliver.NewAccount(w.mail, 20)
		w.mail.during = func(send int) {
			if send == 1 {
				w.store.mu.Lock()
				w.store.of(75).optedOut = true // picked already
				w.store.mu.Unlock()
			}
			time.Sleep(6 * time.Second) // the provider's pace
		}
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, deliver.Totals{Sent: 99, Excluded: 1}, totals)
		require.NotContains(t, w.mail.got, "m75@x.test")
	})
}

func TestSendingPicksAheadWhileItIsFresh(t *testing.T) {
	w := newWorld(t, 160, newProvider(false, 10))
	w.account = deliver.NewAccount(w.mail, 20)
	_, err := w.run()
	require.NoError(t, err)
	require.Equal(t, 3, w.store.picks, "eight batches at once, and one look at the end")
}

func TestSendingKeepsTheFailureRate(t *testing.T) {
	failing := func(share int) func(int, regulars.Message) channel.Result {
		return func(n int, _ regulars.Message) channel.Result {
			if n <= share {
				return channel.Result{Outcome: regulars.OutcomeFailed, Code: "400"}
			}
			return channel.Result{Outcome: regulars.OutcomeSent}
		}
	}
	for name, test := range map[string]struct {
		members, size, failed int
		rate                  float64
		stops                 bool
	}{
		"exactly the rate goes on":       {100, 20, 4, 0.2, false},
		"one more stops":                 {100, 20, 5, 0.2, true},
		"before 20 it means nothing":     {19, 19, 19, 0.2, false},
		"from 20 on it does":             {20, 20, 20, 0.2, true},
		"a rate of 1 never stops":        {40, 20, 40, 1, false},
		"a rate of 0 stops at the first": {20, 20, 1, 0, true},
	} {
		w := newWorld(t, test.members, newProvider(true, test.size))
		w.rate, w.mail.answer = test.rate, failing(test.failed)
		_, err := w.run()
		if !test.stops {
			require.NoError(t, err, name)
			require.Equal(t, ledger.RunPlanned, w.store.state.Name, name)
			continue
		}
		var rate *deliver.FailureRateError
		require.ErrorAs(t, err, &rate, name)
		require.Equal(t, &deliver.FailureRateError{Failed: test.failed, All: 20}, rate, name)
		require.ErrorContains(t, err, fmt.Sprintf("%d of 20 messages failed, more than pause_at_failure_rate allows", test.failed))
		require.Equal(t, ledger.RunHeld, w.store.state.Name, name)
		require.Len(t, w.mail.batches, 1, name)
	}
}

func TestSendingCountsUnknownAsFailed(t *testing.T) {
	w := newWorld(t, 40, newProvider(true, 20))
	w.rate = 0.5
	w.mail.answer = func(int, regulars.Message) channel.Result { return channel.Result{Outcome: regulars.OutcomeUnknown} }
	_, err := w.run()
	require.ErrorContains(t, err, "20 of 20 messages failed")
	require.Equal(t, 20, w.store.count(ledger.DeliveryUnknown))
}

func TestSendingRecordsWhatTheProviderSays(t *testing.T) {
	w := newWorld(t, 3, newProvider(false, 10))
	w.mail.answer = func(n int, _ regulars.Message) channel.Result {
		switch n {
		case 1:
			return channel.Result{Outcome: regulars.OutcomeFailed, Code: "550", Reason: "no such user", Suppress: channel.NoSuchAddress}
		case 2:
			return channel.Result{Outcome: regulars.OutcomeUnknown}
		}
		return channel.Result{Outcome: regulars.OutcomeSent, ProviderID: "p3"}
	}
	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Sent: 1, Failed: 1, Unknown: 1}, totals)
	first, second, third := w.store.of(1).report, w.store.of(2).report, w.store.of(3).report
	require.Equal(t, []string{"refused", "550", "no such user", "no_such_address"}, []string{first.Reason, first.Code, first.Detail, first.Suppress})
	require.Equal(t, "no_answer", second.Reason)
	require.Empty(t, second.Suppress)
	require.Equal(t, "p3", third.ProviderID)
	require.Empty(t, third.Reason)
	require.Equal(t, []uint64{1}, w.store.suppressed)
}

// A text that fails for one member is that member's failure; the results of the
// others stay theirs.
func TestSendingFailsWhoCanNotBeRendered(t *testing.T) {
	w := newWorld(t, 3, newProvider(false, 10))
	w.text = "{{ 6 | divided_by: member.purchases }}"
	for _, member := range []uint64{1, 3} {
		w.store.of(member).Purchases = 1
	}
	w.mail.answer = func(_ int, m regulars.Message) channel.Result {
		return channel.Result{Outcome: regulars.OutcomeSent, ProviderID: m.To}
	}
	totals, err := w.run()
	require.NoError(t, err)
	require.Equal(t, deliver.Totals{Sent: 2, Failed: 1}, totals)
	require.Equal(t, "template", w.store.of(2).report.Reason)
	require.Equal(t, "m3@x.test", w.store.of(3).report.ProviderID)
}

func TestSendingGivesBackWhatWasNotHandedOver(t *testing.T) {
	gone := &channel.Error{Op: "smtp connection", Retryable: true, Err: errors.New("gone")}
	for _, idempotent := range []bool{false, true} {
		w := newWorld(t, 100, newProvider(idempotent, 10))
		w.mail.err = func(send int) error {
			if send == 2 {
				return gone
			}
			return nil
		}
		totals, err := w.run()
		require.ErrorIs(t, err, gone)
		require.Equal(t, 10, totals.Sent)
		require.Zero(t, w.store.claimed())
		w.mail.err = nil
		_, err = w.run()
		require.NoError(t, err)
		w.requireOnce(100)
	}
}

// With keys a message without an answer stays claimed while the account is in
// trouble: the next attempt repeats it.
func TestSendingRepeatsUnknownWithItsKey(t *testing.T) {
	trouble := errors.New("the connection broke")
	for idempotent, want := range map[bool]ledger.DeliveryState{true: ledger.DeliverySent, false: ledger.DeliveryUnknown} {
		w := newWorld(t, 10, newProvider(idempotent, 10))
		w.account = deliver.NewAccount(&broken{w.mail, trouble}, 0)
		_, err := w.run()
		require.ErrorIs(t, err, trouble)
		if !idempotent {
			require.Equal(t, 10, w.store.count(want), "without a key it is known at once that nobody knows")
		}
		w.account = deliver.NewAccount(w.mail, 0)
		_, err = w.run()
		require.NoError(t, err)
		require.Equal(t, 10, w.store.count(want))
		w.requireOnce(10)
	}
}

// broken accepts all, and answers that nothing is known.
type broken struct {
	*provider
	err error
}

func (b *broken) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results, _ := b.provider.Send(ctx, batch)
	for i := range results {
		results[i] = channel.Result{Outcome: regulars.OutcomeUnknown}
	}
	return results, b.err
}

// Surely not handed over this time says nothing of the time before.
func TestSendingKeepsAReclaimedBatchClaimed(t *testing.T) {
	w := newWorld(t, 10, newProvider(true, 10))
	w.die(1)
	down := errors.New("down")
	w.mail.err = func(int) error { return down }
	_, err := w.run()
	require.ErrorIs(t, err, down)
	require.Equal(t, 10, w.store.claimed())
	w.mail.err = nil
	_, err = w.run()
	require.NoError(t, err)
	w.requireOnce(10)
}

// A reclaimed batch that isn't handed over after all is not free again: it may have
// been sent before.
func TestSendingDoesNotReleaseWhatMayHaveBeenSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 20, newProvider(true, 10))
		twin := newWorld(t, 20, newProvider(true, 10))
		_, err := twin.run()
		require.NoError(t, err)
		for i, d := range w.store.deliveries {
			d.way, d.Content = twin.store.deliveries[i].way, twin.store.deliveries[i].Content
			d.claimant, d.batch, d.State = "earlier", fmt.Sprint("earlier/", i/10), ledger.DeliveryReserved
			w.store.batches[d.batch] = append(w.store.batches[d.batch], d)
		}
		down := errors.New("down")
		w.mail.err = func(int) error {
			time.Sleep(time.Second) // the second batch is reserved meanwhile
			return down
		}
		_, err = w.run()
		require.ErrorIs(t, err, down)
		require.Equal(t, 20, w.store.claimed())
	})
}

func TestSendingWaitsForTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 10, newProvider(false, 20))
		w.store.unavailable = 100
		began := time.Now()
		totals, err := w.run()
		require.NoError(t, err)
		require.Equal(t, 10, totals.Sent)
		require.Equal(t, 100*time.Second, time.Since(began))
		require.Len(t, w.watch.waits, 1, "said once")

		w = newWorld(t, 10, newProvider(false, 20))
		w.store.unavailable = -1
		began = time.Now()
		_, err = w.run()
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Equal(t, 5*time.Minute, time.Since(began))
		require.Equal(t, 10, w.store.claimed(), "a later attempt settles them")
		require.Empty(t, w.watch.recorded)
	})
}

// What is known is written down even when the worker is asked to end.
func TestSendingRecordsAfterItsContextEnds(t *testing.T) {
	w := newWorld(t, 100, newProvider(false, 10))
	ctx, cancel := context.WithCancel(t.Context())
	w.mail.during = func(send int) {
		if send == 2 {
			cancel()
		}
	}
	w.mail.err = func(int) error { return ctx.Err() }
	var totals deliver.Totals
	require.ErrorIs(t, w.sending().Run(ctx, &totals), context.Canceled)
	require.Equal(t, 20, totals.Sent)
	require.Equal(t, 20, w.store.count(ledger.DeliverySent))
	require.Zero(t, w.store.claimed())
}

func TestSendingGivesUpAContestedBlock(t *testing.T) {
	w := newWorld(t, 10, newProvider(false, 10))
	tries := 0
	w.store.contended = true
	w.store.claiming = func([]ledger.Recipient) { tries++ }
	_, err := w.run()
	require.ErrorIs(t, err, deliver.ErrContended)
	require.ErrorContains(t, err, "block 3")
	require.Equal(t, 20, tries)

	// With keys what another one holds is left to it.
	w = newWorld(t, 10, newProvider(true, 5))
	w.store.claiming = func([]ledger.Recipient) {
		w.store.mu.Lock()
		defer w.store.mu.Unlock()
		other := w.store.of(10)
		other.claimant, other.batch = "other", "other/1"
		w.store.batches["other/1"] = []*delivery{other}
	}
	totals, err := w.run()
	require.ErrorIs(t, err, deliver.ErrContended)
	require.ErrorContains(t, err, "holds 1 batches")
	require.Equal(t, 9, totals.Sent)
}

func TestSendingReturnsTheStoresErrors(t *testing.T) {
	for _, method := range []string{"State", "Prepare", "Pick", "Claim", "MarkReserved", "Record"} {
		w := newWorld(t, 30, newProvider(false, 10))
		w.store.failing[method] = errRefused
		_, err := w.run()
		require.ErrorIs(t, err, errRefused, method)
		if method != "Record" {
			require.Empty(t, w.mail.got, method)
			require.Zero(t, w.store.claimed(), method)
		}
	}
}

// What is sent, or may have been, is charged at the price of the settings; what failed isn't.
func TestSendingRecordsWhatIsCharged(t *testing.T) {
	mail := newProvider(false, 10)
	mail.answer = func(n int, _ regulars.Message) channel.Result {
		switch n {
		case 1:
			return channel.Result{Outcome: regulars.OutcomeFailed, Code: "550"}
		case 2:
			return channel.Result{Outcome: regulars.OutcomeUnknown}
		}
		return channel.Result{Outcome: regulars.OutcomeSent}
	}
	w := newWorld(t, 4, mail)
	sending := w.sending()
	sending.Price = 8500
	require.NoError(t, sending.Run(t.Context(), &deliver.Totals{}))
	charged := map[ledger.DeliveryState][2]int{}
	for _, d := range w.store.deliveries {
		charged[d.report.State] = [2]int{d.report.Units, int(d.report.Price)}
	}
	require.Equal(t, map[ledger.DeliveryState][2]int{
		ledger.DeliveryFailed: {0, 0}, ledger.DeliveryUnknown: {1, 8500}, ledger.DeliverySent: {1, 8500},
	}, charged)
}
