package identity

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone returns a number in its E.164 form, or "" for what is no valid number. The
// region, such as TW, is that of numbers without a country code. What spreadsheets do to
// numbers is undone: ="0912345678", 912345678.0 and 912345678 are 0912345678. It is ""
// where they lost digits (8.86912E+11), and for a landline with an extension, behind
// which many people are.
func Phone(raw, region string) string {
	text := Plain(raw)
	if len(text) < shortestPhone || len(text) > longestPhone {
		return ""
	}
	if strings.Contains(text, ".") {
		text = writtenOut(text)
	}
	if strings.Contains(text, "#") || !IsPrintableASCII(text) {
		text = extensions.ReplaceAllString(text, " ext ")
	}
	if !phoneLike.MatchString(text) {
		return ""
	}
	if phone := valid(text, region); phone != "" {
		return phone
	}
	if rest, is := strings.CutPrefix(text, "00"); is {
		return valid("+"+rest, region)
	}
	return ""
}

// How long what somebody typed may be, in bytes.
const (
	shortestPhone = 5
	longestPhone  = 100
)

func valid(text, region string) string {
	number, err := phonenumbers.Parse(text, region)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return ""
	}
	if number.GetExtension() != "" && phonenumbers.GetNumberType(number) == phonenumbers.FIXED_LINE {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

// PhoneIn is Phone for a record with an address: a number without a country code is read
// with the country of the address, and with the region where the country is unknown or
// has no such numbers.
func PhoneIn(raw, country, region string) string {
	if raw == "" {
		return ""
	}
	first := country
	if first == "" {
		first = region
	}
	if phone := taiwanMobile(raw, first); phone != "" {
		return phone
	}
	return phones.get(written{raw, country, region}, readPhone)
}

func readPhone(w written) string {
	if phone := Phone(w.raw, strings.ToUpper(strings.TrimSpace(w.country))); phone != "" {
		return phone
	}
	return Phone(w.raw, w.region)
}

var (
	// decimal is a column of phone numbers that was taken for numbers: 912345678.0.
	decimal = regexp.MustCompile(`^\+?[0-9]{7,15}\.0+$`)
	// scientific is such a column that a spreadsheet shortened, maybe without losing digits.
	scientific = regexp.MustCompile(`^\+?([0-9])\.([0-9]{6,14})[eE]\+?([0-9]{1,2})$`)
	// extensions are the ways in which an extension is written that the library doesn't know.
	extensions = regexp.MustCompile(` *(?:#|分機|分机|轉接|轉|转|内線|內線)[ :.]*`)
	// phoneLike is a number with a label before it (Tel. 02…) and an extension behind it.
	// Letters elsewhere are no digits.
	phoneLike = regexp.MustCompile(`^(?:\p{L}[\p{L} ]*[:. ：] *)?[+(0-9][-+()./ 0-9~]*(?:[;,]? *(?i:ext|extn|x|extension)[=:. ]*[0-9]{1,7})?$`)
)

// writtenOut undoes what spreadsheets do to a number.
func writtenOut(text string) string {
	if decimal.MatchString(text) {
		text, _, _ = strings.Cut(text, ".")
	}
	if m := scientific.FindStringSubmatch(text); m != nil && strings.TrimLeft(m[3], "0") == strconv.Itoa(len(m[2])) {
		return m[1] + m[2]
	}
	return text
}
