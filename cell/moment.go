package cell

import "strings"

// shape is how the parts of a date stand in a cell.
type shape int

const (
	yearFirst shape = iota // 2026-11-02, also as 20261102 and 2 Nov 2026: evident
	yearLast               // 11/02/2026: the first two parts are month and day in some order
	twoDigits              // 26/11/02: three parts of two digits
	republic               // 113/05/20: years of the Republic
)

// moment is a date and a time of day as they are written. The parts are year, month and
// day where the shape is yearFirst and republic, and as they stand otherwise.
type moment struct {
	shape shape
	parts [3]int
	said  bool // 民國 stands before the year
	clock
}

// Problems of a cell that is no date.
const (
	noDate   = "is no date"
	noClock  = "has no time of day behind its date"
	zeroDate = "is a date of zeros"
)

// parseMoment takes a date and a time of day out of a plain text, or returns why there
// are none.
func parseMoment(s string) (moment, string) {
	var m moment
	rest, ok := m.isoDate(s)
	if !ok {
		var problem string
		if rest, problem = m.date(s); problem != "" {
			return m, problem
		}
	}
	if rest != "" {
		if !m.clock.parse(rest, m.named()) {
			return m, noClock
		}
		m.parts[0] += m.trailingYear
	}
	if m.parts == [3]int{} {
		return m, zeroDate
	}
	if m.shape == yearFirst && m.parts[0] == 0 && !(m.parts[1] > 0 && m.parts[2] > 0) {
		return m, noDate
	}
	return m, ""
}

// named reports whether a date by the name of its month still lacks its year, which
// follows the time of day: Mon Nov 2 10:00:00 2026.
func (m *moment) named() bool { return m.shape == yearFirst && m.parts[0] == -1 }

// isoDate reads a date whose year, month and day have four, two and two digits.
func (m *moment) isoDate(s string) (rest string, ok bool) {
	if len(s) < 10 || s[4] != s[7] || s[4] != '-' && s[4] != '/' && s[4] != '.' {
		return s, false
	}
	for _, i := range [...]int{0, 1, 2, 3, 5, 6, 8, 9} {
		if !isDigit(s[i]) {
			return s, false
		}
	}
	if len(s) > 10 && isDigit(s[10]) {
		return s, false
	}
	m.parts = [3]int{two(s)*100 + two(s[2:]), two(s[5:]), two(s[8:])}
	return s[10:], true
}

// two is the number that two digits write.
func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

// date reads a date of any other shape.
func (m *moment) date(s string) (rest, problem string) {
	s = withoutWeekday(s)
	if s != "" && s[0] >= 0x80 {
		if after, is := cutAny(s, "中華民國", "中华民国", "民國", "民国"); is {
			m.shape, m.said = republic, true
			s = strings.TrimLeft(after, " ")
		}
	}
	if month, after := monthName(s); month > 0 && m.shape != republic {
		return m.monthFirst(month, after)
	}
	n := digits(s)
	switch {
	case n == 8 && m.shape != republic:
		m.parts = [3]int{two(s)*100 + two(s[2:]), two(s[4:]), two(s[6:])}
		return s[8:], ""
	case n == 14 && m.shape != republic:
		m.parts = [3]int{two(s)*100 + two(s[2:]), two(s[4:]), two(s[6:])}
		return "T" + s[8:], ""
	case n == 7 || n == 6 && m.shape == republic:
		m.shape = republic
		year, _ := cut(s[:n-4], n-4)
		m.parts = [3]int{year, two(s[n-4:]), two(s[n-2:])}
		return s[n:], ""
	case n == 0 || n > 4:
		return s, noDate
	}
	return m.threeParts(s, n)
}

// cut reads a number of n digits.
func cut(s string, n int) (value int, rest string) {
	for i := range n {
		value = value*10 + int(s[i]-'0')
	}
	return value, s[n:]
}

// threeParts reads three parts with the same sign between them, or with 年, 月 and 日.
func (m *moment) threeParts(s string, n int) (rest, problem string) {
	var width [3]int
	width[0] = n
	m.parts[0], rest = cut(s, n)
	if month, after := dayMonth(rest); month > 0 && n <= 2 {
		return m.dayFirst(month, after)
	}
	sign, rest := separator(rest)
	if month, after := monthName(rest); month > 0 && n == 4 && (sign == "-" || sign == " ") {
		m.parts[1], rest = month, after
	} else if width[1] = digits(rest); sign != "" && sign != " " && width[1] >= 1 && width[1] <= 2 {
		m.parts[1], rest = cut(rest, width[1])
	} else {
		return s, noDate
	}
	second, rest := separator(rest)
	if second != sign && !(sign == "年" && second == "月") {
		return s, noDate
	}
	if width[2] = digits(rest); width[2] == 0 {
		return s, noDate
	}
	m.parts[2], rest = cut(rest, width[2])
	if sign == "年" {
		rest = strings.TrimLeft(rest, " ")
		for _, day := range []string{"日", "號", "号"} {
			if after, is := strings.CutPrefix(rest, day); is {
				return after, m.shaped(width, sign)
			}
		}
		return s, noDate
	}
	return rest, m.shaped(width, sign)
}

