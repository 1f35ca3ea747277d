package answer

import (
	"errors"
	"net/http"
	"time"

	"regulars"
)

// Type is what happened.
type Type string

// The types.
const (
	Delivered    Type = "delivered"
	Opened       Type = "opened"
	Clicked      Type = "clicked"
	Bounced      Type = "bounced"
	Complained   Type = "complained" // it was reported as spam
	Unsubscribed Type = "unsubscribed"
	Replied      Type = "replied"
	Followed     Type = "followed" // a LINE account, for the first time or again
	Unfollowed   Type = "unfollowed"
)

// Answer is one thing that became of one message, or that a member did.
type Answer struct {
	Channel    regulars.Channel
	Type       Type
	ProviderID string // of the message, as the provider gave it when it took it; "": not said
	EventID    string // the same whenever this event is reported
	At         time.Time
	Address    string // as the provider writes it; personal: never logged; "": not said
	Hard       bool   // of a bounce: the address takes nothing at all
	Machine    string // why no person did it: proxy, scanner, …; "": a person, as far as is known
	Detail     string // a code of the provider; without personal data
}

// Request is a webhook as it came in.
type Request struct {
	Method string
	URL    string // the public one, as the provider called it
	Secret string // the path segment behind the channel's name; "": there is none
	Header http.Header
	Body   []byte
	Now    time.Time
}

// Read is what a request said.
type Read struct {
	Answers     []Answer
	Reply       string // what the provider wants to hear; mostly ""
	ContentType string // of Reply
	Confirm     string // an address of the provider that confirms a subscription when it is called; mostly ""
}

// Reader reads the webhooks of one provider's account.
type Reader interface {
	// Read returns what a request says. Its errors wrap ErrUnsigned, ErrForged, ErrStale
	// or ErrMalformed; any other concerns the way to what the proof needs, and may go away.
	Read(r Request) (Read, error)
}

var (
	// ErrUnsigned is returned (wrapped) where the request carries no proof.
	ErrUnsigned = errors.New("the request is not signed")
	// ErrForged is returned (wrapped) where the proof is not the provider's.
	ErrForged = errors.New("the signature is not the provider's")
	// ErrStale is returned (wrapped) where the request was signed too long ago, or in the
	// future.
	ErrStale = errors.New("the request was signed at another time")
	// ErrMalformed is returned (wrapped) where a signed request can't be read. It never
	// quotes the request.
	ErrMalformed = errors.New("the request can't be read")
)

// How far from now a signed time may be. Svix signs every try again; the others repeat
// what they failed to deliver, as it was, for as long as a day, and say the same event
// under the same id, which counts once.
const (
	svixTolerance  = 5 * time.Minute
	retryTolerance = 25 * time.Hour
	clockTolerance = 5 * time.Minute // of a provider's clock that is ahead
)

// fresh returns ErrStale for a time that lies too far back, or ahead.
func fresh(signed, now time.Time, tolerance time.Duration) error {
	if signed.Before(now.Add(-tolerance)) || signed.After(now.Add(min(tolerance, clockTolerance))) {
		return ErrStale
	}
	return nil
}
