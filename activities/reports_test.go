package activities_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// A night's report is written, at the first try, also where what to send next can't be measured.
func TestReportIsWrittenWithoutSuggestions(t *testing.T) {
	db, ctx := schematest.Open(t), t.Context()
	cfg := (&config.Config{Brands: []config.Brand{{
		Name: "acme", Currency: "TWD", Language: "en", Zone: time.UTC, Margin: 0.4, Shops: []config.Shop{{Name: "web", Platform: "fake"}},
	}}}).WithDefaults()
	cfg.Reports.Dir = t.TempDir()
	brand, date := &cfg.Brands[0], regulars.BusinessDate("2026-11-20")
	require.NoError(t, derive.SyncSettings(ctx, db, brand))
	_, err := derive.Run(ctx, db, brand, date)
	require.NoError(t, err)
	generation, err := metric.Measure(ctx, db, brand, metric.Measurement{From: date, To: date, Kind: "backfill"}, nil)
	require.NoError(t, err)
	require.NoError(t, metric.Publish(ctx, db, brand.Name, generation))

	write := func() (written activities.Reported, page string) {
		var suite testsuite.WorkflowTestSuite
		env := suite.NewTestActivityEnvironment()
		env.RegisterActivity(&activities.Reports{Config: cfg, DB: db})
		value, err := env.ExecuteActivity("WriteReport", activities.ReportInput{Brand: brand.Name, Date: date})
		require.NoError(t, err)
		require.NoError(t, value.Get(&written))
		text, err := os.ReadFile(written.Path)
		require.NoError(t, err)
		return written, string(text)
	}
	written, page := write()
	require.Empty(t, written.Unsuggested)
	require.False(t, strings.Contains(page, "could not be measured"))

	brand.Zone = time.FixedZone("Nowhere", 0) // which ClickHouse doesn't know
	written, page = write()
	require.Contains(t, written.Unsuggested, "what was measured of the messages of acme")
	require.True(t, strings.Contains(page, "What to send next could not be measured"))
}
