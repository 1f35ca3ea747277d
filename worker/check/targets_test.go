package check

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

const targeted = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    targets:
      - {metric: revenue, value: 5}
      - {metric: stage_new, window: asof, value: 5}
      - {metric: revenu, value: 5}
    shops:
      - {name: store, platform: file, path: sales.csv, columns: {order_id: id, placed_at: at, amount: amount}}
`

func TestTargetsOfNumbersThatThereAreNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(targeted), 0o600))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	mistakes := TargetMistakes(cfg)
	require.Len(t, mistakes, 1)
	require.Contains(t, mistakes[0].String(), "yaml:9:10: brands[0].targets[2].metric: there is no metric revenu; did you mean revenue?")
}

// A check that was cut short says so, and not how its last step failed; so many run at once
// that they leave each other time.
func TestChecksAreCutShort(t *testing.T) {
	// By a clock that stands while they work: on a busy machine all would be late.
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int64
		slow := func(ctx context.Context) Finding {
			if n := running.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer running.Add(-1)
			<-ctx.Done()
			return Finding{Err: errors.New("feed/look.sql: i/o timeout")}
		}
		checks := []func(context.Context) Finding{func(context.Context) Finding { return Finding{Err: errors.New("refused")} }}
		for range 3 * mostAtOnce {
			checks = append(checks, slow)
		}
		findings := askAll(t.Context(), checks, 20*time.Millisecond)
		require.ErrorContains(t, findings[0].Err, "refused")
		require.Len(t, findings, len(checks))
		for _, f := range findings[1:] {
			require.ErrorContains(t, f.Err, "it was not done within 20ms")
			require.False(t, strings.Contains(f.Err.Error(), "timeout"))
		}
		require.LessOrEqual(t, most.Load(), int64(mostAtOnce))
	})
}
