package cell

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"regulars/identity"
)

// Nothing reports whether a cell holds nothing: blanks and invisible signs, or what
// programs write for no value (NULL, \N, NaN, N/A).
func Nothing(text string) bool {
	if len(text) > 0 && isDigit(text[0]) {
		return false
	}
	if len(text) > 0 && len(text) < 7 || hasOdd(text) {
		switch plain(text) {
		case "", "NULL", "null", "(null)", `\N`, "NaN", "nan", "NaT", "None", "<NA>", "N/A", "n/a", "#N/A":
			return true
		}
	}
	return strings.Trim(text, " ") == ""
}

// Word returns a text as people read it: without invisible signs and blanks around it,
// inner blanks as one space, in Unicode's composed form.
func Word(text string) string {
	if isPlainWord(text) {
		return text
	}
	return readWord(text)
}

func readWord(text string) string {
	if isWord(text) {
		return text
	}
	var b strings.Builder
	blank, last := false, rune(0)
	for _, r := range text {
		if identity.IsBlank(r) {
			blank = b.Len() > 0
			continue
		}
		if identity.IsInvisible(r) && (!isJoiner(r) || last < unicode.MaxLatin1) {
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
		last = r
	}
	return norm.NFC.String(b.String())
}

// isPlainWord reports it of a text in ASCII.
func isPlainWord(text string) bool {
	blank := true
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || text == ""
}

// isWord reports whether there is nothing to change of a text.
func isWord(text string) bool {
	last, ascii := ' ', true
	for _, r := range text {
		if identity.IsBlank(r) && (r != ' ' || last == ' ') || r > '~' && identity.IsInvisible(r) {
			return false
		}
		last, ascii = r, ascii && r <= '~'
	}
	return (last != ' ' || text == "") && (ascii || norm.NFC.IsNormalString(text))
}

// plain is a cell for the readers of numbers, times and ids.
func plain(text string) string { return identity.Plain(text) }

// hasOdd reports whether there is anything but printable ASCII in the text.
func hasOdd(text string) bool { return !identity.IsPrintableASCII(text) }

// isJoiner reports whether the sign shapes what stands around it (emoji, Persian).
func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
