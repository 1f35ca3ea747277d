package files_test

import (
	"os"
	"path/filepath"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/sandbox/sandboxtest"
	"regulars/sandbox/shops/files"
)

func TestFeedFilesAreReproducible(t *testing.T) {
	one, two := sandboxtest.Small(t), sandboxtest.Small(t)
	for _, name := range []string{files.SalesFile, files.CustomersFile, files.ConsentsFile, files.EventsFile, files.ProductsFile, files.CostsFile} {
		a, err := os.ReadFile(filepath.Join(one.Feed.Dir, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(two.Feed.Dir, name))
		require.NoError(t, err)
		require.Equal(t, a, b, name)
	}
	files, err := os.ReadDir(one.Feed.Dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	sort.Strings(names)
	require.Len(t, names, 6)
}
