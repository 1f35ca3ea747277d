package regulars_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"regulars"
)

func TestErrorText(t *testing.T) {
	require.Equal(t, "no such file", regulars.ErrorText("no such file"))
	require.Equal(t, "columns are �渹, amount", regulars.ErrorText("columns are \xad\xe6\xb8\xb9, amount"))
	for shift := range 4 {
		text := regulars.ErrorText(strings.Repeat("x", shift) + strings.Repeat("數", 100_000))
		require.True(t, utf8.ValidString(text))
		require.Less(t, len(text), 4100)
		require.True(t, strings.HasSuffix(text, "數…"), "a letter was cut in two: %q", text[len(text)-12:])
	}
}
