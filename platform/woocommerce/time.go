package woocommerce

import "time"

// plainTime reads 2026-11-02T13:04:05, as nearly all times are written, at a fourth of
// what time.Parse takes; what it doesn't understand is time.Parse's.
func plainTime(text string) (time.Time, bool) {
	if len(text) != len(naiveUTC) || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' {
		return time.Time{}, false
	}
	var parts [6]int
	for i, at := range [6]int{0, 5, 8, 11, 14, 17} {
		end := at + 2
		if i == 0 {
			end = 4
		}
		for ; at < end; at++ {
			digit := text[at] - '0'
			if digit > 9 {
				return time.Time{}, false
			}
			parts[i] = parts[i]*10 + int(digit)
		}
	}
	year, month, day := parts[0], time.Month(parts[1]), parts[2]
	if month < 1 || month > 12 || day < 1 || parts[3] > 23 || parts[4] > 59 || parts[5] > 59 {
		return time.Time{}, false
	}
	at := time.Date(year, month, day, parts[3], parts[4], parts[5], 0, time.UTC)
	return at, at.Day() == day // else the month has no such day
}
