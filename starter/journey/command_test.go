package journey

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
)

// Who mistypes a journey is told which one is near, before anything is connected to.
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
