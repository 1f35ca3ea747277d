// Package letters reports whether a text is UTF-8: its bytes must be valid, and more of them
// than what may be valid by chance.
package letters

import (
	"bytes"
	"unicode/utf8"
)

// Scan is what a pass over a file found.
type Scan struct {
	NUL       bool
	Good, Bad int    // lines with letters beyond ASCII that are valid UTF-8, or not
	Line      int64  // the first that is not; the first of them where all are
	Sample    []byte // and its bytes
	foreign   int    // letters beyond ASCII in lines that are valid
	Proven    bool   // they can be no other encoding's
}

// Count counts the lines of a block.
func (scan *Scan) Count(block []byte, first int64) {
	for line := range bytes.Lines(block) {
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
