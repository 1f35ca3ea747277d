package exchange

import (
	"context"
	"time"

	"regulars/channel"
)

// Tries says how often one request is tried.
type Tries struct {
	Unanswered int           // times that it gets no answer; only a request with a key is Unanswered
	TurnedAway int           // times that it is turned away for the rate
	FirstGap   time.Duration // before the second try, doubled for each further one
	Patience   time.Duration // the longest wait that is kept here; a longer one goes back to the caller
}

// Persist tries one request until the provider says yes or no, or until it has been
// tried often enough. Once a try went unanswered the request may have been accepted:
// only a yes makes that good again. It returns the context's error as the verdict's
// if that ends first.
func (t Tries) Persist(ctx context.Context, pace *channel.Pace, once func() Verdict) Verdict {
	var last Verdict
	doubtful := false
	gap := t.FirstGap
	for unanswered, turnedAway := 0, 0; unanswered < t.Unanswered && turnedAway < t.TurnedAway; gap *= 2 {
		if err := pace.Wait(ctx); err != nil {
			last.Err = err
			break
		}
		last = once()
		switch {
		case last.Unanswered:
			doubtful = true
			unanswered++
			_ = channel.Sleep(ctx, gap) // an ended context is seen by Wait
		case last.TurnedAway && last.After > t.Patience:
			return last.afterDoubt(doubtful)
		case last.TurnedAway:
			turnedAway++
			pace.Hold(max(gap, last.After))
		default:
			return last.afterDoubt(doubtful)
		}
	}
	return last.afterDoubt(doubtful)
}
