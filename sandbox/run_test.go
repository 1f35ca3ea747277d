package sandbox_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
)

func TestRunWritesWhereItListens(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	dir := t.TempDir()
	done := make(chan error, 1)
	go func() {
		done <- sandbox.Run(ctx, sandbox.Options{Dir: dir, Members: 50, Orders: 100, Now: sandboxtest.Anchor})
	}()
	var running sandbox.Running
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(filepath.Join(dir, sandbox.StateFile))
		return err == nil && json.Unmarshal(text, &running) == nil
	}, 10*time.Second, 20*time.Millisecond)
	r := sandboxtest.Do(t, "GET", running.Control+"/sandbox/received?channel=line", "")
	require.JSONEq(t, "{}", string(r.Body))
	require.NotEmpty(t, running.Env["SANDBOX_WOO_URL"])
	stop()
	require.NoError(t, <-done)
}
