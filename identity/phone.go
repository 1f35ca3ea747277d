package identity

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone returns a number in its E.164 form, or "" for what can't be a number. The
// region, such as TW, is that of numbers without a country code. A number is possible
// by its length; whether it is assigned isn't asked. Full-width digits read as digits, and
// a number that a spreadsheet wrote with a decimal point as the number.
func Phone(raw, region string) string {
	if strings.TrimSpace(raw) == "" {
		return ""
	}
	if decimal.MatchString(raw) {
		raw, _, _ = strings.Cut(raw, ".")
	}
	number, err := phonenumbers.Parse(raw, region)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

// PhoneIn is Phone for a record with an address: a number without a country code is read
// with the country of the address, and with the region where the country is unknown or
// has no such numbers.
func PhoneIn(raw, country, region string) string {
	if phone := Phone(raw, strings.ToUpper(strings.TrimSpace(country))); phone != "" {
		return phone
	}
	return Phone(raw, region)
}

// decimal is a column of phone numbers that was taken for numbers: 912345678.0.
var decimal = regexp.MustCompile(`^\s*\+?[0-9]{7,15}\.0+\s*$`)
