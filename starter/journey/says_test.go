package journey

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/schema/walk"
)

// A journey that stands still says by whom, or what it waits for.
func TestStateSays(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
	zone := time.FixedZone("Taipei", 8*3600)
	for name, c := range map[string]struct {
		paused   bool // by the config
		waiting  []string
		decision walk.Decision
		want     string
	}{
		"it goes on":          {false, []string{"hello"}, walk.Decision{}, ""},
		"by the config":       {true, nil, walk.Decision{}, "paused by the config (paused: true)"},
		"nothing is approved": {true, []string{"hello", "bye"}, walk.Decision{}, "stands still: the console has no approved version of hello, bye (starter campaign list)"},
		"paused":              {true, []string{"hello"}, walk.Decision{Decision: walk.DecisionPause, By: "mei", At: at, Note: "stock"}, "paused by mei at 2026-11-20 12:00: stock"},
		"ended":               {false, nil, walk.Decision{Decision: walk.DecisionEnd, By: "mei", At: at}, "ended by mei at 2026-11-20 12:00"},
	} {
		a := asked{brand: &config.Brand{Zone: zone}, journey: &journey.Journey{Paused: c.paused}, waiting: c.waiting}
		require.Equal(t, c.want, stateSays(a, c.decision), name)
	}
	require.Contains(t, stateSays(asked{brand: &config.Brand{}, journey: &journey.Journey{}}, walk.Decision{Decision: walk.DecisionEnd, By: "mei", At: at}), "04:00", "a brand without a zone is in UTC")
}
