package cell

import "strings"

// clock is a time of day as it is written, with its zone if it has one.
type clock struct {
	seconds      int // since midnight; 24:00 has 86,400
	nanos        int
	zoned        bool
	offset       int // seconds east of Greenwich
	trailingYear int // of Nov 2 10:00:00 2026, and one more, for what stands in its place
}

// parse reads what follows a date: a time of day with AM, PM, 上午, 下午 before or
// behind it, a zone, a year where it is still missing, the day of the week.
func (c *clock) parse(s string, yearMissing bool) bool {
	s, compact := strings.CutPrefix(s, "T")
	if !compact {
		s, compact = strings.CutPrefix(s, "t")
	}
	if !compact {
		if s[0] != ' ' && s[0] != ',' && s[0] != '(' && s[0] < 0x80 {
			return false
		}
		s = strings.TrimLeft(s, ", ")
		if s = withoutRemark(withoutWeekday(s)); s == "" {
			return !yearMissing
		}
	}
	half, s := meridiem(s)
	hour, s, ok := c.hours(strings.TrimLeft(s, " "))
	if !ok {
		return false
	}
	s = strings.TrimLeft(s, " ")
	if half == none {
		half, s = meridiem(s)
	}
	if !c.halve(half, hour) {
		return false
	}
	s = c.zone(s)
	if yearMissing {
		if s = strings.TrimLeft(s, " "); digits(s) != 4 {
			return false
		}
		var year int
		year, s = cut(s, 4)
		c.trailingYear = year + 1
	}
	if !c.zoned {
		s = c.zone(strings.TrimLeft(s, " "))
	}
	return withoutRemark(s) == ""
}

// hours reads 10:15, 10:15:30.25, 10時15分30秒, 1015 and 101530; the hour is kept apart
// for its half of the day.
func (c *clock) hours(s string) (hour int, rest string, ok bool) {
	n := digits(s)
	if n == 4 || n == 6 {
		minute, second := two(s[2:]), 0
		if n == 6 {
			second = two(s[4:])
		}
		return c.at(two(s), minute, second, s[n:])
	}
	if n == 0 || n > 2 {
		return 0, s, false
	}
	hour, s = cut(s, n)
	if after, is := cutAny(s, "時", "时", "點", "点"); is {
		return c.chinese(hour, after)
	}
	minute, s, ok := sixty(s, ":")
	if !ok {
		return 0, s, false
	}
	second := 0
	if strings.HasPrefix(s, ":") {
		if second, s, ok = sixty(s, ":"); !ok {
			return 0, s, false
		}
	}
	return c.at(hour, minute, second, s)
}

func (c *clock) chinese(hour int, s string) (int, string, bool) {
	minute, second := 0, 0
	s = strings.TrimLeft(s, " ")
	if n := digits(s); n == 1 || n == 2 {
		value, after := cut(s, n)
		after, is := cutAny(after, "分")
		if !is {
			return 0, s, false
		}
		minute, s = value, strings.TrimLeft(after, " ")
	}
	if n := digits(s); n == 1 || n == 2 {
		value, after := cut(s, n)
		after, is := cutAny(after, "秒")
		if !is {
			return 0, s, false
		}
		second, s = value, after
	}
	return c.at(hour, minute, second, s)
}

// cutAny takes one of some signs off, and the blanks before it.
func cutAny(s string, prefixes ...string) (string, bool) {
	s = strings.TrimLeft(s, " ")
	for _, p := range prefixes {
		if after, is := strings.CutPrefix(s, p); is {
			return after, true
		}
	}
	return s, false
}

// sixty reads a sign and the two digits behind it.
func sixty(s, sign string) (value int, rest string, ok bool) {
	after, is := strings.CutPrefix(s, sign)
	if !is || digits(after) != 2 {
		return 0, s, false
	}
	value, rest = cut(after, 2)
	return value, rest, value < 60
}

