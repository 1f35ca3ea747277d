package decision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/decision"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]decision.Rule{
		"":                     {},
		"after 1000 or 2 days": {Members: 1000, After: 48 * time.Hour},
		"after 2 days or 1000": {Members: 1000, After: 48 * time.Hour},
		"after 36 hours":       {After: 36 * time.Hour},
		"after 1 day":          {After: 24 * time.Hour},
		"after 500":            {Members: 500},
		"after 60 days":        {After: 60 * 24 * time.Hour},
	} {
		got, err := decision.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		require.Equal(t, text != "", got.Given(), text)
	}
	for _, text := range []string{"1000", "after", "after ", "after 0", "after -1", "after 2 weeks", "after 1000 or 2000", "after 1 day or 2 days", "after 1000 or", "after 61 days", "after 1000 and 2 days", "after 99999999"} {
		got, err := decision.Parse(text)
		require.Error(t, err, text)
		require.Zero(t, got, text)
	}
}
