package adlists_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/config"
	"regulars/config/adlist"
	"regulars/config/journey"
	"regulars/schema/roster"
	"regulars/schema/schematest"
)

// A tick names the lists that it, or something else since they were in step, may have changed,
// in the order of the config, and leaves out the others.
func TestLookAtAdLists(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	exec := func(statement string, args ...any) {
		require.NoError(t, conn.Exec(t.Context(), statement, args...))
	}
	synced := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	cfg := (&config.Config{Brands: []config.Brand{
		{Name: "acme", Currency: "TWD", Zone: time.UTC}, {Name: "other", Currency: "TWD", Zone: time.UTC}, {Name: "none", Currency: "TWD", Zone: time.UTC},
	}}).WithDefaults()
	for i := range cfg.Brands[:2] {
		b := &cfg.Brands[i]
		for _, list := range []string{"quiet", "sleepers", "buyers"} {
			b.AdLists = append(b.AdLists, adlist.List{Name: list})
			j := journey.Journey{Name: "of-" + list, Steps: []journey.Step{{Name: "s0", AddTo: list}}}
			b.Journeys = append(b.Journeys, j)
			text, err := json.Marshal(j)
			require.NoError(t, err)
			exec("INSERT INTO journey_definitions (brand, journey, definition, text, at) VALUES (?, ?, 'v1', ?, now64(3))", b.Name, j.Name, string(text))
			require.NoError(t, roster.NewRun(db, b.Name, list, synced).End(t.Context()))
		}
	}
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(&adlists.Lists{Config: cfg, DB: db})
	look := func(brand string, moment time.Time) (changed []string) {
		value, err := env.ExecuteActivity("LookAtAdLists", activities.TickInput{Brand: brand, Moment: moment})
		require.NoError(t, err)
		require.NoError(t, value.Get(&changed))
		return changed
	}
	move := func(brand, list string, at time.Time) {
		exec("INSERT INTO journey_moves (brand, journey, member_id, entry, step, definition, to_step, why, date, version, at) VALUES (?, ?, 1, '2026-05-01', 's0', 'v1', '', 'came', '2026-05-01', 1, fromUnixTimestamp64Milli(?))",
			brand, "of-"+list, at.UnixMilli())
	}
	tick, slow := synced.Add(time.Minute), synced.Add(-10*time.Minute)

	require.Empty(t, look("acme", tick), "nothing happened")
	move("acme", "sleepers", synced.Add(time.Second))
	require.Equal(t, []string{"sleepers"}, look("acme", tick), "somebody moved")
	require.Empty(t, look("other", tick), "another brand's move")
	move("acme", "buyers", slow)
	require.Equal(t, []string{"sleepers"}, look("acme", tick), "somebody moved before it was in step")
	require.Equal(t, []string{"sleepers", "buyers"}, look("acme", slow), "this tick moved them, and the list was in step before they were written")
	require.NoError(t, roster.NewRun(db, "acme", "sleepers", synced.Add(5*time.Minute)).End(t.Context()))
	require.Empty(t, look("acme", synced.Add(10*time.Minute)), "it was in step since")
	require.Empty(t, look("none", tick), "a brand without lists")

	_, err := env.ExecuteActivity("LookAtAdLists", activities.TickInput{Brand: "gone", Moment: tick})
	var refused *temporal.ApplicationError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, activities.ErrorConfig, refused.Type())
	exec("INSERT INTO journey_definitions (brand, journey, definition, text, at) VALUES ('acme', 'of-quiet', 'v2', 'no journey', now64(3))")
	_, err = env.ExecuteActivity("LookAtAdLists", activities.TickInput{Brand: "acme", Moment: tick})
	require.ErrorContains(t, err, "version v2 of the journey of-quiet", "a list that can't be asked is no list that nothing happened to")
}
