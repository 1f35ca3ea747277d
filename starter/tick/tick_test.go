package tick

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars/activities"
	"regulars/config"
	"regulars/workflows/tick"
)

// A tick says who may go on, what waits and what it sends; one that is held says why and counts
// nobody.
func TestShow(t *testing.T) {
	shown := func(r tick.Result) string {
		var out bytes.Buffer
		Show(&out, r)
		return out.String()
	}
	require.Equal(t, "by the numbers of 2026-11-20: 1 member whose wait may be over, 2 members who come in by an event\n", shown(tick.Result{Facts: activities.TickFacts{Date: "2026-11-20", Waiting: 1, Coming: 2}}))
	require.Equal(t, "nobody is led on: no numbers yet\n", shown(tick.Result{Facts: activities.TickFacts{Held: "no numbers yet"}}))
	require.Equal(t, "nobody is led on: x\nwaits for the night\nsends a\nsends b\ntrouble\n",
		shown(tick.Result{Facts: activities.TickFacts{Held: "x"}, Waits: "for the night", Sends: []string{"a", "b"}, Troubles: []string{"trouble"}}))
}

// server starts a tick that ends as the test says.
type server struct {
	client.Client
	client.WorkflowRun
	starts, ends error
}

func (s *server) ExecuteWorkflow(context.Context, client.StartWorkflowOptions, any, ...any) (client.WorkflowRun, error) {
	return s, s.starts
}

func (s *server) GetID() string { return "tick/tea" }

func (s *server) Get(context.Context, any) error { return s.ends }

// A tick that can't be started or that failed is an error, and shows nothing.
func TestRun(t *testing.T) {
	cfg, down := (&config.Config{}).WithDefaults(), errors.New("down")
	for says, s := range map[string]*server{"the tick of tea can't be started: down": {starts: down}, "the tick tick/tea failed: down": {ends: down}} {
		var out bytes.Buffer
		require.EqualError(t, run(t.Context(), &out, s, cfg, &config.Brand{Name: "tea"}), says)
		require.Empty(t, out.String())
	}
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, &server{}, cfg, &config.Brand{Name: "tea"}))
	require.Contains(t, out.String(), "by the numbers of")
}
