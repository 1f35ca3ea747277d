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
	"regulars/schema/walk"
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

// A replay says which nights it walked, and how many of the ticks between them moved somebody.
func TestAReplaySaysWhatItWalked(t *testing.T) {
	brand := &config.Brand{Name: "tea", Between: 15 * time.Minute}
	said := func(j journey.Journey, past walk.Past, nights int) string {
		return walkedNights(asked{journey: &j, walker: walk.New(nil, brand, &j)}, past, nights, 41)
	}
	whole, cart := walk.Past{From: "2026-03-01", To: "2026-03-08", Every: 7}, journey.Journey{Event: journey.Event{Type: "cart_abandoned"}}
	require.Equal(t, "walked every 7th night: 2", said(journey.Journey{}, whole, 2))
	require.Equal(t, "walked every night, 8, and the ticks between them, one every 15m: 41 of them moved somebody", said(cart, whole, 8))
	whole.Every = 1
	require.Equal(t, "walked every night: 8", said(journey.Journey{}, whole, 8))
	day := walk.Past{From: "2026-03-01", To: "2026-03-01"}
	require.Equal(t, "walked every night, 1, and the ticks between them, one every 15m: 41 of them moved somebody", said(cart, day, 1), "those of the date before its night")
	require.Equal(t, "walked every night: 1", said(journey.Journey{Steps: []journey.Step{{After: "1h"}}}, day, 1), "it has no ticks")
}
