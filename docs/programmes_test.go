package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

// The page of the programmes has each journey of the example, in its order, with each step that
// sends and what it sends.
func TestTheProgrammesAreThoseOfTheExample(t *testing.T) {
	t.Setenv("EVENTS_KEY", "a key of the tests for events")
	t.Setenv("REGULARS_HASH_KEY", "a key of the tests, long enough for it")
	cfg, err := config.Load(filepath.Join(root, "examples", "journeys.yaml"))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "docs", "programmes.md"))
	require.NoError(t, err)
	var want []string
	for _, j := range cfg.Brands[0].Journeys {
		want = append(want, j.Name)
		for _, s := range j.Steps {
			if s.Send != "" {
				want = append(want, s.Name+" sends "+s.Send)
			}
		}
	}
	var got []string
	line := regexp.MustCompile(`(?m)^## (\S+)$|^\| (\S+) \| (\S+) \| \d+ \|$`)
	for _, found := range line.FindAllStringSubmatch(string(text), -1) {
		if found[1] != "" {
			got = append(got, found[1])
			continue
		}
		got = append(got, found[2]+" sends "+found[3])
	}
	require.Equal(t, want, got, "write the page again: its first lines say how")
}
