package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
)

// The sandbox's config is right, and its shops and providers answer to it.
func TestCheckSandbox(t *testing.T) {
	withStack(t)
	box, err := sandboxtest.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), Members: 200, Orders: 1500})
	require.NoError(t, err)
	for _, pair := range box.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	t.Setenv("CLICKHOUSE_DATABASE", "regulars_check")
	path := filepath.Join("..", "examples", "sandbox.yaml")

	out, err := starterRun(t, "check", "--config", path, "--offline")
	t.Log("\n" + out)
	require.NoError(t, err)

	out, err = starterRun(t, "check", "--config", path)
	t.Log("\n" + out)
	require.NoError(t, err)
	assert.Contains(t, out, "no worker polls")
	assert.NotContains(t, out, "✗")
}
