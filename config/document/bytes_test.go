package document

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestBytes(t *testing.T) {
	for text, want := range map[string]Bytes{"0": 0, "1": 1, "1023": 1023, "1KiB": 1024, "512MiB": 512 << 20, "5GiB": 5 << 30, "5 GiB": 5 << 30, "2TiB": 2 << 40} {
		got, err := parseBytes(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "GiB", "5GB", "5G", "1.5GiB", "-1", "-1GiB", "5gib", "5  GiB", "99999999TiB", "18446744073709551616", "18446744073709551615", "5GiBMiB"} {
		_, err := parseBytes(text)
		require.Error(t, err, text)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := Bytes(rapid.Uint64Range(0, 1<<62).Draw(t, "bytes"))
		back, err := parseBytes(b.String())
		require.NoError(t, err)
		require.Equal(t, b, back)
	})
	require.Equal(t, "5GiB", (5 * GiB).String())
}
