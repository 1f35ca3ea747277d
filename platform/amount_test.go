package platform

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars"
)

// The quick way of reading an amount reads what the slow one reads, and no more.
func TestMoneyIsReadAlike(t *testing.T) {
	alike := func(t require.TestingT, text string) {
		want, wrong := regulars.ParseMoney(text)
		got, err := Money(text)
		require.Equal(t, wrong == nil, err == nil, "%q", text)
		require.Equal(t, want, got, "%q", text)
		if plain, ok := plainMoney(text); ok {
			require.NoError(t, wrong, "%q", text)
			require.Equal(t, want, plain, "%q", text)
		}
	}
	for _, text := range []string{
		"0", "-0", "-0.5", ".5", "-.5", "5.", ".", "-", "1..2", "1.2.3", "--1", "1-2", "1/2", "1:2", "+1", "1e3", "007", "1.0000", "1.00005", "0.00005", "-0.99999",
		"12345678901234", "123456789012345", "99999999999999.9999", "9999999999.9999", "99999999999.9999", "-9999999999999.9", "100000000000000",
	} {
		alike(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { alike(t, rapid.StringMatching(`-?[0-9./:e-]{1,18}`).Draw(t, "amount")) })
	rapid.Check(t, func(t *rapid.T) { alike(t, rapid.StringMatching(`-?[0-9]{1,15}(\.[0-9]{0,6})?`).Draw(t, "amount")) })
	none, err := Money("")
	require.NoError(t, err)
	require.Zero(t, none, "an empty amount is none")
	for _, text := range []string{"0", "1280", "-490.25", "12345678901234", "1.2345"} {
		_, ok := plainMoney(text)
		require.True(t, ok, "%q is read the quick way", text)
	}
}
