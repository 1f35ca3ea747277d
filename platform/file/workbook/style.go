package workbook

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// dateFormat is what a cell's format makes of its number.
type dateFormat uint8

const (
	noDate    dateFormat = iota
	dateOnly             // years, months or days
	dateTime             // and hours
	clockOnly            // hours and minutes alone
)

// builtinDates are the formats that every workbook has without naming them.
func builtinDate(id int) dateFormat {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
		return dateOnly
	case id == 22:
		return dateTime
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47, id == 55, id == 56:
		return clockOnly
	}
	return noDate
}

// loadStyles finds out which styles are dates.
func (b *Book) loadStyles() error {
	custom := map[int]dateFormat{}
	inside := ""
	return b.eachStart("xl/styles.xml", func(e xml.StartElement, _ *xml.Decoder) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				custom[id] = formatOfCode(attribute(e, "formatCode"))
			}
		case "cellStyleXfs", "cellXfs", "cellStyles", "dxfs":
			inside = e.Name.Local
		case "xf":
			if inside != "cellXfs" {
				return nil
			}
			id, err := strconv.Atoi(attribute(e, "numFmtId"))
			if err != nil {
				id = 0
			}
			f, is := custom[id]
			if !is {
				f = builtinDate(id)
			}
			b.dates = append(b.dates, f)
		}
		return nil
	})
}

// formatOfCode reads a format such as yyyy/m/d h:mm. What stands between quotes or
// behind a backslash is text; [h] is a duration.
func formatOfCode(code string) dateFormat {
	code, _, _ = strings.Cut(code, ";")
	if strings.Contains(strings.ToLower(code), "general") {
		return noDate
	}
	date, clock := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return noDate
			}
			if inside := strings.ToLower(code[i+1 : i+end]); strings.Trim(inside, "hms") == "" {
				return noDate
			}
			i += end
		case 'y', 'Y', 'd', 'D', 'e', 'g', 'b':
			date = true
		case 'h', 'H', 's', 'S':
			clock = true
		case '0', '#', '?', 'E':
			if !clock {
				return noDate
			}
		}
	}
	switch {
	case date && clock:
		return dateTime
	case date:
		return dateOnly
	case clock:
		return clockOnly
	}
	if strings.Contains(strings.ToLower(code), "mmm") {
		return dateOnly
	}
	return noDate
}

// number writes a cell's number: as a date where its style is one, otherwise with
// the 15 digits that a spreadsheet shows.
func (b *Book) number(text, style string) string {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return text
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(b.dates) && b.dates[i] != noDate {
		if date, is := b.date(value, b.dates[i]); is {
			return date
		}
	}
	return sheetNumber(text, value)
}

// sheetNumber keeps whole numbers as they are written, unless a spreadsheet has
// filled them up with zeros behind the 15 digits that it knows: such are written so
// that nobody takes them for all digits.
func sheetNumber(text string, value float64) string {
	const known = 15
	digits := strings.TrimPrefix(text, "-")
	if strings.Trim(digits, "0123456789") == "" && digits != "" {
		if len(digits) <= known || len(strings.TrimRight(digits, "0")) > known {
			return text
		}
		return strconv.FormatFloat(value, 'E', -1, 64)
	}
	if math.Abs(value) >= 1e15 {
		return strconv.FormatFloat(value, 'E', -1, 64)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', known, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// date writes the days of a spreadsheet. Its year 1900 has a 29th of February.
func (b *Book) date(days float64, format dateFormat) (string, bool) {
	const last = 2958466 // 10000-01-01
	if days < 0 || days >= last {
		return "", false
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.from04:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(days)
	at := epoch.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86_400_000)) * time.Millisecond)
	if rounded := at.Round(time.Second); at.Sub(rounded).Abs() <= 5*time.Millisecond {
		at = rounded
	}
	switch {
	case days < 1:
		return at.Format("15:04:05.999"), format != dateOnly
	case format == dateOnly && part == 0:
		return at.Format(time.DateOnly), true
	}
	return at.Format("2006-01-02T15:04:05.999"), true
}
