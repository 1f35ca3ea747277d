package schedule

import (
	"context"
	"errors"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars/config"
	"regulars/workflows/tick"
)

// Ticks returns the schedule of a brand's ticks.
func Ticks(cfg *config.Config, brand *config.Brand) client.ScheduleOptions {
	return client.ScheduleOptions{
		ID:   tick.ScheduleID(brand.Name),
		Spec: client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: brand.Between}}},
		Action: &client.ScheduleWorkflowAction{
			ID:                    tick.ID(brand.Name),
			Workflow:              tick.Name,
			Args:                  []any{tick.Input{Brand: brand.Name}},
			TaskQueue:             cfg.Worker.TaskQueue,
			TypedSearchAttributes: tick.About(brand.Name).Attributes(),
			StaticSummary:         "between the nights of " + brand.Name,
		},
		Overlap:       enumspb.SCHEDULE_OVERLAP_POLICY_SKIP,
		CatchupWindow: brand.Between, // what is missed is made up for by the next
	}
}

// ApplyTicks makes the schedule of a brand's ticks what the config says, or removes it where
// it says none, and returns what it did in a line; a pause stays a pause.
func ApplyTicks(ctx context.Context, c client.Client, cfg *config.Config, brand *config.Brand) (string, error) {
	if brand.Between == 0 {
		return RemoveTicks(ctx, c, brand)
	}
	options, word := Ticks(cfg, brand), "created"
	_, err := c.ScheduleClient().Create(ctx, options)
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		word = "updated to the config"
		err = c.ScheduleClient().GetHandle(ctx, options.ID).Update(ctx, client.ScheduleUpdateOptions{DoUpdate: ConvergeTo(options)})
	}
	if err != nil {
		return "", fmt.Errorf("schedule %s can't be applied: %w", options.ID, err)
	}
	return fmt.Sprintf("schedule %s is %s: every %s\n", options.ID, word, brand.Between), nil
}

// RemoveTicks removes the schedule of a brand's ticks, where there is one.
func RemoveTicks(ctx context.Context, c client.Client, brand *config.Brand) (string, error) {
	id := tick.ScheduleID(brand.Name)
	err := c.ScheduleClient().GetHandle(ctx, id).Delete(ctx)
	if isAbsent(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("schedule %s can't be removed: %w", id, err)
	}
	return fmt.Sprintf("schedule %s is removed\n", id), nil
}

// OfTicks calls do with the schedule of a brand's ticks, where there is one.
func OfTicks(ctx context.Context, c client.Client, brand *config.Brand, do func(client.ScheduleHandle) error) error {
	err := do(c.ScheduleClient().GetHandle(ctx, tick.ScheduleID(brand.Name)))
	if isAbsent(err) {
		return nil
	}
	return err
}

func isAbsent(err error) bool {
	var absent *serviceerror.NotFound
	return errors.As(err, &absent)
}
