package status

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNightDate(t *testing.T) {
	require.Equal(t, "2026-11-20", nightDate("tea", "nightly/tea/2026-11-20"))
	for _, other := range []string{"", "n", "nightly/tea", "nightly/coffee/2026-11-20", "by-hand-1"} {
		require.Equal(t, other, nightDate("tea", other), "no night's id")
	}
}
