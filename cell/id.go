package cell

import (
	"strings"

	"regulars/identity"
)

// ID reads the id of an order, a product or a customer as it is written, zeros in front
// and all: ="000123" is 000123. It is "" for nothing. A number of which a spreadsheet
// left 2.02611E+15 is refused, and so is a spreadsheet's error such as #REF!.
func ID(text string) (string, error) {
	if isPlainID(text) {
		return text, nil
	}
	return readID(text)
}

func readID(text string) (string, error) {
	if Nothing(text) {
		return "", nil
	}
	id := identity.Unwrapped(Word(text))
	if scientific(plain(id)) {
		return "", refuse("id", text, "has lost its digits: format the column as text")
	}
	if isSheetError(id) {
		return "", refuse("id", text, "is an error of the spreadsheet")
	}
	return id, nil
}

// isPlainID reports whether a text is an id as it stands: letters, digits, hyphens and
// underscores of ASCII, that are no word for nothing and no number with a power of ten.
func isPlainID(text string) bool {
	if text == "" || !isDigit(text[0]) && (len(text) < 7 || !isASCIILetter(text[0])) {
		return false
	}
	number := isDigit(text[0])
	for i := range len(text) {
		switch c := text[i]; {
		case isDigit(c):
		case number && (c == 'e' || c == 'E'):
			return false
		case !isASCIILetter(c) && c != '-' && c != '_':
			return false
		}
	}
	return true
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// TypedID reads the id in a cell that the file types as a number: 1001.0 is 1001.
func TypedID(text string) (string, error) {
	if isPlainID(text) {
		return text, nil
	}
	whole, frac, _ := strings.Cut(text, ".")
	if frac != "" && whole != "" && strings.Trim(frac, "0") == "" {
		text = whole
	}
	return ID(text)
}

// scientific reports whether a number is written as 2.02611E+15 or 2.02611E15.
func scientific(s string) bool {
	mark := strings.IndexAny(s, "eE")
	if mark < 1 || mark+2 > len(s) {
		return false
	}
	mantissa, power := s[:mark], s[mark+1:]
	lead := digits(mantissa)
	point := len(mantissa) > 2 && (mantissa[1] == '.' || mantissa[1] == ',') && digits(mantissa[2:]) == len(mantissa)-2
	if lead != 1 || len(mantissa) > 1 && !point {
		return false
	}
	signed := power[0] == '+' || power[0] == '-'
	if signed {
		power = power[1:]
	}
	return digits(power) == len(power) && (signed && len(power) >= 2 || point && len(power) >= 1)
}

func isSheetError(s string) bool {
	if s == "" || s[0] != '#' {
		return false
	}
	switch s {
	case "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#ERROR!":
		return true
	}
	return strings.Trim(s, "#") == "" // a column too narrow for its number
}
