package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/metric"
)

// The page is what the headers say: a metric without an entry, an entry without a metric
// and another definition fail.
func TestThePageIsGenerated(t *testing.T) {
	want, err := Page()
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join("..", "numbers.md"))
	require.NoError(t, err)
	require.Equal(t, string(want), string(text), "docs/numbers.md is old: run `go generate ./docs`")
}

// Each metric stands in it, with its definition.
func TestEveryMetricIsThere(t *testing.T) {
	page, err := Page()
	require.NoError(t, err)
	all, err := metric.Definitions()
	require.NoError(t, err)
	require.Greater(t, len(all), 50)
	for _, d := range all {
		require.Contains(t, string(page), "`"+d.Metric+"`", d.File)
		require.Contains(t, string(page), strings.TrimRight(text(d.Defined), ". "), d.Metric)
		require.Contains(t, string(page), "](../"+d.File+")")
	}
}
