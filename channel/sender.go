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
	Outcome    regulars.Outcome // "": surely not handed over
	ProviderID string           // the provider's id of the accepted message; "": it has none
	Code       string           // the provider's error code; "": it has none
	Reason     string           // why it failed or is unknown, without personal data
	Suppress   Suppression      // why the address must not be used again; "": it may
	Later      bool             // it failed for now: a greylisted or full mailbox may accept it in minutes or hours
}

// Suppression is why an address is refused for good: it is never tried again on the
// channel. What concerns the account or the text is none.
type Suppression string

// The suppressions.
const (
	NoSuchAddress Suppression = "no_such_address" // there is nobody there, or it is no address
	OptedOut      Suppression = "opted_out"       // its owner refuses what this sender sends
)

// Sender is one provider account of one channel. It may be used by several
// goroutines at once. The package's documentation says what its outcomes mean.
type Sender interface {
	// Send tries every message of a batch of at most BatchSize, and returns one
	// result for each, in their order, with an error too. A failure of one
	// recipient is a result. It returns an *Error for what concerns the account
	// or the way to it (ErrQuota, wrapped, if the quota is used up), or the
	// context's error: then a message without an outcome was surely not handed
	// over. A message that is on its way when ctx ends is waited for.
	Send(ctx context.Context, batch []regulars.Message) ([]Result, error)

	// KeyLife is for how long the provider drops a repeated RetryKey, so that an
	// unknown outcome may be tried again; 0: it knows no keys.
	KeyLife() time.Duration

	// BatchSize is how many messages one Send takes at most.
	BatchSize() int

	// Way is how Send would hand this batch over.
	Way(batch []regulars.Message) Way

	// Check dials the provider. It returns an *Error that says what is wrong with
	// the settings or the account.
	Check(ctx context.Context) error

	// Close ends the open connections, after those in use.
	Close() error
}

// Multicaster is a Sender that hands messages of one text over by one request.
type Multicaster interface {
	Sender

	// MulticastSize is how many messages one request takes: Way is Multicast for no more.
	MulticastSize() int
}

// Way is how a batch is handed over, and so which keys the provider knows it by.
type Way string

// The ways.
const (
	Push      Way = "push"      // each message under its own key
	Multicast Way = "multicast" // one request under one key that is made of all its messages
)

// ErrQuota is returned (wrapped) when the account's quota is used up: the campaign
// stops.
var ErrQuota = errors.New("the account's quota is used up")

// Error concerns the account or the way to it, not one recipient.
type Error struct {
	Op         string
	Retryable  bool          // the same batch may succeed later
	RetryAfter time.Duration // as the provider asks; 0: it didn't say
	Err        error
	Hint       string // what to do about it
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %v", e.Op, e.Err)
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
