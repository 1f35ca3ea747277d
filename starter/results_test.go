package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
	"regulars/starter/results"
)

func TestResultsAsked(t *testing.T) {
	for _, brand := range far(t) {
		last := ended(brand)
		q, err := results.Asked{Format: "table"}.Query(brand, "")
		require.NoError(t, err)
		if last == ended(brand) {
			require.Equal(t, view.ResultQuery{From: last.AddDays(-27), To: last, AsOf: last}, q, "what kpi publishes of 28 days")
		}
		q, err = results.Asked{Format: "csv", Date: "2026-01-05", AsOf: "2026-01-09"}.Query(brand, "wake-up")
		require.NoError(t, err)
		require.Equal(t, view.ResultQuery{Campaign: "wake-up", From: "2026-01-05", To: "2026-01-05", AsOf: "2026-01-09"}, q)
		q, err = results.Asked{Format: "json", From: "2026-01-05", AsOf: "2026-01-09"}.Query(brand, "")
		require.NoError(t, err)
		require.Equal(t, view.ResultQuery{From: "2026-01-05", To: "2026-01-09", AsOf: "2026-01-09"}, q)
		for says, asked := range map[string]results.Asked{
			"--format xml":      {Format: "xml"},
			"--out a.txt":       {Format: "table", File: "a.txt"},
			"--from is missing": {Format: "table", To: "2026-01-05"},
			"lies before":       {Format: "table", From: "2026-01-05", To: "2026-01-04"},
			"--date":            {Format: "table", Date: "2026-1-5"},
			"--to":              {Format: "table", From: "2026-01-05", To: "soon"},
			"has not ended yet": {Format: "table", AsOf: last.AddDays(2).String()},
			"--as-of":           {Format: "table", AsOf: "friday"},
		} {
			_, err := asked.Query(brand, "")
			require.ErrorContains(t, err, says)
		}
	}
}
