package channel

import (
	"context"
	"time"
)

// Fate is what a provider says of one message that it was given.
type Fate struct {
	ProviderID string
	At         time.Time // when the provider took it
	State      string    // in the provider's word: queued, sent, delivered, undelivered, failed, …
	Code       string    // the provider's error code; "": it has none
}

// Asker is a Sender whose provider can be asked afterwards what it was given. That is
// how a person finds out about a message that is unknown.
type Asker interface {
	// Fates lists what the provider was given for an address from one time to another,
	// the newest first. It returns an *Error where it can't be asked.
	Fates(ctx context.Context, to string, from, until time.Time) ([]Fate, error)
}
