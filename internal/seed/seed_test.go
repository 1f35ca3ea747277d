package seed

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSeedIsAnotherOneUnlessGiven(t *testing.T) {
	t.Setenv("REGULARS_SEED", "")
	seen := map[uint64]bool{}
	for range 8 {
		seen[New(t)] = true
	}
	require.Greater(t, len(seen), 1)
	t.Setenv("REGULARS_SEED", "17")
	require.EqualValues(t, 17, New(t))
}
