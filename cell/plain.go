package cell

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Nothing reports whether a cell holds nothing: blanks and invisible signs, or what
// programs write for no value (NULL, \N, NaN, N/A).
func Nothing(text string) bool {
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
	if !hasOdd(text) && !strings.Contains(text, "  ") {
		return strings.Trim(text, " ")
	}
	var b strings.Builder
	blank, last := false, rune(0)
	for _, r := range text {
		if isBlank(r) {
			blank = b.Len() > 0
			continue
		}
		if isInvisible(r) && (!isJoiner(r) || last < unicode.MaxLatin1) {
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

// plain returns a cell in ASCII as far as it goes, for readers of numbers, times and
// ids: full-width signs as narrow ones, one kind of minus and of blank, no invisible
// signs, no blanks around it, and out of a spreadsheet's ="…".
func plain(text string) string {
	if hasOdd(text) {
		text = strings.Map(narrow, text)
	}
	return unwrapped(strings.Trim(text, " "))
}

// hasOdd reports whether there is anything but printable ASCII in the text.
func hasOdd(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return true
		}
	}
	return false
}

func narrow(r rune) rune {
	switch {
	case r < unicode.MaxASCII && r >= ' ':
		return r
	case isBlank(r):
		return ' '
	case isInvisible(r):
		return -1
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r >= '\u2010' && r <= '\u2015', r == '−', r == '﹣':
		return '-'
	case r == '’', r == 'ʼ':
		return '\''
	case r == '￥':
		return '¥'
	case r == '￡':
		return '£'
	case r == '￦':
		return '₩'
	}
	return r
}

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r < ' '
}

// isInvisible reports whether nothing is seen of a sign: marks of order, joiners, soft
// hyphens, controls.
func isInvisible(r rune) bool {
	return r >= 0x7f && (unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r))
}

// isJoiner reports whether the sign shapes what stands around it (emoji, Persian).
func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// unwrapped takes a cell out of the forms by which spreadsheets keep it a text: ="0912",
// ='0912' and '0912.
func unwrapped(s string) string {
	if len(s) > 1 && s[0] == '\'' && isDigit(s[1]) {
		return strings.TrimSuffix(s[1:], "'")
	}
	if len(s) < 3 || s[0] != '=' || s[1] != '"' && s[1] != '\'' {
		return s
	}
	inner := strings.TrimSuffix(s[2:], s[1:2])
	if strings.ContainsRune(inner, rune(s[1])) {
		return s
	}
	return strings.Trim(inner, " ")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
