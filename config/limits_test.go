package config

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Files that would cost the parser minutes and gigabytes, or the decoder its stack.
func bombs() map[string]string {
	const n = 60_000
	var laughs, merges strings.Builder
	laughs.WriteString("a: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	merges.WriteString("brands:\n  - &a0 {name: x}\n")
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&laughs, "b%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10))
		fmt.Fprintf(&merges, "  - &a%d {<<: *a%d, <<: *a%d}\n", i, i-1, i-1)
	}
	var unknown strings.Builder
	unknown.WriteString("brands:\n  - &a\n")
	for i := range 400 {
		fmt.Fprintf(&unknown, "    what_is_this_%d: x\n", i)
	}
	return map[string]string{
		"brackets":             strings.Repeat("[", n),
		"closed brackets":      strings.Repeat("[", n) + strings.Repeat("]", n),
		"braces":               strings.Repeat("{a: ", n),
		"mixed":                strings.Repeat("[{a: ", n),
		"dashes":               strings.Repeat("- ", n) + "a",
		"questions":            strings.Repeat("? ", n) + "a",
		"tags":                 strings.Repeat("!t ", n) + "a",
		"anchors":              strings.Repeat("&a ", n) + "a",
		"deep blocks":          deepBlocks(1200),
		"keys":                 strings.Repeat("a: b\n", n),
		"keys without values":  strings.Repeat("a:\n", n),
		"merge keys":           strings.Repeat("<<: *a\n", n),
		"laughs":               laughs.String(),
		"laughs where known":   strings.ReplaceAll(laughs.String(), "a: &a0", "brands: &a0"),
		"merges of merges":     merges.String(),
		"within itself":        "privacy: &p {<<: *p}\n",
		"list within itself":   "brands: [&a {shops: [&b {<<: *b, feeds: [*a, *b]}], <<: *a}]\n",
		"map within itself":    "brands: [{channels: &c {edm: *c, <<: *c}}]\n",
		"many uses":            unknown.String() + strings.Repeat("  - *a\n", n),
		"one long key":         strings.Repeat("a", 1<<19) + ": b\n",
		"quotes":               strings.Repeat(`"`, n),
		"open quote":           `a: "` + strings.Repeat(`\n`, n),
		"colons":               strings.Repeat(":", n),
		"documents":            strings.Repeat("---\na\n", n),
		"variables":            "worker: {listen: \"" + strings.Repeat("${LONG}", n) + "\"}\n",
		"half a brand, often":  "brands:\n" + strings.Repeat("- {timezone: UTC, schedule: {cron: '0 4 * * *'}}\n", 15_000),
		"too large":            strings.Repeat("# comment\n", 200_000),
		"too large and hollow": strings.Repeat("\n", maxConfigSize+1),
	}
}

// bombProblems are what some of the bombs are refused for; the others may be
// anything that isn't a config.
var bombProblems = map[string]string{
	"brackets": "more than 64 blocks or brackets", "dashes": "more than 64 blocks or brackets", "deep blocks": "more than 64 blocks or brackets",
	"keys": "more than 500 keys", "merge keys": "more than 500 keys", "documents": "more than 10 lines --- or ...",
	"merges of merges": "the anchors unfold into too many values", "within itself": "the anchor is used within itself",
	"list within itself": "the anchor is used within itself", "map within itself": "the anchor is used within itself",
	"variables": "the variables hold more than 1MiB", "half a brand, often": "more than 200 brands",
	"too large": "larger than 1MiB", "too large and hollow": "larger than 1MiB",
}

func deepBlocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// A bomb is a mistake with a remedy, and costs no more than what a person may
// write by hand would. (That it costs no minutes shows in the test's own time.)
func TestBombs(t *testing.T) {
	t.Setenv("LONG", strings.Repeat("x", 10_000))
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	for name, text := range bombs() {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Load(path)
			runtime.ReadMemStats(&after)
			require.ErrorContains(t, err, bombProblems[name])
			if ms, ok := err.(Mistakes); ok {
				for _, m := range ms {
					require.NotEmpty(t, m.Remedy, m.Problem)
				}
			}
			const most = 512 << 20 // of everything that was ever allocated, garbage included
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(most))
		})
	}
}

// Whatever the file holds: an answer, and mistakes that name a remedy.
func FuzzLoad(f *testing.F) {
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(f, err)
	f.Add(string(full))
	f.Add("brands: &a [*a]\n")
	f.Add("privacy: &p {<<: *p}\n")
	f.Add("brands: [{name: x, channels: {edm: {tls: none}}}]")
	f.Add("? [a, {b: &c !t d}]\n: |\n  x\n")
	f.Add(strings.Repeat("[{a: ", 40))
	f.Fuzz(func(t *testing.T, text string) {
		cfg, err := parse(filepath.Join("testdata", "fuzz.yaml"), []byte(text), lookup)
		if err == nil {
			require.NotEmpty(t, cfg.Brands)
			return
		}
		for _, m := range err.(Mistakes) {
			require.NotEmpty(t, m.Problem)
			require.NotEmpty(t, m.Remedy)
		}
	})
}
