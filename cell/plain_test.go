package cell

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Most cells are plain, and read without the rules for all others: never otherwise than
// these read them.

func TestPlainIDsAreReadAsAllAre(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[0-9eE.+A-Fx_-]{0,12}`),
			rapid.StringMatching(`[A-Za-z0-9_-]{1,20}`),
			rapid.SampledFrom([]string{"NULL", "null", "NaN", "nan", "None", "NaT", "1E15", "2e10", "9E+15", "12e3", "1e5x", "1E-15", "2e-10", "NULLNUL", "#N/A", "=\"1\"", "'1", "0012", "１２"}),
		).Draw(t, "text")
		if !isPlainID(text) {
			return
		}
		plain++
		slow, err := readID(text)
		require.NoError(t, err, text)
		require.Equal(t, slow, text)
	})
	require.Positive(t, plain)
}

func TestPlainWordsAreReadAsAllAre(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[ -~\t\x7f]{0,8}`), rapid.StringMatching(`[a ]{0,6}`)).Draw(t, "text")
		if isPlainWord(text) {
			plain++
			require.Equal(t, readWord(text), text)
		}
	})
	require.Positive(t, plain)
}

func TestPlainTimesAreReadAsAllAre(t *testing.T) {
	zones := []*time.Location{time.UTC}
	for _, name := range []string{"Asia/Taipei", "America/Sao_Paulo", "Europe/London", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		zones = append(zones, zone)
	}
	styles := []DateStyle{{}, {Order: YMD}, {Order: MDY}, {Order: DMY}, {ROC: true}, {Serial: true}}
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`(19[67]|20[0-2]|214)[0-9]-[01][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9]:[0-6][0-9])?`),
			rapid.StringMatching(`[0-9 -]{4}[-/][0-9 ]{2}-[0-9 :]{2}([ T][0-9 :]{2}:[0-9 -]{2}[:.][0-9 ]{2})?`),
			rapid.Custom(func(t *rapid.T) string {
				return time.Unix(rapid.Int64Range(0, 5_600_000_000).Draw(t, "at"), 0).UTC().Format(rapid.SampledFrom([]string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05"}).Draw(t, "layout"))
			}),
		).Draw(t, "text")
		if at := rapid.IntRange(-len(text), len(text)-1).Draw(t, "spoilt"); at >= 0 {
			text = text[:at] + rapid.StringMatching(`[0-9:x -]`).Draw(t, "sign") + text[at+1:]
		}
		if _, is := plainMoment(text); !is {
			return
		}
		plain++
		style, zone := rapid.SampledFrom(styles).Draw(t, "style"), rapid.SampledFrom(zones).Draw(t, "zone")
		want, err := readTime(text, style, zone)
		require.NoError(t, err, text)
		got, err := Time(text, style, zone)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	})
	require.Positive(t, plain)
	_, err := Time("2026-11-02", DateStyle{Format: "%d/%m/%y"}, nil)
	require.Error(t, err, "a declared layout holds for plain times as well")
}

func TestTotalsAreNoNumbers(t *testing.T) {
	for word := range totalWords {
		require.False(t, strings.ContainsAny(word, "0123456789"), "%s: rows that end with a digit are not looked up", word)
	}
}
