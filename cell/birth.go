package cell

import (
	"fmt"
	"strings"
)

// firstBirth is the first year of which births are read.
const firstBirth = 1900

// Birth reads a date of birth: 1985-05-06, or --05-06 where the year isn't given. It is
// "" without an error for what is no whole date (1985, 0000-00-00). An error is no
// reason to refuse the customer: it says which date is not stored.
func Birth(text string, s DateStyle) (string, error) {
	p := plain(text)
	if Nothing(p) || digits(p) == len(p) && len(p) <= 4 {
		return "", nil
	}
	if month, day, ok := anniversary(p, s); ok {
		return fmt.Sprintf("--%02d-%02d", month, day), nil
	}
	if s.Format == epochFormat || s.Format == epochMSFormat {
		t, err := Day(text, s)
		if err != nil {
			return "", err
		}
		return t.Format("2006-01-02"), nil
	}
	if s.Format == "" && isPartial(p) {
		return "", nil
	}
	d, err := readDate("date", text, s)
	switch {
	case err != nil:
		return "", err
	case d.year < firstBirth || d.year > lastYear:
		return "", refuse("date", text, fmt.Sprintf("is not between %d and %d", firstBirth, lastYear))
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day), nil
}

// anniversary reads a day without a year: 05-06, --05-06, 5月6日, 0000-05-06, and 05/06
// where the order is known.
func anniversary(p string, s DateStyle) (month, day int, ok bool) {
	const leapYear = 2000
	p = strings.TrimPrefix(strings.TrimPrefix(p, "0000-"), "--")
	sign := byte(0)
	if after, is := strings.CutSuffix(p, "日"); is {
		a, b, found := strings.Cut(after, "月")
		month, day, ok = pair(a, b)
		return month, day, ok && found && exists(leapYear, month, day)
	}
	if len(p) == 5 {
		sign = p[2]
		month, day, ok = pair(p[:2], p[3:])
	}
	switch {
	case !ok, sign != '-' && sign != '/':
		return 0, 0, false
	case sign == '/' && s.Order == "":
		return 0, 0, false
	case s.Order == DMY:
		month, day = day, month
	}
	return month, day, exists(leapYear, month, day)
}

func pair(a, b string) (x, y int, ok bool) {
	a, b = strings.Trim(a, " "), strings.Trim(b, " ")
	if n, m := digits(a), digits(b); n == 0 || n > 2 || n != len(a) || m == 0 || m > 2 || m != len(b) {
		return 0, 0, false
	}
	x, _ = cut(a, len(a))
	y, _ = cut(b, len(b))
	return x, y, true
}

// isPartial reports whether a part of a date is missing or zero: 1985-05, 1985-00-00,
// 05/06, 0000-00-00.
func isPartial(p string) bool {
	if m, problem := parseMoment(p); problem == zeroDate || problem == "" && m.shape == yearFirst && (m.parts[1] == 0 || m.parts[2] == 0) {
		return true
	}
	a, b, found := strings.Cut(p, "/")
	if !found {
		a, b, found = strings.Cut(p, "-")
	}
	return found && len(a)+len(b) <= 6 && a != "" && b != "" && digits(a) == len(a) && digits(b) == len(b)
}
