package identity

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone returns a number in its E.164 form, or "" for what can't be a number. The
// region, such as TW, is that of numbers without a country code. A number is possible
// by its length; whether it is assigned isn't asked. Full-width digits read as digits.
func Phone(raw, region string) string {
	if strings.TrimSpace(raw) == "" {
		return ""
	}
	number, err := phonenumbers.Parse(raw, region)
	if err != nil || !phonenumbers.IsPossibleNumber(number) {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}
