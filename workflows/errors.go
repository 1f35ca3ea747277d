package workflows

import (
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/workflows/reason"
)

// Types of the errors with which workflows end.
const (
	ErrorUsage    = "Usage"    // started or asked in a way that makes no sense
	ErrorNotWhole = "NotWhole" // the night computed, but its certificate is not whole
	ErrorFeeds    = "Feeds"    // a feed of a shop failed; the others are loaded
	ErrorBooks    = "Books"    // a campaign whose books don't close
)

func failure(kind, sentence string, details ...any) error {
	return temporal.NewApplicationErrorWithOptions(regulars.ErrorText(sentence), kind, temporal.ApplicationErrorOptions{NonRetryable: true, Details: details})
}

// Reason returns the sentence that a person should read of an error with which a
// workflow, an update or an activity ended.
func Reason(err error) string { return reason.Of(err) }
