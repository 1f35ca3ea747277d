package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/workflows"
)

// What is remade is named; any other word is refused before a run starts.
func TestRemake(t *testing.T) {
	for name, want := range map[string]workflows.Remake{"cycles": {Cycles: true}, "fits": {Fits: true}} {
		got, err := remakeOf([]string{name})
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	none, err := remakeOf(nil)
	require.NoError(t, err)
	require.Zero(t, none)
	_, err = starterRun(t, "backfill", "--config", writeConfig(t, "acme", "30 4 * * *"), "--from", "2026-01-01", "--remake", "cycles,stages")
	require.ErrorContains(t, err, "--remake stages is nothing that is kept: write cycles, fits or cycles,fits")
}
