package identity

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// An address that is plain is read without the rules for all others, and never otherwise.
func TestPlainEmailsAreReadAsAllAre(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(
			rapid.StringMatching(`[a-z0-9._+-]{1,6}@[a-z0-9.-]{1,12}`),
			rapid.StringMatching(`[a-z.]{62,66}@(x\.test|[a-z]{60,66}\.test)`),
			rapid.StringMatching(`[a-zA-Z.@_' ]{1,4}@[a-z.@]{1,4}\.[a-z.]{1,3}`),
			rapid.StringMatching(`a@([a-z]{60}\.){4}[a-z]{1,14}`),
		).Draw(t, "raw")
		if isPlainEmail(raw) {
			plain++
			require.Equal(t, readEmail(raw), raw)
		}
	})
	require.Positive(t, plain)
}
