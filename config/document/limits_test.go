package document

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLimits(t *testing.T) {
	problem := func(text string) string {
		r := New("x.yaml", os.LookupEnv)
		if !r.excess([]byte(text)) {
			return ""
		}
		require.Len(t, r.Mistakes, 1)
		require.NotEmpty(t, r.Mistakes[0].Remedy)
		return r.Mistakes[0].String()
	}
	require.Empty(t, problem(strings.Repeat("[", maxDepth)))
	require.Contains(t, problem(strings.Repeat("[", maxDepth+1)), "x.yaml:1:65: more than 64 blocks or brackets")
	require.Empty(t, problem(strings.Repeat("[x], ", 1000)), "brackets that are closed")
	require.Empty(t, problem("a: '"+strings.Repeat("[", 1000)+"'\nb: |\n  "+strings.Repeat("[{", 1000)), "brackets in texts")
	require.Empty(t, problem(deepBlocks(maxDepth)))
	require.Contains(t, problem(deepBlocks(maxDepth+1)), "x.yaml:65:65: more than 64 blocks or brackets")
	require.Contains(t, problem(deepBlocks(maxDepth)+strings.Repeat(" ", maxDepth)+"a: [x]"), "more than 64")
	require.Empty(t, problem(strings.Repeat("a: b\n", maxKeys)))
	require.Contains(t, problem(strings.Repeat("a: b\n", maxKeys+1)), "x.yaml:501:1: a block has more than 500 keys")
	require.Contains(t, problem("x:\n"+strings.Repeat("  a: b\n", maxKeys)+"  a: b\n"), "more than 500 keys")
	require.Empty(t, problem("x:\n"+strings.Repeat("  - a: b\n    c: d\n    e: {f: g}\n", 1000)), "many short blocks")
	require.Empty(t, problem(strings.Repeat("- a: b\n", 5000)), "a long list")
}

func TestFilesAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, make([]byte, 100), 0o600))
	text, err := ReadFile(path, 100)
	require.NoError(t, err)
	require.Len(t, text, 100)
	_, err = ReadFile(path, 99)
	require.ErrorContains(t, err, "larger than 99")
	_, err = ReadFile("/dev/zero", 1<<20)
	require.ErrorContains(t, err, "larger than 1MiB")
}

func deepBlocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
