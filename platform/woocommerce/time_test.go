package woocommerce

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The short way reads what time.Parse reads, and nothing else.
func TestPlainTime(t *testing.T) {
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		n := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
		text := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", n("year", 9999), n("month", 13), n("day", 32), n("hour", 25), n("minute", 61), n("second", 61))
		if rapid.Bool().Draw(t, "spoilt") {
			at, sign := n("at", len(text)-1), rapid.SampledFrom([]string{"", " ", "5", "/", ":", "Z", "-"}).Draw(t, "sign")
			text = text[:at] + sign + text[at+1:]
		}
		want, err := time.Parse(naiveUTC, text)
		got, plain := plainTime(text)
		require.Equal(t, err == nil && len(text) == len(naiveUTC), plain, text)
		if plain {
			read++
			require.Equal(t, want, got, text)
		}
	})
	for text, right := range map[string]bool{
		"2026-02-28T23:59:59": true, "2024-02-29T00:00:00": true, "0000-01-01T00:00:00": true, "2026-02-29T00:00:00": false, "2026-00-10T00:00:00": false,
		"2026-11-02T13:04:05Z": false, "2026-11-02T13:04:05.5": false, "2026-11-02T24:00:00": false, "2026-11-02T13:04:60": false, "": false,
	} {
		want, err := time.Parse(naiveUTC, text)
		got, plain := plainTime(text)
		require.Equal(t, right, plain, text)
		if plain {
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
	require.Positive(t, read)
}
