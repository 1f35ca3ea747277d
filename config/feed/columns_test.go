package feed

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryEntityHasColumns(t *testing.T) {
	require.ElementsMatch(t, Entities, slices.Collect(maps.Keys(known)))
}
