package status

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

func TestNightDate(t *testing.T) {
	require.Equal(t, "2026-11-20", nightDate("tea", "nightly/tea/2026-11-20"))
	for _, other := range []string{"", "n", "nightly/tea", "nightly/coffee/2026-11-20", "by-hand-1"} {
		require.Equal(t, other, nightDate("tea", other), "no night's id")
	}
}

// Each worker's config is named, whether it is the one read here, and why a newer one
// is refused.
func TestWorkerLines(t *testing.T) {
	at := time.Date(2026, 11, 27, 4, 30, 0, 0, time.UTC)
	lines := workerLines([]view.Worker{
		{Identity: "regulars 0.1.0 1@a", Config: "/tea/regulars.yaml", Fingerprint: "aaa", At: at},
		{Identity: "regulars 0.1.0 2@b", Config: "/tea/regulars.yaml", Fingerprint: "bbb", At: at},
		{Identity: "regulars 0.1.0 3@c", Config: "/tea/regulars.yaml", Fingerprint: "bbb", At: at, Refused: "line 3 is no YAML"},
	}, "aaa", time.UTC)
	require.Len(t, lines, 4)
	require.Contains(t, lines[0], "1@a  /tea/regulars.yaml (aaa) since Fri 27 Nov 04:30")
	require.NotContains(t, lines[0], "not the config")
	require.Contains(t, lines[1], "not the config read here (aaa)")
	require.Contains(t, lines[3], "is refused, the worker goes on with the one before: line 3 is no YAML")
}
