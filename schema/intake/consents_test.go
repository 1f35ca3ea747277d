package intake

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What isn't a word may be an address or a number that stands in the wrong column.
func TestPlainWord(t *testing.T) {
	for word, want := range map[string]string{
		"vielleicht": `"vielleicht"`, " perhaps\x1b[2J ": `"perhaps\x1b[2J"`, "2024": `"2024"`,
		"ann@x.test": "of 10 letters that is written there", "0912345678": "of 10 letters that is written there",
		"it is written in the notes, see there": "of 37 letters that is written there",
	} {
		require.Equal(t, want, PlainWord(word))
	}
}
