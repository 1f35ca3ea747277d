package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/activity"
)

// errStopping ends a long step when its worker is asked to end. What it stored
// stays, and what it heartbeated is where the next attempt begins.
var errStopping = errors.New("the worker ends; the step goes on with the next attempt")

// untilStop is the activity's context, which also ends when the worker is asked
// to end: a long step then hands over at once, instead of being cut off.
func untilStop(ctx context.Context) (context.Context, func()) {
	stoppable, cancel := context.WithCancelCause(ctx)
	stopping := activity.GetWorkerStopChannel(ctx)
	go func() {
		select {
		case <-stopping:
			cancel(errStopping)
		case <-stoppable.Done():
		}
	}()
	return stoppable, func() { cancel(nil) }
}
