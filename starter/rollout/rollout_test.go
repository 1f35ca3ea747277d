package rollout

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/starter/session"
	"regulars/worker/rollout"
)

func TestAdvice(t *testing.T) {
	for _, c := range []struct {
		v    rollout.Version
		says string
	}{
		{rollout.Version{State: rollout.Current, Open: 3}, ""},
		{rollout.Version{State: rollout.Ramping}, ""},
		{rollout.Version{State: rollout.Draining, Open: 1}, "keep its workers: they end what is open"},
		{rollout.Version{State: rollout.Draining}, "its workers can end"},
		{rollout.Version{State: rollout.Drained}, "its workers can end"},
		{rollout.Version{State: rollout.Inactive}, "gets nothing: make it current, or end its workers"},
	} {
		require.Equal(t, c.says, advice(c.v), c.v)
	}
}

// Without versions every command says what to write.
func TestWithoutVersions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte("brands:\n  - {name: tea, timezone: Asia/Taipei, currency: TWD, shops: [{name: web, platform: file, path: a.csv, columns: {order_id: id, placed_at: at, customer_id: who, amount: amount}}]}\n"), 0o600))
	for _, args := range [][]string{{"status"}, {"current", "1"}, {"ramp", "1"}} {
		c := New(&session.Session{ConfigPath: path})
		c.SetArgs(args)
		c.SilenceErrors, c.SilenceUsage = true, true
		require.ErrorIs(t, c.ExecuteContext(t.Context()), errOff, args)
	}
	c := New(&session.Session{ConfigPath: path})
	c.SetArgs([]string{"ramp", "1", "--percent", "120"})
	c.SilenceErrors, c.SilenceUsage = true, true
	require.ErrorContains(t, c.ExecuteContext(t.Context()), "120 is no share")
}
