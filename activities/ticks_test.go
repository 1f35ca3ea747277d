package activities_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/internal/seed"
	"regulars/schema/schematest"
)

// The runs of a tick have their turn by the greatest priority, which a campaign has of its
// own or of its journey, and of equal ones by the config, however their members came to them.
func TestRunsOfATickHaveTheirTurn(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 5))
	db := schematest.Open(t)
	conn, ctx := schematest.Connect(t, db), t.Context()
	moment := time.Now().UTC().Truncate(time.Second)
	cfg := (&config.Config{Brands: []config.Brand{{Name: "acme", Currency: "TWD", Zone: time.UTC}}}).WithDefaults()
	brand := &cfg.Brands[0]
	for i := range 8 {
		name := fmt.Sprint("c", i)
		brand.Campaigns = append(brand.Campaigns, config.Campaign{Name: name, Audience: audience.Audience{Journey: "j" + name}})
		brand.Journeys = append(brand.Journeys, journey.Journey{Name: "j" + name, Steps: []journey.Step{{Name: "soon", After: "1h", Send: name}}})
	}
	for _, i := range r.Perm(8) {
		name := fmt.Sprint("c", i)
		require.NoError(t, conn.Exec(ctx, `INSERT INTO journey_moves (brand, journey, member_id, entry, step, definition, seq, sends, date, moment, run, version)
			VALUES ('acme', ?, ?, '2026-05-01', 'soon', 'v', 1, ?, '2026-05-01', ?, ?, 1)`, "j"+name, uint64(i), name, moment, regulars.TickRun(name, moment)))
	}
	for range 20 {
		priority := make([]int, 8) // what holds for each campaign
		for i := range priority {
			own, of := r.IntN(3)-1, r.IntN(4)-1
			brand.Campaigns[i].Priority, brand.Journeys[i].Priority = own, of
			if priority[i] = own; own == 0 {
				priority[i] = of
			}
		}
		var want []string
		for p := 3; p >= -1; p-- {
			for i := range priority {
				if priority[i] == p {
					want = append(want, regulars.TickRun(fmt.Sprint("c", i), moment))
				}
			}
		}
		var suite testsuite.WorkflowTestSuite
		env := suite.NewTestActivityEnvironment()
		env.RegisterActivity(&activities.Warehouse{Config: cfg, DB: db})
		value, err := env.ExecuteActivity("LookAtTick", activities.TickInput{Brand: "acme", Moment: moment})
		require.NoError(t, err)
		var facts activities.TickFacts
		require.NoError(t, value.Get(&facts))
		var got []string
		for _, run := range facts.Runs {
			got = append(got, run.Campaign)
		}
		require.Equal(t, want, got)
	}
}
