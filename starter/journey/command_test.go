package journey

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/adlist"
	"regulars/config/journey"
	"regulars/schema/roster"
)

// A mistyped journey is answered with the one that is near, before anything is connected to.
func TestMistypedJourneys(t *testing.T) {
	b := &config.Brand{Name: "tea", Journeys: []journey.Journey{{Name: "second-purchase"}, {Name: "wake-up"}}}
	found, err := find(b, "wake-up")
	require.NoError(t, err)
	require.Same(t, &b.Journeys[1], found)
	_, err = find(b, "second-purchse")
	require.ErrorContains(t, err, `brand tea has no journey "second-purchse": did you mean second-purchase?`)
	_, err = find(b, "fortnight")
	require.ErrorContains(t, err, "use one of second-purchase, wake-up")
	_, err = find(&config.Brand{Name: "tea"}, "wake-up")
	require.ErrorContains(t, err, "write them under its key journeys")
}

// Every list is shown, one that nobody is on yet and one that the config has no more, too.
func TestListsForAdsAreShown(t *testing.T) {
	var out strings.Builder
	drawLists(&out, nil, nil)
	require.Empty(t, out.String())
	drawLists(&out, []adlist.List{{Name: "asleep", Platform: "meta"}, {Name: "nobody", Platform: "google"}}, []roster.Sum{
		{List: "asleep", People: 12, Adding: 3, At: time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC)}, {List: "old", People: 4},
	})
	lines := strings.Join(strings.Fields(out.String()), " ")
	for _, row := range []string{"asleep meta 12 3 2026-03-01", "nobody google 0 0 never", "old not in the config 4 0 never"} {
		require.Contains(t, lines, row)
	}
}
