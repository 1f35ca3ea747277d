package channel_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
)

func TestSegments(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		ucs2 bool
	}{
		{"", 0, false},
		{"a", 1, false},
		{strings.Repeat("a", 160), 1, false},
		{strings.Repeat("a", 161), 2, false},
		{strings.Repeat("a", 306), 2, false},
		{strings.Repeat("a", 307), 3, false},
		{strings.Repeat("€", 80), 1, false},
		{strings.Repeat("€", 81), 2, false},
		{strings.Repeat("€", 153), 3, false}, // 76 fit into one of 153 places, none is torn apart
		{strings.Repeat("€", 152), 2, false},
		{"a\n\r@£Δ{}[]~|\\^", 1, false},
		{"字", 1, true},
		{strings.Repeat("字", 70), 1, true},
		{strings.Repeat("字", 71), 2, true},
		{strings.Repeat("字", 134), 2, true},
		{strings.Repeat("字", 135), 3, true},
		{strings.Repeat("a", 70) + "字", 2, true},
		{"`", 1, true}, // the grave accent isn't in the alphabet
		{"ç", 1, true}, // nor is the small c with cedilla
		{strings.Repeat("😀", 35), 1, true},
		{strings.Repeat("😀", 36), 2, true},
		{strings.Repeat("😀", 66), 2, true},
		{strings.Repeat("😀", 67), 3, true}, // 33 fit into 67 places, none is torn apart
	} {
		n, ucs2 := channel.Segments(c.text)
		require.Equal(t, c.n, n, "%d of %.8s", len([]rune(c.text)), c.text)
		require.Equal(t, c.ucs2, ucs2, c.text)
	}
}

// The alphabet is that of GSM 03.38: 127 characters and the escape to 10 further ones.
func TestTheAlphabetIsWhole(t *testing.T) {
	places := map[int]int{}
	for r := rune(1); r <= 0xffff; r++ {
		n, ucs2 := channel.Segments(strings.Repeat(string(r), 81))
		if !ucs2 {
			places[n]++
		}
	}
	require.Equal(t, map[int]int{1: 127, 2: 10}, places)
}

func TestUnits(t *testing.T) {
	m := regulars.Message{Text: strings.Repeat("字", 71)}
	require.Equal(t, 2, channel.Units(regulars.ChannelSMS, m))
	require.Equal(t, 1, channel.Units(regulars.ChannelEDM, m))
	require.Equal(t, 1, channel.Units(regulars.ChannelLINE, m))
}
