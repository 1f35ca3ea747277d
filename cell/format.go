package cell

import (
	"fmt"
	"strings"
)

// twoDigitPivot is the first year of two digits that is of the last century.
const twoDigitPivot = 70

// directives are the letters of a layout, and what each one reads.
const directives = "YymdeHkIlMiSTFDRfpbBhaAzZrnt%"

// checkFormat returns an error for a layout that has an unknown directive or no whole
// date.
func checkFormat(format string) error {
	seen := map[rune]bool{}
	escaped := false
	for _, r := range format {
		switch {
		case escaped && !strings.ContainsRune(directives, r):
			return fmt.Errorf("the layout %q has %%%c, which is none of %s", format, r, "%"+strings.Join(strings.Split(directives, ""), " %"))
		case escaped:
			seen[r], escaped = true, false
		case r == '%':
			escaped = true
		}
	}
	whole := seen['F'] || seen['D'] || (seen['Y'] || seen['y']) && (seen['m'] || seen['b'] || seen['B'] || seen['h']) && (seen['d'] || seen['e'])
	if escaped || !whole {
		return fmt.Errorf("the layout %q has no year, month and day: write it as %%Y-%%m-%%d %%H:%%M:%%S", format)
	}
	return nil
}

// layout reads a text by a format.
type layout struct {
	date
	hour, minute, second int
	half                 half
}

func formatted(what, text, p, format string) (date, error) {
	var l layout
	rest, ok := l.read(p, format)
	if !ok || strings.Trim(rest, " ") != "" {
		return date{}, refuse(what, text, "is not written as "+format)
	}
	if l.year == 0 && l.month == 0 && l.day == 0 {
		return date{}, &Refused{What: what, Cell: shown(text), Why: zeroDate, err: ErrZeroDate}
	}
	nanos := l.nanos
	if _, _, ok = l.at(l.hour, l.minute, l.second, ""); !ok || !l.halve(l.half, l.hour) {
		return date{}, refuse(what, text, "is no time of the day")
	}
	l.nanos = nanos
	if problem := l.check(); problem != "" {
		return date{}, refuse(what, text, problem)
	}
	return l.date, nil
}

// read takes what the format says off the text; it is false where they part.
func (l *layout) read(s, format string) (rest string, ok bool) {
	for i := 0; i < len(format); i++ {
		if format[i] == ' ' || format[i] == '\t' {
			if s == "" || s[0] != ' ' {
				return s, false
			}
			s = strings.TrimLeft(s, " ")
			continue
		}
		if format[i] != '%' {
			if s == "" || s[0] != format[i] {
				return s, false
			}
			s = s[1:]
			continue
		}
		i++
		if i == len(format) {
			return s, false
		}
		if s, ok = l.directive(s, format[i]); !ok {
			return s, false
		}
	}
	return s, true
}

func (l *layout) directive(s string, letter byte) (string, bool) {
	switch letter {
	case 'F':
		return l.read(s, "%Y-%m-%d")
	case 'T':
		return l.read(s, "%H:%M:%S")
	case 'R':
		return l.read(s, "%H:%M")
	case 'D':
		return l.read(s, "%m/%d/%y")
	case 'r':
		return l.read(s, "%I:%M:%S %p")
	case 'p':
		h, rest := meridiem(s)
		l.half = h
		return rest, h != none
	case 'b', 'B', 'h':
		month, rest := monthName(s)
		l.month = month
		return rest, month > 0
	case 'a', 'A':
		rest := behindWeekday(s)
		return rest, rest != s
	case 'z', 'Z':
		rest := l.zone(s)
		return rest, l.zoned
	case 'f':
		n := digits(s)
		if n == 0 {
			return s, false
		}
		_, rest, ok := l.at(0, 0, 0, "."+s)
		return rest, ok
	case 'n', 't':
		return strings.TrimLeft(s, " "), true
	case '%':
		return strings.CutPrefix(s, "%")
	}
	return l.figure(s, letter)
}

// figure reads a number of up to two digits, and of four for a year.
func (l *layout) figure(s string, letter byte) (string, bool) {
	if strings.IndexByte("ekIl", letter) >= 0 {
		s = strings.TrimLeft(s, " ")
	}
	n := min(digits(s), 2)
	if letter == 'Y' {
		if n = digits(s); n < 4 {
			return s, false
		}
		n = 4
	}
	if n == 0 || letter == 'y' && n != 2 {
		return s, false
	}
	value, rest := cut(s, n)
	switch letter {
	case 'Y':
		l.year = value
	case 'y':
		if l.year = 2000 + value; value >= twoDigitPivot {
			l.year = 1900 + value
		}
	case 'm':
		l.month = value
	case 'd', 'e':
		l.day = value
	case 'H', 'k':
		l.hour = value
	case 'I', 'l':
		l.hour = value
		return rest, value >= 1 && value <= 12
	case 'M', 'i':
		l.minute = value
	case 'S':
		l.second = value
	default:
		return s, false
	}
	return rest, true
}
