package dial

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// pollerAge is how old a poll may be to count: a living worker polls again every
// minute, and Temporal remembers the dead for longer.
const pollerAge = 90 * time.Second

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
