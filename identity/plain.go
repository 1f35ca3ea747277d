package identity

import (
	"strings"
	"unicode"
)

// Plain returns what somebody typed in ASCII as far as it goes: full-width signs as
// narrow ones, one kind of blank, minus and apostrophe, without invisible signs and
// without blanks around it, and out of the forms by which spreadsheets keep a text
// (="0912", '0912). Letters of other scripts stay.
func Plain(text string) string {
	if !IsPrintableASCII(text) {
		text = strings.Map(narrow, text)
	}
	return Unwrapped(strings.Trim(text, " "))
}

// IsPrintableASCII reports whether there are only signs from the space to the tilde.
func IsPrintableASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// IsBlank reports whether a sign is a space, a line break or another control of ASCII.
func IsBlank(r rune) bool {
	return unicode.IsSpace(r) || r < ' '
}

// IsInvisible reports whether nothing is seen of a sign: marks of direction, joiners,
// soft hyphens, the mark at the beginning of a file.
func IsInvisible(r rune) bool {
	return r > '~' && !unicode.IsSpace(r) && unicode.In(r, unicode.Cf, unicode.Cc)
}

func narrow(r rune) rune {
	switch {
	case r >= ' ' && r <= '~':
		return r
	case IsBlank(r):
		return ' '
	case IsInvisible(r):
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

// Unwrapped takes a text out of the forms by which spreadsheets keep it one: ="0912",
// ='0912' and '0912.
func Unwrapped(s string) string {
	if len(s) > 1 && s[0] == '\'' && isDigit(s[1]) {
		return strings.Trim(strings.TrimSuffix(s[1:], "'"), " ")
	}
	if len(s) < 3 || s[0] != '=' || s[1] != '"' && s[1] != '\'' {
		return s
	}
	inner := strings.TrimSuffix(s[2:], s[1:2])
	if strings.Contains(inner, s[1:2]) {
		return s
	}
	return strings.Trim(inner, " ")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
