package service

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/notice"
	"regulars/schema"
	"regulars/worker/meter"
	"regulars/workflows"
)

// keepNotifying notifies those who work for the brands until it is stopped. Every worker
// looks; each matter is sent by one.
func keepNotifying(ctx context.Context, cfg *config.Config, db *schema.DB, c client.Client, counts *meter.Meter, logger *slog.Logger) (stop func()) {
	if !slices.ContainsFunc(cfg.Brands, func(b config.Brand) bool { return b.Notify.On() }) {
		return func() {}
	}
	watch := &notice.Watch{
		Config: cfg, DB: db, Base: cfg.Console.PublicURL, Logger: logger,
		Quotas: func(brand string) []notice.Quota { return quotasOf(counts.Left(brand)) },
		Failed: func(ctx context.Context, brand string, date regulars.BusinessDate) (*notice.Failure, error) {
			return failedNight(ctx, c, brand, date)
		},
	}
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { watch.Run(ctx) })
	return func() {
		cancel()
		done.Wait()
	}
}

func quotasOf(left map[string]int64) []notice.Quota {
	var all []notice.Quota
	for _, channel := range slices.Sorted(maps.Keys(left)) {
		all = append(all, notice.Quota{Channel: channel, Left: left[channel]})
	}
	return all
}

// failedNight returns how the newest run of a night failed; nil where it runs, succeeded or
// never began. One that is only not whole has a certificate, which says so itself.
func failedNight(ctx context.Context, c client.Client, brand string, date regulars.BusinessDate) (*notice.Failure, error) {
	id := workflows.NightlyID(brand, date)
	described, err := c.DescribeWorkflowExecution(ctx, id, "")
	if err != nil {
		if _, absent := err.(*serviceerror.NotFound); absent {
			return nil, nil
		}
		return nil, err
	}
	info := described.GetWorkflowExecutionInfo()
	switch info.GetStatus() {
	case enumspb.WORKFLOW_EXECUTION_STATUS_FAILED, enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT, enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
		run := info.GetExecution().GetRunId()
		return &notice.Failure{Run: run, Reason: workflows.Reason(c.GetWorkflow(ctx, id, run).Get(ctx, nil))}, nil
	}
	return nil, nil
}
