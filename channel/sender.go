package channel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars"
)

// Result is what became of one message of a batch.
type Result struct {
	Outcome    regulars.Outcome
	ProviderID string // the provider's id of the accepted message, where it gives one
	Code       string // the provider's error code, where it gives one
	Reason     string // why it failed or is unknown, without personal data
	Suppress   bool   // the address must not be used again (opted out, does not exist)
}

// Sender is one provider account of one channel.
type Sender interface {
	// Send tries every message of the batch and returns one result for each, in
	// their order. A failure of one recipient is a result; the error is for what
	// concerns the account or the way to it (an *Error): then results says what
	// is known of each message so far, and a message without an outcome ("") was
	// surely not handed over.
	Send(ctx context.Context, batch []regulars.Message) ([]Result, error)

	// Idempotent tells whether the provider drops a repeated RetryKey, so that
	// an unknown outcome may be tried again.
	Idempotent() bool

	// BatchSize is how many messages one Send takes at most.
	BatchSize() int

	// Check dials the provider and says what is wrong with its settings.
	Check(ctx context.Context) error

	// Close gives connections back.
	Close() error
}

// ErrQuota says that the account's quota is used up: the campaign stops.
var ErrQuota = errors.New("the account's quota is used up")

// Error concerns the account or the way to it, not one recipient.
type Error struct {
	Op         string
	Retryable  bool          // the same batch may succeed later
	RetryAfter time.Duration // as the provider asks; 0: it didn't say
	Err        error
	Hint       string
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %v", e.Op, e.Err)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
