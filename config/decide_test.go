package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

// Another variant is another comparison; another order, text or weight isn't.
func TestTrialName(t *testing.T) {
	c := config.Campaign{Variants: []config.Variant{{Name: "story", Weight: 1}, {Name: "coupon", Weight: 2}}}
	require.Equal(t, "coupon|story", c.TrialName())
	require.Equal(t, "story", c.Variants[0].Name, "asking changes nothing")
	c.Variants = append(c.Variants, config.Variant{Name: "third"})
	require.Equal(t, "coupon|story|third", c.TrialName())
}
