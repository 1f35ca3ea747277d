package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The colour of a change is the direction that the metric's definition says.
func TestColourOf(t *testing.T) {
	for metric, colours := range map[string][2]any{
		"revenue":      {good, bad},
		"churn_rate":   {bad, good},
		"cycle_median": {bad, good},
		"stage_lost":   {bad, good},
		"tax":          {faint, faint},
		"planned":      {faint, faint},
	} {
		require.Equal(t, colours, [2]any{colourOf(metric, 1), colourOf(metric, -1)}, metric)
	}
}