// at keeps a time of day, and reads the fraction of its second.
func (c *clock) at(hour, minute, second int, s string) (int, string, bool) {
	if minute > 59 || second > 59 || hour > 24 || hour == 24 && minute+second > 0 {
		return 0, s, false
	}
	c.seconds = hour*3600 + minute*60 + second
	if s != "" && (s[0] == '.' || s[0] == ',') {
		n := digits(s[1:])
		if n == 0 || hour == 24 {
			return 0, s, false
		}
		for i := range 9 {
			c.nanos *= 10
			if i < n {
				c.nanos += int(s[1+i] - '0')
			}
		}
		s = s[1+n:]
	}
	return hour, s, true
}

// half is the half of the day that a time of twelve hours is in.
type half int

const (
	none half = iota
	am
	pm
	morning // 早上: never 12
	noon    // 中午: 11:30 is before 12, 1:30 behind it
	evening // 晚上: 12 and 1 might be of the next day
)

var meridiems = []struct {
	word string
	half half
}{
	{"am", am}, {"pm", pm}, {"a.m.", am}, {"p.m.", pm},
	{"上午", am}, {"下午", pm}, {"凌晨", am}, {"清晨", morning}, {"早上", morning}, {"中午", noon}, {"晚上", evening}, {"晚間", evening},
}

func meridiem(s string) (half, string) {
	if s == "" || isDigit(s[0]) {
		return none, s
	}
	for _, m := range meridiems {
		if len(s) >= len(m.word) && strings.EqualFold(s[:len(m.word)], m.word) {
			return m.half, s[len(m.word):]
		}
	}
	return none, s
}

// halve puts a time into its half of the day. 下午 15:30 says the same twice.
func (c *clock) halve(h half, hour int) bool {
	switch {
	case h == none:
		return true
	case h == morning:
		return hour >= 1 && hour <= 11
	case h == noon && (hour == 1 || hour == 2), h == evening && hour >= 5 && hour <= 11:
		c.seconds += 12 * 3600
	case h == noon:
		return hour >= 11 && hour <= 14
	case h == evening:
		return hour >= 17 && hour <= 23
	case h == am && hour == 12:
		c.seconds -= 12 * 3600
	case h == pm && hour >= 1 && hour < 12:
		c.seconds += 12 * 3600
	case h == am && hour > 12, h == pm && (hour == 0 || hour == 24):
		return false
	}
	return true
}

// zone reads Z, UTC, +08:00, +0800, +08 and GMT+8; what is no zone stays.
func (c *clock) zone(s string) string {
	s = strings.TrimLeft(s, " ")
	rest := s
	greenwich := false
	for _, name := range []string{"UTC", "GMT", "Z", "z"} {
		if after, is := strings.CutPrefix(rest, name); is {
			rest, greenwich = after, true
			break
		}
	}
	if rest == "" || rest[0] != '+' && rest[0] != '-' {
		c.zoned = greenwich
		return rest
	}
	sign, digitsOf := rest[0], rest[1:]
	n := digits(digitsOf)
	hours, minutes := 0, 0
	switch {
	case n == 4:
		hours, minutes, rest = two(digitsOf), two(digitsOf[2:]), digitsOf[4:]
	case n == 2 || n == 1 && greenwich:
		hours, rest = cut(digitsOf, n)
		if strings.HasPrefix(rest, ":") {
			var ok bool
			if minutes, rest, ok = sixty(rest, ":"); !ok {
				return s
			}
		}
	default:
		return s
	}
	if hours > 14 || minutes > 59 {
		return s
	}
	c.zoned = true
	c.offset = hours*3600 + minutes*60
	if sign == '-' {
		c.offset = -c.offset
	}
	return rest
}

// withoutRemark takes off what stands in brackets at the end or alone: (一), (Taipei
// Standard Time), [Asia/Taipei].
func withoutRemark(s string) string {
	s = strings.Trim(s, " ")
	if s == "" {
		return s
	}
	closing := map[byte]byte{'(': ')', '[': ']'}[s[0]]
	if end := strings.IndexByte(s, closing); closing != 0 && end > 0 {
		return strings.TrimLeft(s[end+1:], " ")
	}
	return s
}
