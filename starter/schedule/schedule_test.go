package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/workflows"
)

func scheduled(t *testing.T, cron string) *config.Brand {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	return &config.Brand{
		Name: "tea", Timezone: "Asia/Taipei", Zone: zone,
		Schedule: config.Schedule{Cron: cron, Timezone: "Asia/Taipei", Zone: zone, Jitter: 5 * time.Minute, CatchupWindow: 4 * time.Hour, Overlap: "buffer_one"},
	}
}

func TestOptions(t *testing.T) {
	cfg := &config.Config{}
	cfg.Worker.TaskQueue = "queue"
	options, err := Options(cfg, scheduled(t, "30 4 * * *"))
	require.NoError(t, err)
	assert.Equal(t, workflows.ScheduleID("tea"), options.ID)
	assert.Equal(t, "Asia/Taipei", options.Spec.TimeZoneName)
	assert.Equal(t, 5*time.Minute, options.Spec.Jitter)
	assert.Len(t, options.Spec.Calendars, 1)
	assert.Equal(t, 4*time.Hour, options.CatchupWindow)
	assert.Equal(t, enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE, options.Overlap)
	_, err = Options(cfg, scheduled(t, ""))
	require.ErrorContains(t, err, "brand tea has no schedule")
}

// What was paused by a person stays so.
func TestConvergeKeepsThePause(t *testing.T) {
	options, err := Options(&config.Config{}, scheduled(t, "30 4 * * *"))
	require.NoError(t, err)
	state := &client.ScheduleState{Paused: true, Note: "stocktaking"}
	update, err := ConvergeTo(options)(client.ScheduleUpdateInput{Description: client.ScheduleDescription{Schedule: client.Schedule{State: state}}})
	require.NoError(t, err)
	assert.Same(t, state, update.Schedule.State)
	assert.Equal(t, &options.Spec, update.Schedule.Spec)
	assert.Equal(t, options.Overlap, update.Schedule.Policy.Overlap)
}

func TestTimes(t *testing.T) {
	brand := scheduled(t, "30 4 * * *")
	at := time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC) // 04:00 in Taipei
	times, err := Next(brand, at, 3)
	require.NoError(t, err)
	require.Len(t, times, 3)
	for i, next := range times {
		assert.Equal(t, time.Date(2026, 11, 21+i, 4, 30, 0, 0, brand.Zone).Unix(), next.Unix())
	}
	jittered := times[0].Add(4 * time.Minute)
	assert.Equal(t, times[0].Unix(), Nominal(jittered, brand).Unix())
	assert.Equal(t, times[0].Unix(), Nominal(times[0], brand).Unix())
	_, err = Next(scheduled(t, "every day"), at, 1)
	require.ErrorContains(t, err, "brand tea")
	for policy, word := range map[enumspb.ScheduleOverlapPolicy]string{
		enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE: "buffer_one", enumspb.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED: "skip", overlapOf("skip"): "skip",
	} {
		assert.Contains(t, OverlapWord(policy), word)
	}
}
