package draft

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// Encoding is how an SMS carries its text.
type Encoding string

// The encodings (3GPP TS 23.038): of GSM-7 a segment holds 160 characters, of UCS-2,
// which one character outside GSM-7 makes of the whole text, 70; where a text takes
// several, each has fewer.
const (
	GSM7 Encoding = "GSM-7"
	UCS2 Encoding = "UCS-2"
)

var capacities = map[Encoding]struct{ alone, joined int }{
	GSM7: {160, 153},
	UCS2: {70, 67},
}

// gsmBasic and gsmExtended are GSM-7's characters; an extended one takes the place of two.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Size is how large an SMS is.
type Size struct {
	Encoding Encoding
	Units    int // septets of GSM-7, or 16-bit units of UCS-2
	Segments int // what providers charge for; 0: the text is empty
}

func (s Size) String() string { return fmt.Sprintf("%s, %d units", s.Encoding, s.Units) }

// SizeOf returns how large a text is as an SMS. No character is cut in two by the end of
// a segment.
func SizeOf(text string) Size {
	encoding, width := GSM7, gsmWidth
	if strings.ContainsFunc(text, func(r rune) bool { return gsmWidth(r) == 0 }) {
		encoding, width = UCS2, utf16.RuneLen
	}
	size := Size{Encoding: encoding}
	for _, r := range text {
		size.Units += max(1, width(r))
	}
	switch capacity := capacities[encoding]; {
	case size.Units == 0:
	case size.Units <= capacity.alone:
		size.Segments = 1
	default:
		size.Segments = joined(text, width, capacity.joined)
	}
	return size
}

// joined counts the segments of a text that takes several.
func joined(text string, width func(rune) int, capacity int) int {
	segments, free := 1, capacity
	for _, r := range text {
		units := max(1, width(r))
		if units > free {
			segments, free = segments+1, capacity
		}
		free -= units
	}
	return segments
}

// gsmWidth is how many septets a character takes; 0: GSM-7 hasn't got it.
func gsmWidth(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	}
	return 0
}

// mostSegments is how long an SMS may be without a warning.
const mostSegments = 3

// optOut are the words by which an SMS says how to get no more of them.
var optOut = regexp.MustCompile(`(?i)退訂|拒收|取消訂閱|停止接收|不再接收|opt[- ]?out|unsubscribe|stop`)

// named is a sender's name as Taiwanese shops write it.
var named = regexp.MustCompile(`【[^】]+】|\[[^\]]+\]`)

// SMS returns what is to be said against an SMS. sender is the brand's name; taiwan asks
// for what its rules want in an advertisement (個人資料保護法 § 20: a free way to refuse
// more; and who sends it).
func SMS(text, sender string, taiwan bool) []string {
	var warnings []string
	if size := SizeOf(text); size.Segments > mostSegments {
		warnings = append(warnings, fmt.Sprintf("it takes %d segments (%s), each is charged: shorten it to %d", size.Segments, size, mostSegments))
	}
	if !taiwan {
		return warnings
	}
	if !optOut.MatchString(text) {
		warnings = append(warnings, "it doesn't say how to refuse more of them for free: add such as 退訂請回N (個資法 § 20)")
	}
	if !named.MatchString(text) && !strings.Contains(text, sender) {
		warnings = append(warnings, "it doesn't name its sender: begin it with 【"+sender+"】")
	}
	return warnings
}
