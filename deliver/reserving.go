package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"regulars/channel"
	"regulars/schema/ledger"
)

const (
	// freshFor is how long picked recipients may be claimed without asking again for
	// opt-outs.
	freshFor = 5 * time.Second

	// maxFruitless is how many claims in a row may be lost to another worker.
	maxFruitless = 20
)

// reserving claims batches ahead of the one that is being handed over.
type reserving struct {
	sending *Sending
	batches chan<- parcel
	stop    <-chan struct{} // closed when no more is wanted
	picked  ledger.Picked   // what the next batches are taken from
	ahead   int             // how many are picked at once
	claims  int             // names the batches
	taken   int             // recipients of them
	pushes  bool            // the batch before went by more requests than one
}

// run reserves until nothing is left: first what earlier attempts left open, then
// what is new.
func (r *reserving) run(ctx context.Context, open []ledger.OpenBatch) error {
	if err := r.sending.notStopped(ctx); err != nil {
		return err
	}
	for _, batch := range open {
		reclaim := func() (parcel, error) {
			again, err := r.sending.Store.Reclaim(ctx, r.sending.Block, r.sending.Claimant, batch)
			return r.sending.parcel(again), err
		}
		if _, err := r.one(ctx, reclaim); err != nil {
			return unlessHalted(err)
		}
	}
	for fruitless := 0; fruitless < maxFruitless; fruitless++ {
		n, err := r.one(ctx, func() (parcel, error) { return r.claim(ctx) })
		if err != nil {
			return unlessHalted(err)
		}
		if n > 0 {
			fruitless = -1
		}
	}
	return fmt.Errorf("block %d: %w and claims the same deliveries", r.sending.Block.Number, ErrContended)
}

// errNothingLeft ends the reserving at the block's end.
var errNothingLeft = errors.New("nothing is left of the block")

// haltedBy is the error of a halt that met another one.
func haltedBy(err error) error {
	if err != nil {
		return err
	}
	return errHalted
}

func unlessHalted(err error) error {
	if errors.Is(err, errHalted) || errors.Is(err, errNothingLeft) {
		return nil
	}
	return err
}

// one reserves a batch and passes it on; it returns how many deliveries it holds,
// none where others claimed all of it. Its slot is freed by who finishes it.
func (r *reserving) one(ctx context.Context, claim func() (parcel, error)) (int, error) {
	s := r.sending
	if !s.Account.take(ctx, r.stop) {
		return 0, haltedBy(ctx.Err())
	}
	passed := false
	defer func() {
		if !passed {
			s.Account.free()
		}
	}()
	p, err := claim()
	if err != nil || len(p.Recipients) == 0 {
		return 0, err
	}
	// Only now: a worker that was frozen before its claim doesn't know that the run
	// has been settled since, and who settles sees this claim or is seen here.
	p.asked = time.Now()
	if err := s.notStopped(ctx, p.Recipients...); err != nil {
		return 0, errors.Join(err, s.release(ctx, p.Batch))
	}
	if err := s.Store.MarkReserved(ctx, s.Block.Run, p.Batch); err != nil {
		return 0, errors.Join(err, s.release(ctx, p.Batch))
	}
	select {
	case r.batches <- p:
		passed = true
		return len(p.Recipients), nil
	case <-r.stop:
		return 0, haltedBy(s.release(ctx, p.Batch))
	}
}

// claim claims the next batch. It returns errNothingLeft at the block's end; a batch
// may be empty, when others claimed all of it.
func (r *reserving) claim(ctx context.Context) (parcel, error) {
	recipients, err := r.next(ctx)
	if err != nil {
		return parcel{}, err
	}
	r.claims++
	id := fmt.Sprintf("%s/%d", r.sending.Claimant.ID, r.claims)
	return r.sending.claim(ctx, r.cut(r.sending.parcel(ledger.Batch{ID: id, Recipients: recipients})))
}

// cut leaves of a parcel what goes by one request, where its first messages do. The others
// are the next batch's.
func (r *reserving) cut(p parcel) parcel {
	s := r.sending
	r.pushes = p.Way != string(channel.Multicast)
	if s.Account.cast == 0 || len(p.Recipients) <= s.Account.cast {
		return p
	}
	first := p
	first.Recipients = p.Recipients[:s.Account.cast]
	if s.way(first) != channel.Multicast {
		return p
	}
	rest := p.Recipients[s.Account.cast:]
	r.picked.Recipients = slices.Concat(rest, r.picked.Recipients)
	r.taken -= len(rest)
	r.pushes, first.Way = false, string(channel.Multicast)
	return first
}

// next takes the recipients of one batch from what was picked, and picks again when
// that is used up or no longer fresh.
func (r *reserving) next(ctx context.Context) ([]ledger.Recipient, error) {
	s := r.sending
	left := s.Account.batchSize()
	if s.Account.cast > 0 && !r.pushes { // no more is rendered than goes together
		left = min(left, s.Account.cast)
	}
	if s.Limit > 0 {
		left = min(left, s.Limit-r.taken)
	}
	if left <= 0 {
		return nil, errLimit
	}
	r.ahead = s.Account.pickSize(r.ahead, len(r.picked.Recipients), time.Since(r.picked.At))
	if time.Since(r.picked.At) > freshFor {
		r.picked.Recipients = nil
	}
	// What was just picked is taken even where picking it took longer than it stays fresh:
	// a busy ClickHouse is no reason to pick for ever.
	for len(r.picked.Recipients) == 0 {
		claimant := s.Claimant
		claimant.Quiet, _ = s.Quiet.zones(s.now())
		picked, err := s.Store.Pick(ctx, s.Block, claimant, r.ahead)
		if err != nil {
			return nil, err
		}
		if picked.Seen == 0 {
			return nil, errNothingLeft
		}
		r.picked = picked
		s.excluded.Add(int64(picked.Excluded))
	}
	n := min(left, len(r.picked.Recipients))
	r.taken += n
	recipients := r.picked.Recipients[:n]
	r.picked.Recipients = r.picked.Recipients[n:]
	return recipients, nil
}
