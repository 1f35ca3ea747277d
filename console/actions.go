package console

import (
	"context"

	"regulars/channel"
	"regulars/console/journeys"
	"regulars/console/words"
	"regulars/console/work"
	"regulars/deliver/trial"

	"regulars"
)

// Actions are the decisions that a page hands on. Each returns when the decision holds and
// is on record. They return a *Refusal where it isn't allowed, and another error where
// nobody could be asked.
type Actions interface {
	Approve(ctx context.Context, d Decision) error // lets a campaign go, or its first messages
	Hold(ctx context.Context, d Decision) error    // stops it before its next batch
	Release(ctx context.Context, d Decision) error // lets it go on
	Cancel(ctx context.Context, d Decision) error  // ends it
	StopAll(ctx context.Context, d Decision) error // stops every campaign of the brand, those to come as well
	ResumeAll(ctx context.Context, d Decision) error

	// SendTest sends a campaign's message to the address that somebody typed, outside the books.
	SendTest(ctx context.Context, q trial.Request) (channel.Result, error)

	work.Works
	journeys.Works
}

// Decision is what a person decides about a campaign's run, or about all of a brand's.
type Decision struct {
	Brand    string
	Campaign string                // empty: all of the brand's
	Date     regulars.BusinessDate // empty, too
	By       string                // who
	Note     string                // why
	First    int                   // of Approve: so many messages only, then it asks again; 0: all
}

// NotRunning are the words of a refusal where nothing runs that could decide.
const NotRunning = words.NotRunning

// Refusal says in words for people why a decision was refused.
type Refusal struct{ Words string }

func (r *Refusal) Error() string { return r.Words }
