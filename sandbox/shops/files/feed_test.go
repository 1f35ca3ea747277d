package files_test

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"testing"
	"time"

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

// About one online order in twelve has a cart that was left: some are checked out by the same
// cart within the hour, some within the day, some later, and some never.
func TestCartsAreLeftAndSomeBought(t *testing.T) {
	box := sandboxtest.Small(t)
	file, err := os.Open(filepath.Join(box.Feed.Dir, files.EventsFile))
	require.NoError(t, err)
	defer file.Close()
	packed, err := gzip.NewReader(file)
	require.NoError(t, err)
	left, bought, ids, others := map[string]time.Time{}, map[string]time.Time{}, map[string]bool{}, 0
	for lines := json.NewDecoder(packed); lines.More(); {
		var e struct {
			ID         string `json:"event_id"`
			Type       string
			At         time.Time
			Email      string
			Properties map[string]string
		}
		require.NoError(t, lines.Decode(&e))
		require.False(t, ids[e.ID], "twice: %s", e.ID)
		require.False(t, e.At.After(sandboxtest.Anchor), "after the end: %s", e.ID)
		ids[e.ID] = true
		switch e.Type {
		case "cart_abandoned":
			require.NotEmpty(t, e.Email)
			require.NotEmpty(t, e.Properties["goods"])
			require.Contains(t, []string{"zh", "en"}, e.Properties["language"])
			left[e.Properties["cart_id"]] = e.At
		case "order_placed":
			bought[e.Properties["cart_id"]] = e.At
		default:
			others++
		}
	}
	kinds := map[string]int{}
	for cart, at := range left {
		switch after := bought[cart].Sub(at); {
		case bought[cart].IsZero():
			kinds["never"]++
		case after < time.Hour:
			kinds["soon"]++
		case after < 24*time.Hour:
			kinds["later"]++
		default:
			kinds["after a day"]++
		}
	}
	t.Log(kinds, others)
	require.Len(t, kinds, 4)
	require.InDelta(t, others/12, len(left), float64(others)/30, "of about as many online orders")
}
