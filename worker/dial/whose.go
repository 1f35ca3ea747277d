package dial

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"regulars/schema"
	"regulars/schema/view"
)

// OtherConfigError names a worker on the task queue whose config is another brand's: it would
// be given this one's nights, of which it knows nothing.
type OtherConfigError struct {
	Worker view.Worker
	Queue  string
	Brands []string // those that it doesn't serve
	Server string   // whose it is
}

func (e *OtherConfigError) Error() string {
	return fmt.Sprintf("the worker %s on task queue %s of %s serves another config, %s (brands %s), and not %s: give that config by --config, "+
		"or another worker.task_queue or TEMPORAL_ADDRESS to this one (a worker that has ended counts for %s)",
		e.Worker.Identity, e.Queue, e.Server, e.Worker.Config, strings.Join(e.Worker.Brands, ", "), strings.Join(e.Brands, ", "), pollerAge)
}

// CheckServed returns an *OtherConfigError where a worker polls the task queue that serves
// none of the brands of who asks, from another file. What a worker of an earlier release
// serves isn't known.
func CheckServed(ctx context.Context, c client.Client, db *schema.DB, queue, server string, asks view.Worker) error {
	polling, err := Polling(ctx, c, queue)
	if err != nil || len(polling) == 0 {
		return err
	}
	workers, err := view.Workers(ctx, db)
	if err != nil {
		return err
	}
	for _, w := range workers {
		serves := func(brand string) bool { return slices.Contains(w.Brands, brand) }
		if !slices.Contains(polling, w.Identity) || len(w.Brands) == 0 || w.Identity == asks.Identity || w.Config == asks.Config {
			continue
		}
		if !slices.ContainsFunc(asks.Brands, serves) {
			return &OtherConfigError{w, queue, asks.Brands, server}
		}
	}
	return nil
}

// Cluster says which Temporal answers: its cluster with the id, and the namespace.
func Cluster(ctx context.Context, c client.Client, namespace string) (string, error) {
	info, err := c.WorkflowService().GetClusterInfo(ctx, &workflowservice.GetClusterInfoRequest{})
	if err != nil {
		return "", fmt.Errorf("ask Temporal which cluster it is: %w", err)
	}
	return fmt.Sprintf("cluster %s (%s), namespace %s", info.GetClusterName(), info.GetClusterId(), namespace), nil
}
