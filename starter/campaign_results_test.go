package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

func TestResultsAsked(t *testing.T) {
	for _, brand := range far(t) {
		last := ended(brand)
		q, err := resultsAsked{format: "table"}.query(brand, "")
		require.NoError(t, err)
		if last == ended(brand) {
			require.Equal(t, view.ResultQuery{From: last.AddDays(-27), To: last, AsOf: last}, q, "what kpi publishes of 28 days")
		}
		q, err = resultsAsked{format: "csv", date: "2026-01-05", asOf: "2026-01-09"}.query(brand, "wake-up")
		require.NoError(t, err)
		require.Equal(t, view.ResultQuery{Campaign: "wake-up", From: "2026-01-05", To: "2026-01-05", AsOf: "2026-01-09"}, q)
		q, err = resultsAsked{format: "json", from: "2026-01-05", asOf: "2026-01-09"}.query(brand, "")
		require.NoError(t, err)
		require.Equal(t, view.ResultQuery{From: "2026-01-05", To: "2026-01-09", AsOf: "2026-01-09"}, q)
		for says, asked := range map[string]resultsAsked{
			"--format xml":      {format: "xml"},
			"--out a.txt":       {format: "table", file: "a.txt"},
			"--from is missing": {format: "table", to: "2026-01-05"},
			"lies before":       {format: "table", from: "2026-01-05", to: "2026-01-04"},
			"--date":            {format: "table", date: "2026-1-5"},
			"--to":              {format: "table", from: "2026-01-05", to: "soon"},
			"has not ended yet": {format: "table", asOf: last.AddDays(2).String()},
			"--as-of":           {format: "table", asOf: "friday"},
		} {
			_, err := asked.query(brand, "")
			require.ErrorContains(t, err, says)
		}
	}
}
