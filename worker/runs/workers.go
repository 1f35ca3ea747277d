package runs

import (
	"context"
	"strings"

	"go.temporal.io/sdk/client"

	"regulars/worker/dial"
)

// Workers counts the workers that poll a task queue.
func Workers(ctx context.Context, c client.Client, queue string) (int, error) {
	polling, err := Polling(ctx, c, queue)
	return len(polling), err
}

// Polling returns the identity of each worker that polls a task queue, sorted.
func Polling(ctx context.Context, c client.Client, queue string) ([]string, error) {
	return dial.Polling(ctx, c, queue)
}

// ReleaseOf is the release in a worker's identity, regulars 0.1.0 123@host; "?" for
// one that doesn't say.
func ReleaseOf(identity string) string {
	rest, ours := strings.CutPrefix(identity, "regulars ")
	release, _, whole := strings.Cut(rest, " ")
	if !ours || !whole {
		return "?"
	}
	return release
}
