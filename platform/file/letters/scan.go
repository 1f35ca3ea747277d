// Package letters reports whether a text is UTF-8: its bytes must be valid, and more of them
// than what may be valid by chance.
package letters

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// Scan is what a pass over a file found.
type Scan struct {
	NUL       bool
	Good, Bad int      // lines with letters beyond ASCII that are valid UTF-8, or not
	Line      int64    // the first that is not; the first of them where all are
	Sample    []byte   // and its bytes
	lines     [][]byte // the first ones with letters beyond ASCII
	foreign   int      // letters beyond ASCII in lines that are valid
	Proven    bool     // they can be no other encoding's
}

// Count counts the lines of a block.
func (scan *Scan) Count(block []byte, first int64) {
	for line := range bytes.Lines(block) {
		if !IsASCII(line) && len(scan.lines) < mostLines {
			scan.lines = append(scan.lines, bytes.Clone(line[:min(len(line), 4096)]))
		}
		switch {
		case IsASCII(line):
		case utf8.Valid(line):
			scan.Good++
			scan.prove(line)
			if scan.Sample == nil {
				scan.Line, scan.Sample = first, bytes.Clone(line[:min(len(line), 4096)])
			}
		default:
			if scan.Bad == 0 || scan.Sample == nil {
				scan.Line, scan.Sample = first, bytes.Clone(line[:min(len(line), 4096)])
			}
			scan.Bad++
		}
		first++
	}
}

// BeginsUTF8 reports whether the whole lines of the beginning of a file are UTF-8 beyond doubt,
// and the first line that shows it.
func BeginsUTF8(head []byte) (line int64, is bool) {
	var scan Scan
	scan.Count(head[:bytes.LastIndexByte(head, '\n')+1], 1)
	return scan.Line, scan.Bad == 0 && scan.Proven
}

// mostForeign is how many letters of two bytes may be valid UTF-8 by chance: about one
// in ten of GBK is.
const mostForeign = 8

// prove looks at the letters of a valid line. A few letters of two bytes may be Chinese
// ones of another encoding; those of three bytes, and accents and signs next to Latin letters or digits, are not.
func (scan *Scan) prove(line []byte) {
	if scan.Proven {
		return
	}
	before := rune(0)
	for _, c := range string(line) {
		if c >= 0x80 {
			scan.foreign++
		}
		if c > 0x7ff || isAccented(c) && isASCIILetter(before) || isASCIILetter(c) && isAccented(before) || scan.foreign > mostForeign {
			scan.Proven = true
			return
		}
		before = c
	}
}

// isAccented reports whether a letter or sign is one of Latin scripts beyond ASCII: é, ×, £.
func isAccented(c rune) bool { return c >= 0xa0 && c <= 0x24f }

func isASCIILetter(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// IsASCII reports whether all bytes are of ASCII.
func IsASCII(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// mostLines is how many lines show which encoding a file has that no encoding fits.
const mostLines = 200

// IsMostly reports whether an encoding decodes most of the lines into letters, though not
// all: some bytes of the file are broken.
func (scan *Scan) IsMostly(coding encoding.Encoding, isLetter func(rune) bool) bool {
	good := 0
	for _, line := range scan.lines {
		text, err := coding.NewDecoder().Bytes(line)
		if err == nil && !bytes.ContainsFunc(text, func(c rune) bool { return !isLetter(c) }) {
			good++
		}
	}
	return good*2 > len(scan.lines)
}

// IsLatin reports whether the lines, as an encoding of one byte a letter decodes them, are
// those of a Latin script: nearly all that is beyond ASCII is a letter. Chinese ones come
// out as a mix of letters and signs.
func (scan *Scan) IsLatin(coding encoding.Encoding) bool {
	foreign, alphabetic := 0, 0
	for _, line := range scan.lines {
		text, err := coding.NewDecoder().Bytes(line)
		if err != nil {
			return false
		}
		for _, c := range string(text) {
			if c >= utf8.RuneSelf {
				foreign++
			}
			if c >= utf8.RuneSelf && unicode.IsLetter(c) {
				alphabetic++
			}
		}
	}
	return alphabetic*5 >= foreign*4
}

// Controls is the share of bytes that no text has.
func Controls(head []byte) float64 {
	if len(head) == 0 {
		return 0
	}
	n := 0
	for _, b := range head {
		if b < 0x20 && (b < '\t' || b > '\r') && b != 0x1b && b != 0x1a {
			n++
		}
	}
	return float64(n) / float64(len(head))
}
