package metric

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestFragments(t *testing.T) {
	names, err := fs.Glob(embedded, "fragments/*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		part, err := fs.ReadFile(embedded, name)
		require.NoError(t, err)
		require.NotContains(t, string(part), ";", "a fragment is part of a statement")
	}
	all := WithFragments(fstest.MapFS{
		"a.sql": {Data: []byte("SELECT /* fragments/window_ends.sql */ AS w")},
		"b.sql": {Data: []byte("SELECT /* fragments/window_end.sql */ AS w")},
		"c.sql": {Data: []byte("SELECT 1 /* as in fragments/window_ends.sql */")},
	})
	text, err := fs.ReadFile(all, "a.sql")
	require.NoError(t, err)
	require.Regexp(t, `(?s)^SELECT -- .*\n\[\n    \('day',   date \+ 1\),.*\] AS w$`, string(text))
	_, err = fs.ReadFile(all, "b.sql")
	require.ErrorContains(t, err, "fragment of b.sql")
	text, err = fs.ReadFile(all, "c.sql")
	require.NoError(t, err)
	require.Equal(t, "SELECT 1 /* as in fragments/window_ends.sql */", string(text))
}
