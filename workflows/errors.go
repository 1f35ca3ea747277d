package workflows

import (
	"errors"

	"go.temporal.io/sdk/temporal"
)

// Types of the errors with which workflows end.
const (
	ErrorUsage    = "Usage"    // started or asked in a way that makes no sense
	ErrorNotWhole = "NotWhole" // the night computed, but its certificate is not whole
	ErrorBooks    = "Books"    // a campaign whose books don't close
)

func failure(kind, sentence string, details ...any) error {
	return temporal.NewApplicationErrorWithOptions(sentence, kind, temporal.ApplicationErrorOptions{NonRetryable: true, Details: details})
}

// sentence is what a person should read of an error: the activity's own words,
// without the layers around them.
func sentence(err error) string {
	var application *temporal.ApplicationError
	if errors.As(err, &application) {
		return application.Message()
	}
	var timeout *temporal.TimeoutError
	if errors.As(err, &timeout) {
		return "it took too long: " + timeout.Error()
	}
	return err.Error()
}
