package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/starter/session"
	"regulars/workflows"
)

const scheduled = `brands:
  - name: BRAND
    timezone: Asia/Taipei
    currency: TWD
    schedule: {cron: "CRON", jitter: 5m, catchup_window: 4h}
    shops:
      - {name: s, platform: file, path: a.csv, columns: {order_id: a, placed_at: b, amount: c}}
`

// starterRun runs a command as a user would, and returns what it printed.
func starterRun(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func writeConfig(t *testing.T, brand, cron string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	text := strings.NewReplacer("BRAND", brand, "CRON", cron).Replace(scheduled)
	require.NoError(t, writeFile(path, text))
	return path
}

func withStack(t *testing.T) {
	t.Helper()
	stack := localtest.Stack(t)
	t.Setenv("TEMPORAL_ADDRESS", stack.Temporal)
	t.Setenv("CLICKHOUSE_ADDR", stack.ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", stack.PasswordFile)
}

func TestSchedule(t *testing.T) {
	withStack(t)
	brand := "b" + uuid.NewString()[:8]
	path := writeConfig(t, brand, "30 4 * * *")

	out, err := starterRun(t, "schedule", "preview", "--config", path)
	require.NoError(t, err)
	assert.Contains(t, out, "not applied yet")
	assert.Equal(t, shownTimes, strings.Count(out, "04:30 CST"))

	_, err = starterRun(t, "schedule", "pause", "--config", path)
	assert.ErrorContains(t, err, "starter schedule apply")

	out, err = starterRun(t, "schedule", "apply", "--config", path)
	require.NoError(t, err)
	t.Log(out)
	assert.Contains(t, out, "is created")
	assert.Contains(t, out, "4h")
	assert.Equal(t, shownTimes, strings.Count(out, "CST"))

	_, err = starterRun(t, "schedule", "pause", "--config", path, "--note", "stocktaking")
	require.NoError(t, err)

	// Converging changes the times, and leaves the pause.
	path = writeConfig(t, brand, "15 5 * * 1-5")
	out, err = starterRun(t, "schedule", "apply", "--config", path)
	require.NoError(t, err)
	assert.Contains(t, out, "updated to the config")
	assert.Contains(t, out, "paused (stocktaking)")
	assert.Equal(t, shownTimes, strings.Count(out, "CST"))
	assert.NotContains(t, out, "04:30")
	assert.NotContains(t, out, "Sat 20")

	c, err := session.DialTemporal(t.Context(), &config.Config{})
	require.NoError(t, err)
	defer c.Close()
	described, err := c.ScheduleClient().GetHandle(t.Context(), workflows.ScheduleID(brand)).Describe(t.Context())
	require.NoError(t, err)
	spec := described.Schedule.Spec
	require.Len(t, spec.Calendars, 1)
	assert.Empty(t, spec.CronExpressions)
	assert.Equal(t, []client.ScheduleRange{{Start: 1, End: 5, Step: 1}}, spec.Calendars[0].DayOfWeek)

	out, err = starterRun(t, "schedule", "list", "--config", path)
	require.NoError(t, err)
	assert.Contains(t, out, "paused")

	_, err = starterRun(t, "schedule", "resume", "--config", path)
	require.NoError(t, err)
	_, err = starterRun(t, "schedule", "remove", "--config", path)
	require.NoError(t, err)
	out, err = starterRun(t, "schedule", "list", "--config", path)
	require.NoError(t, err)
	assert.Contains(t, out, "not applied")
}
