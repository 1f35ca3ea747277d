package turn_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/turn"
)

// The greatest priority goes first; of equal ones steps of journeys, and then the order of the
// config.
func TestTurn(t *testing.T) {
	step := audience.Audience{Journey: "welcome"}
	late := audience.Audience{Journey: "late"}
	b := &config.Brand{
		Journeys: []journey.Journey{{Name: "welcome"}, {Name: "late", Priority: -5}},
		Campaigns: []config.Campaign{
			{Name: "newsletter"}, {Name: "last", Priority: -9}, {Name: "filler", Audience: late}, {Name: "care", Audience: step}, {Name: "sale", Priority: 10},
			{Name: "wake-up"}, {Name: "offer", Audience: step, Priority: 10}, {Name: "urgent", Audience: late, Priority: 1},
		},
	}
	var names []string
	for _, c := range turn.Of(b) {
		names = append(names, c.Name)
	}
	require.Equal(t, []string{"offer", "sale", "urgent", "care", "newsletter", "wake-up", "filler", "last"}, names)
	require.False(t, turn.Matters(b))
	b.Caps = []config.Cap{{AtMost: 1, Days: 1}}
	require.True(t, turn.Matters(b))
	b.Campaigns = b.Campaigns[:1]
	require.False(t, turn.Matters(b), "one campaign alone")
}
