package service

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// As many loads as a worker takes at a time fit into its memory.
func TestMemoryBudget(t *testing.T) {
	const mib = 1 << 20
	needed := baseBytes + activitiesAtOnce*loadBytes
	require.LessOrEqual(t, needed, memoryLimit,
		"%d loads of %d MiB and %d MiB for the rest are more than the limit of %d MiB: lower activitiesAtOnce or pull.BlockBytes",
		activitiesAtOnce, loadBytes/mib, baseBytes/mib, memoryLimit/mib)
	require.GreaterOrEqual(t, activitiesAtOnce, 1)
}
