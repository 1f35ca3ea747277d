package feed

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryEntityHasColumns(t *testing.T) {
	require.ElementsMatch(t, Entities, slices.Collect(maps.Keys(known)))
	for _, entity := range Entities {
		columns, is := Of(entity)
		require.True(t, is, entity)
		require.NotEmpty(t, columns.Required, entity)
		require.Equal(t, columns.Required[0], columns.All()[0], entity)
	}
	columns, is := Of("returns")
	require.False(t, is)
	require.Empty(t, columns.All())
}
