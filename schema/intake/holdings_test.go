package intake

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLost(t *testing.T) {
	then := []Holding{{"web", "orders", 0, 10}, {"web", "orders", 1, 20}, {"web", "customers", 0, 5}, {"store", "orders", 0, 7}}
	require.Empty(t, lost(then, then))
	grown := []Holding{{"web", "orders", 0, 11}, {"web", "orders", 1, 20}, {"web", "customers", 0, 5}, {"store", "orders", 0, 7}, {"store", "orders", 5, 1}}
	require.Empty(t, lost(grown, then))

	// A partition that is gone isn't made up for by others that grew.
	now := []Holding{{"web", "orders", 0, 90}, {"web", "customers", 0, 4}, {"store", "orders", 0, 7}}
	require.Equal(t, []Loss{{"web", "orders", 20, 0}, {"web", "customers", 5, 4}}, lost(now, then))
}
