package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMutate(t *testing.T) {
	var changed []string
	for _, m := range mutate("x.sql", "-- a = b\nSELECT 'a = b'\nFROM t FINAL\nWHERE a <= 1\n  AND b > {n:UInt8}") {
		changed = append(changed, m.to)
	}
	require.Equal(t, []string{"FROM t", "WHERE a < 1", "AND b >= {n:UInt8}", ""}, changed)
}

// Every folder that is judged holds files, and every file with a rule has mutants.
func TestEveryFolderHasMutants(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", ".."))
	for folder := range judges {
		all, err := mutantsOf([]string{folder})
		require.NoError(t, err)
		require.NotEmpty(t, all, folder)
	}
}
