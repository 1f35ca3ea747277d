package studio_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/studio"
)

// Versions are grouped by the campaign, each with its newest one, and with the one that nights plan
// with: the newest that was approved, and none of a campaign that was taken off the console since.
func TestVersionsByName(t *testing.T) {
	of := func(campaign string, number uint32, document, verdict string) studio.Version {
		return studio.Version{Name: campaign, Number: number, Document: document, Verdict: verdict}
	}
	versions := []studio.Version{
		of("draft", 1, "text", ""),
		of("running", 4, "text", studio.Rejected), of("running", 3, "text", studio.Approved), of("running", 2, "text", studio.Approved),
		of("withdrawn", 3, "", ""), of("withdrawn", 2, "text", studio.Approved),
	}
	require.Empty(t, studio.ByName(nil))
	all := studio.ByName(versions)
	require.Len(t, all, 3)
	for i, want := range []struct {
		name         string
		newest, live uint32 // 0: none
		versions     int
	}{{"draft", 1, 0, 1}, {"running", 4, 3, 3}, {"withdrawn", 3, 0, 2}} {
		c := all[i]
		require.Equal(t, want.name, c.Name)
		require.Equal(t, want.newest, c.Newest.Number, want.name)
		require.Len(t, c.Versions, want.versions, want.name)
		if want.live == 0 {
			require.Nil(t, c.Live, want.name)
			continue
		}
		require.Equal(t, want.live, c.Live.Number, want.name)
	}
}
