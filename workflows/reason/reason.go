// Package reason reads the errors of Temporal for people.
package reason

import (
	"errors"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
)

// Of returns the sentence that a person should read of an error with which a
// workflow, an update or an activity ended: the innermost words of our own,
// without the layers around them, and why it was not tried again.
func Of(err error) string {
	var terminated *temporal.TerminatedError
	var timeout *temporal.TimeoutError
	said := Innermost(err)
	switch {
	case err == nil:
		return ""
	case said != nil:
		return said.Message() + givenUp(err)
	case temporal.IsCanceledError(err):
		return "somebody cancelled it"
	case errors.As(err, &terminated):
		return "somebody terminated it"
	case errors.As(err, &timeout):
		return "it took longer than it may (" + timeout.TimeoutType().String() + "): see in Temporal's UI what it waited for"
	}
	return err.Error()
}

// Innermost returns the deepest application error, or nil.
func Innermost(err error) *temporal.ApplicationError {
	var found, next *temporal.ApplicationError
	for errors.As(err, &next) {
		found = next
		err = errors.Unwrap(next)
	}
	return found
}

// givenUp says that an activity's limits ended it, where they did.
func givenUp(err error) string {
	var activity *temporal.ActivityError
	var timeout *temporal.TimeoutError
	switch {
	case !errors.As(err, &activity):
		return ""
	case activity.RetryState() == enumspb.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED:
		return " (given up: tried as often as it may be)"
	case activity.RetryState() == enumspb.RETRY_STATE_TIMEOUT, errors.As(err, &timeout):
		return " (given up: tried as long as it may be)"
	}
	return ""
}
