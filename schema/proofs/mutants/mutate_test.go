package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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

// A folder without a judge is never tried, and a pattern without tests notices
// nothing.
func TestEveryFolderIsJudged(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", ".."))
	for _, folder := range foldersOfSQL(t) {
		require.NotEmpty(t, judges[folder], "name the tests that notice a change in %s/*.sql", folder)
	}
	for folder, by := range judges {
		all, err := mutantsOf(folder)
		require.NoError(t, err)
		require.NotEmpty(t, all, folder)
		for _, j := range by {
			names := testsOf(t, j.packages)
			for pattern := range strings.SplitSeq(j.tests, "|") {
				found := slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, pattern) })
				require.True(t, found, "the judge of %s: no test of %s is named %s…", folder, j.packages, pattern)
			}
		}
	}
}

// foldersOfSQL are the folders below schema that hold .sql, but for migrations, which
// are frozen by their hash, and texts of tests.
func foldersOfSQL(t *testing.T) []string {
	var folders []string
	require.NoError(t, filepath.WalkDir("schema", func(path string, _ fs.DirEntry, err error) error {
		folder := filepath.ToSlash(filepath.Dir(path))
		frozen := strings.HasPrefix(folder, "schema/migrations") || strings.HasPrefix(folder, "schema/testdata")
		if filepath.Ext(path) == ".sql" && !frozen && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
		return err
	}))
	require.NotEmpty(t, folders)
	return folders
}

func testsOf(t *testing.T, packages []string) []string {
	var names []string
	for _, folder := range packages {
		files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
		require.NoError(t, err)
		before := len(names)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(text), -1) {
				names = append(names, found[1])
			}
		}
		require.Greater(t, len(names), before, "%s has no tests", folder)
	}
	return names
}
