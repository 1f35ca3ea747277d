package deliver

import (
	"errors"
	"time"

	"regulars/present/cause"
)

// ErrContended says that another worker is at the same block. It may be at work, or
// dead: the block is worth trying again after ContendedFor.
var ErrContended = errors.New("another worker is at it")

// ContendedFor is how long a contended block is left alone.
const ContendedFor = time.Minute

// errStopped ends a sending whose campaign is held or cancelled.
var errStopped = errors.New("the campaign is held or cancelled")

// errQuiet ends a sending in quiet hours.
var errQuiet = errors.New("the channel is quiet now")

// errLimit ends a sending that has handed over as many messages as it may.
var errLimit = errors.New("the limit is reached")

// errHalted ends the reserving when the sending has ended.
var errHalted = errors.New("the sending has ended")

// FailureRateError says that too many messages fail: the texts, the addresses or
// the account are wrong. The run is held.
type FailureRateError struct{ Failed, All int }

func (e *FailureRateError) Error() string {
	return e.reason() + ": look at the reasons, then release or cancel the campaign"
}

func (e *FailureRateError) reason() string {
	return cause.Cause{Code: cause.FailureRate, Failed: uint64(e.Failed), Came: uint64(e.All)}.Text(cause.English)
}

// ComplaintRateError says that too many readers reported the messages as spam: mailboxes
// shut out a sender who goes on. The run is held.
type ComplaintRateError struct{ Complaints, Sent uint64 }

func (e *ComplaintRateError) Error() string {
	return e.reason() + ": look at whom it addresses and what it says, then release or cancel the campaign"
}

func (e *ComplaintRateError) reason() string {
	return cause.Cause{Code: cause.ComplaintRate, Failed: e.Complaints, Came: e.Sent}.Text(cause.English)
}
