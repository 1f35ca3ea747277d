package exchange

import (
	"time"

	"regulars"
	"regulars/channel"
)

// Verdict is what an answer of a provider, or none, means for one request.
type Verdict struct {
	Result channel.Result // of the request's messages; without an outcome: surely not accepted
	Err    error          // concerns the account or the way to it

	Unanswered bool          // may have been accepted, and may be tried again with its key
	TurnedAway bool          // surely not accepted, for the rate: may be tried again
	After      time.Duration // how long the provider asks to wait; 0: it doesn't say
}

// Sent returns the verdict of a yes. id is the provider's; it may be empty.
func Sent(id string) Verdict {
	return Verdict{Result: channel.Result{Outcome: regulars.OutcomeSent, ProviderID: id}}
}

// Failed returns the verdict of a no to the message or its recipient.
func Failed(code, reason string) Verdict {
	return Verdict{Result: channel.Result{Outcome: regulars.OutcomeFailed, Code: code, Reason: reason}}
}

// Unknown returns the verdict of an answer that says neither yes nor no, from a
// provider without keys.
func Unknown(code, reason string) Verdict {
	return Verdict{Result: channel.Result{Outcome: regulars.OutcomeUnknown, Code: code, Reason: reason}}
}

// Suppressed returns the verdict with why its address must not be used again.
func (v Verdict) Suppressed(why channel.Suppression) Verdict {
	v.Result.Suppress = why
	return v
}

// afterDoubt returns the verdict of the last try, knowing that an earlier one may
// have been accepted: what isn't settled stays unknown.
func (v Verdict) afterDoubt(doubtful bool) Verdict {
	if doubtful && v.Result.Outcome != regulars.OutcomeSent {
		v.Result = channel.Result{
			Outcome: regulars.OutcomeUnknown,
			Reason:  "the provider gave no answer; may be tried again with the same key",
		}
	}
	return v
}