// shaped decides by their widths which of three parts is the year.
func (m *moment) shaped(width [3]int, sign string) (problem string) {
	switch {
	case m.shape == republic:
		if width[0] > 3 || width[2] > 2 {
			return noDate
		}
	case width[0] == 4 && width[2] <= 2:
		m.shape = yearFirst
	case width[0] == 3 && width[2] <= 2:
		m.shape = republic
	case width[0] <= 2 && width[2] == 4 && sign != "年":
		m.shape = yearLast
	case width[0] <= 2 && width[2] <= 2:
		m.shape = twoDigits
	default:
		return noDate
	}
	return ""
}

// separator takes the sign between two parts of a date.
func separator(s string) (sign, rest string) {
	trimmed := strings.TrimLeft(s, " ")
	for _, sign := range []string{"年", "月"} {
		if after, is := strings.CutPrefix(trimmed, sign); is {
			return sign, strings.TrimLeft(after, " ")
		}
	}
	if s == "" {
		return "", s
	}
	switch s[0] {
	case '-', '/', '.', ' ':
		return s[:1], s[1:]
	}
	return "", s
}

// dayMonth reads what follows the day in 2 Nov, 2-Nov, 2nd of November.
func dayMonth(s string) (month int, rest string) {
	s = withoutOrdinal(s)
	if s != "" && (s[0] == '-' || s[0] == '/' || s[0] == '.') {
		s = s[1:]
	}
	return monthName(strings.TrimPrefix(strings.TrimLeft(s, " "), "of "))
}

// dayFirst reads the year of 2 Nov 2026; the day was read already.
func (m *moment) dayFirst(month int, s string) (rest, problem string) {
	s = strings.TrimLeft(s, "-/., ")
	n := digits(s)
	if n != 2 && n != 4 {
		return s, noDate
	}
	day := m.parts[0]
	year, rest := cut(s, n)
	m.parts = [3]int{year, month, day}
	if n == 2 {
		m.shape, m.parts = twoDigits, [3]int{day, month, year}
	}
	return rest, ""
}

// monthFirst reads day and year of Nov 2, 2026, or the day alone of Nov 2 10:00:00 2026.
func (m *moment) monthFirst(month int, s string) (rest, problem string) {
	s = strings.TrimLeft(s, "-/. ")
	n := digits(s)
	if n == 0 || n > 2 {
		return s, noDate
	}
	day, s := cut(s, n)
	s = strings.TrimLeft(withoutOrdinal(s), "-/., ")
	n = digits(s)
	if n <= 2 && len(s) > n && s[n] == ':' {
		m.parts = [3]int{-1, month, day}
		return " " + s, ""
	}
	if n != 2 && n != 4 {
		return s, noDate
	}
	year, rest := cut(s, n)
	m.parts = [3]int{year, month, day}
	if n == 2 {
		m.shape, m.parts = twoDigits, [3]int{month, day, year}
	}
	return rest, ""
}

func withoutOrdinal(s string) string {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		if after, is := strings.CutPrefix(s, end); is {
			return after
		}
	}
	return s
}

var (
	months   = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	weekdays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)

// monthName reads the English name of a month, or its first three or four letters.
func monthName(s string) (month int, rest string) {
	return named(s, months)
}

func named(s string, names []string) (number int, rest string) {
	end := 0
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z') {
		end++
	}
	if end < 3 {
		return 0, s
	}
	word := strings.ToLower(s[:end])
	for i, name := range names {
		if word == name || strings.HasPrefix(name, word) && (end == 3 || word == "sept" || word == "tues" || word == "thur" || word == "thurs") {
			return i + 1, strings.TrimPrefix(s[end:], ".")
		}
	}
	return 0, s
}

// withoutWeekday takes the day of the week off the beginning, and what parts it from the rest.
func withoutWeekday(s string) string {
	if rest := behindWeekday(s); rest != s {
		return strings.TrimLeft(rest, ", ")
	}
	return s
}

// behindWeekday is what stands behind the day of the week; all of a text that has none.
func behindWeekday(s string) string {
	if day, rest := named(s, weekdays); day > 0 {
		return rest
	}
	if s == "" || s[0] < 0x80 {
		return s
	}
	if after, is := cutAny(s, "星期", "週", "周", "禮拜"); is {
		if rest, is := cutAny(after, "一", "二", "三", "四", "五", "六", "日", "天"); is {
			return rest
		}
	}
	return s
}
