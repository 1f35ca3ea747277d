package config_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

func TestParseDecision(t *testing.T) {
	for text, want := range map[string]config.Decision{
		"":                     {},
		"after 1000 or 2 days": {Members: 1000, After: 48 * time.Hour},
		"after 2 days or 1000": {Members: 1000, After: 48 * time.Hour},
		"after 36 hours":       {After: 36 * time.Hour},
		"after 1 day":          {After: 24 * time.Hour},
		"after 500":            {Members: 500},
		"after 60 days":        {After: 60 * 24 * time.Hour},
	} {
		got, err := config.ParseDecision(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		require.Equal(t, text != "", got.Given(), text)
	}
	for _, text := range []string{"1000", "after", "after ", "after 0", "after -1", "after 2 weeks", "after 1000 or 2000", "after 1 day or 2 days", "after 1000 or", "after 61 days", "after 1000 and 2 days", "after 99999999"} {
		got, err := config.ParseDecision(text)
		require.Error(t, err, text)
		require.Zero(t, got, text)
	}
}

// Another variant is another comparison; another order, text or weight isn't.
func TestTrialName(t *testing.T) {
	c := config.Campaign{Variants: []config.Variant{{Name: "story", Weight: 1}, {Name: "coupon", Weight: 2}}}
	require.Equal(t, "coupon|story", c.TrialName())
	require.Equal(t, "story", c.Variants[0].Name, "asking changes nothing")
	c.Variants = append(c.Variants, config.Variant{Name: "third"})
	require.Equal(t, "coupon|story|third", c.TrialName())
}
