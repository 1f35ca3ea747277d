package platform

import (
	"errors"
	"fmt"
	"time"
)

// ErrNoCount says that the platform can't count what changed in a window.
var ErrNoCount = errors.New("the platform can't count")

// ErrMalformed marks an answer that came whole but isn't valid. It is asked for
// again a few times only.
var ErrMalformed = errors.New("the answer isn't what the API should return")

// Error is what a shop's answer means to us: whether to try again, when, and
// what a person can do. It never holds a secret, nor personal data.
type Error struct {
	Op         string        // what was tried: "orders page"
	Status     int           // HTTP status; 0 where no answer came
	Retryable  bool          // the same request may succeed later
	Slow       bool          // the shop had not the time for so large an answer
	Large      bool          // the answer is larger than is taken
	RetryAfter time.Duration // as the platform asks; 0: it doesn't say
	Err        error         // what happened
	Hint       string        // what to do about it
}

func (e *Error) Error() string {
	text := e.Op
	if e.Status != 0 {
		text += fmt.Sprintf(": HTTP %d", e.Status)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}

// Smaller returns the next smaller size of a page to ask for after an error that says
// that the shop had not the time for one of this size, and whether it did. A page never
// gets smaller than least, but for one whose answer is larger than is taken: down to a
// single record.
func Smaller(err error, size, least int) (int, bool) {
	var fault *Error
	if !errors.As(err, &fault) {
		return size, false
	}
	if fault.Large {
		least = 1
	}
	if !fault.Slow && !fault.Large || size <= least {
		return size, false
	}
	return max(size/2, least), true
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
