package runs

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// pollerAge is how old a poll may be to count: a living worker polls again every
// minute, and Temporal remembers the dead for longer.
const pollerAge = 90 * time.Second

// Workers counts the workers that poll a task queue.
func Workers(ctx context.Context, c client.Client, queue string) (int, error) {
	polling, err := Polling(ctx, c, queue)
	return len(polling), err
}

// Polling returns the identity of each worker that polls a task queue, sorted.
func Polling(ctx context.Context, c client.Client, queue string) ([]string, error) {
	answer, err := c.DescribeTaskQueue(ctx, queue, enumspb.TASK_QUEUE_TYPE_WORKFLOW)
	if err != nil {
		return nil, fmt.Errorf("task queue %s can't be read: %w", queue, err)
	}
	workers := map[string]bool{}
	for _, p := range answer.GetPollers() {
		if time.Since(p.GetLastAccessTime().AsTime()) < pollerAge {
			workers[p.GetIdentity()] = true
		}
	}
	return slices.Sorted(maps.Keys(workers)), nil
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
