package deliver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"regulars"
	"regulars/schema/ledger"
)

// Sending sends what is open of one block on one channel. All fields without "nil" or "0" are needed.
type Sending struct {
	Store            Store
	Progress         Progress
	Account          *Account
	Letter           Letter
	Block            ledger.Block
	Claimant         ledger.Claimant  // this attempt: no two that may run at once share its ID
	MaxFailureRate   float64          // share 0..1 of an attempt's messages; above it the run is held
	MaxComplaintRate float64          // share 0..1 of the run's messages; above it the run is held
	Complaints       Complaints       // asks for them; nil: nobody does
	Price            regulars.Money   // of one message, or of one segment of an SMS; 0: not known
	LastTry          bool             // what is refused for now has failed; otherwise it stays open for a later run
	Quiet            Quiet            // when the channel carries nothing
	OwnHours         bool             // each delivery has an hour of its own
	Limit            int              // hand over at most so many messages; 0: no bound
	Now              func() time.Time // the clock of the quiet hours; nil: time.Now

	totals   *Totals
	excluded atomic.Int64           // while picking, not yet in the totals
	stopped  atomic.Pointer[string] // why everything is stopped

	complaintsAsked time.Time
}

// Run sends until nothing is left of the block, and adds to the totals, which the
// channels of a block share. It may be run again at any time and by two workers at
// once. Where the campaign is held or cancelled it sets Stopped and returns nil. What a
// provider refuses for now is left open and counted as Deferred, unless it is the last try.
// What the quiet hours keep back, or what has an hour that has not come, is left open, with the
// time at which to go on in QuietUntil; the quiet hours may exclude it instead.
//
// It returns a *FailureRateError when too many messages fail, a *ComplaintRateError when too
// many are reported as spam, ErrContended when
// another worker is at the same block, and what the Store and the sender return; what
// was claimed and not handed over is given back first.
func (s *Sending) Run(ctx context.Context, totals *Totals) error {
	s.totals = totals
	if err := s.checkComplaints(ctx); err != nil {
		return err
	}
	open, err := s.Store.Prepare(ctx, s.Block, s.Claimant)
	if err != nil {
		return err
	}
	err = s.pipeline(ctx, open)
	switch {
	case errors.Is(err, errStopped):
		totals.Stopped = true
		if why := s.stopped.Load(); why != nil {
			totals.StoppedBy = *why
		}
		return nil
	case errors.Is(err, errQuiet) && s.Quiet.Own != nil:
		s.totals.waitUntil(s.now()) // where it isn't quiet the block is taken up again at once
		return s.nextHour(ctx)
	case errors.Is(err, errQuiet):
		return errors.Join(s.hush(ctx), s.nextHour(ctx))
	case errors.Is(err, errLimit):
		totals.Limited = true
		return nil
	}
	if err == nil && s.Claimant.Idempotent() {
		err = s.nothingOpen(ctx)
	}
	if err != nil {
		return err
	}
	return s.nextHour(ctx)
}

// nothingOpen asks once more for what others claimed meanwhile: a later attempt
// sends it again with its keys.
func (s *Sending) nothingOpen(ctx context.Context) error {
	open, err := s.Store.Prepare(ctx, s.Block, s.Claimant)
	if err != nil || len(open) == 0 {
		return err
	}
	return fmt.Errorf("block %d: %w and holds %d batches", s.Block.Number, ErrContended, len(open))
}

// pipeline reserves one batch ahead of the one that is being handed over.
func (s *Sending) pipeline(ctx context.Context, open []ledger.OpenBatch) error {
	batches := make(chan parcel)
	stop := make(chan struct{})
	halt := sync.OnceFunc(func() { close(stop) })
	defer halt() // also when a sender panics: no claim may wait for it for ever
	reserved := make(chan error, 1)
	go func() {
		defer close(batches)
		reserved <- (&reserving{sending: s, batches: batches, stop: stop}).run(ctx, open)
	}()

	var failed error
	for p := range batches {
		if failed = s.finish(ctx, p, failed); failed != nil {
			halt()
		}
	}
	s.totals.Excluded += int(s.excluded.Swap(0))
	if failed != nil {
		return failed
	}
	return <-reserved
}

// finish hands a batch over, or gives it back when it slipped through before the
// halt was seen.
func (s *Sending) finish(ctx context.Context, p parcel, failed error) error {
	defer s.Account.free()
	if failed != nil {
		return errors.Join(failed, s.release(ctx, p.Batch))
	}
	return s.handOver(ctx, p)
}

// notStopped returns errStopped when the run is held, cancelled or done: the last
// worker of a run that is over may have been frozen. It returns errQuiet in quiet hours, by
// the clocks of these recipients where those count.
func (s *Sending) notStopped(ctx context.Context, recipients ...ledger.Recipient) error {
	now := s.now()
	if _, _, quiet := s.Quiet.Until(now); quiet && s.Quiet.Own == nil {
		return errQuiet
	}
	for _, r := range recipients {
		if s.Quiet.Own == nil {
			break
		}
		if _, _, quiet := s.Quiet.of(r.Zone).Until(now); quiet {
			return errQuiet
		}
	}
	state, err := s.Store.State(ctx, s.Block.Run)
	if err == nil && (state.Stopped() || state.Name.Over()) {
		s.stopped.Store(&state.Everything)
		return errStopped
	}
	return err
}

func (s *Sending) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

// hush says until when the channel is quiet, or excludes what is left of the block.
func (s *Sending) hush(ctx context.Context) error {
	end, skip, quiet := s.Quiet.Until(s.now())
	if !quiet {
		end = s.now() // it has just ended: the block is taken up again at once
	}
	if skip {
		return s.Store.Skip(ctx, s.Block, s.Claimant.Channel, "quiet")
	}
	s.totals.waitUntil(end)
	return nil
}

// nextHour says when the next delivery may go whose hour has not come yet, or in whose zone
// it is quiet; those that don't go then are excluded.
func (s *Sending) nextHour(ctx context.Context) error {
	if !s.OwnHours && s.Quiet.Own == nil {
		return nil
	}
	quiet, skipped := s.Quiet.zones(s.now())
	if len(skipped) > 0 {
		if err := s.Store.Skip(ctx, s.Block, s.Claimant.Channel, "quiet", skipped...); err != nil {
			return err
		}
	}
	next, err := s.Store.NextDue(ctx, s.Block, s.Claimant.Channel, quiet...)
	if err == nil && next != nil {
		s.totals.waitUntil(*next)
	}
	return err
}
