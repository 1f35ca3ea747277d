package schedule

import (
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/workflows"
)

// ConvergeTo makes a schedule as the options say; a pause stays a pause.
func ConvergeTo(options client.ScheduleOptions) func(client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
	return func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
		return &client.ScheduleUpdate{Schedule: &client.Schedule{
			Action: options.Action,
			Spec:   &options.Spec,
			Policy: &client.SchedulePolicies{
				Overlap: options.Overlap, CatchupWindow: options.CatchupWindow, PauseOnFailure: options.PauseOnFailure,
			},
			State: in.Description.Schedule.State,
		}}, nil
	}
}

// Options returns the schedule of a brand's nights as its config says. It returns
// an error where the config has none.
func Options(cfg *config.Config, brand *config.Brand) (client.ScheduleOptions, error) {
	spec, err := specOf(brand)
	if err != nil {
		return client.ScheduleOptions{}, err
	}
	return client.ScheduleOptions{
		ID:   workflows.ScheduleID(brand.Name),
		Spec: spec,
		Action: &client.ScheduleWorkflowAction{
			ID:            workflows.TriggerID(brand.Name),
			Workflow:      workflows.NightlyTriggerName,
			Args:          []any{workflows.TriggerInput{Brand: brand.Name, Timezone: brand.Timezone}},
			TaskQueue:     cfg.Worker.TaskQueue,
			StaticSummary: "starts the night of " + brand.Name,
		},
		Overlap:       overlapOf(brand.Schedule.Overlap),
		CatchupWindow: brand.Schedule.CatchupWindow,
	}, nil
}

func specOf(brand *config.Brand) (client.ScheduleSpec, error) {
	if brand.Schedule.Cron == "" {
		return client.ScheduleSpec{}, fmt.Errorf(`brand %s has no schedule: write schedule: {cron: "30 4 * * *"} under it`, brand.Name)
	}
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return client.ScheduleSpec{}, err
	}
	return client.ScheduleSpec{
		Calendars:    []client.ScheduleCalendarSpec{calendarOf(cron)},
		TimeZoneName: brand.Schedule.Timezone,
		Jitter:       brand.Schedule.Jitter,
	}, nil
}

func overlapOf(word string) enumspb.ScheduleOverlapPolicy {
	if word == "buffer_one" {
		return enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
	}
	return enumspb.SCHEDULE_OVERLAP_POLICY_SKIP
}

// OverlapWord says what becomes of a night that meets one under way.
func OverlapWord(policy enumspb.ScheduleOverlapPolicy) string {
	switch policy {
	case enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE:
		return "buffer_one (a firing that meets one under way waits for it)"
	case enumspb.SCHEDULE_OVERLAP_POLICY_SKIP, enumspb.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED:
		return "skip (a firing that meets one under way is left out)"
	}
	return policy.String()
}

// Next returns the next n times of a brand's nights after a moment, by the cron
// expression alone.
func Next(brand *config.Brand, after time.Time, n int) ([]time.Time, error) {
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return nil, fmt.Errorf("brand %s: %w", brand.Name, err)
	}
	var times []time.Time
	for t := after.In(brand.Schedule.Zone); len(times) < n; times = append(times, t) {
		t = cron.Next(t)
	}
	return times, nil
}

// Nominal takes the jitter out of a time: a night's business date follows from
// the time that the schedule names.
func Nominal(at time.Time, brand *config.Brand) time.Time {
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return at
	}
	named := cron.Next(at.In(brand.Schedule.Zone).Add(-brand.Schedule.Jitter - time.Second))
	if named.IsZero() || named.After(at) {
		return at
	}
	return named
}
