package channel

import (
	"regulars"
)

// The characters of an SMS in the 7-bit alphabet of GSM 03.38, and those of its extension
// table, which take two places.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtension = "\f^{}\\[~]|€"
)

// Places of one SMS, and of each segment of a longer one, whose header takes some.
const (
	gsmAlone, gsmSegment   = 160, 153 // places of 7 bits
	ucs2Alone, ucs2Segment = 70, 67   // UTF-16 code units
)

var gsmPlaces = places()

func places() map[rune]int {
	width := map[rune]int{}
	for _, r := range gsmBasic {
		width[r] = 1
	}
	for _, r := range gsmExtension {
		width[r] = 2
	}
	return width
}

// Segments returns how many SMS a text takes, which is what is paid for, and whether a
// character of it forces UCS-2, in which fewer fit into each. An empty text takes none.
func Segments(text string) (n int, ucs2 bool) {
	for _, r := range text {
		if gsmPlaces[r] == 0 {
			return segments(text, utf16Units, ucs2Alone, ucs2Segment), true
		}
	}
	return segments(text, func(r rune) int { return gsmPlaces[r] }, gsmAlone, gsmSegment), false
}

func utf16Units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// segments fills one segment after the other: a character that takes two places isn't
// torn apart.
func segments(text string, width func(rune) int, alone, segment int) int {
	total, used, n := 0, segment, 0
	for _, r := range text {
		w := width(r)
		total += w
		if used+w > segment {
			n++
			used = 0
		}
		used += w
	}
	if total > 0 && total <= alone {
		return 1
	}
	return n
}

// Units returns how many messages a provider charges for one: the segments of an SMS, 1
// on the other channels.
func Units(on regulars.Channel, m regulars.Message) int {
	if on != regulars.ChannelSMS {
		return 1
	}
	n, _ := Segments(m.Text)
	return n
}
