package identity

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// normaliseEmail trims and lowers an address; what has no @ is no address.
func Email(raw string) string {
	email := strings.ToLower(strings.TrimSpace(raw))
	if strings.Count(email, "@") != 1 || strings.ContainsAny(email, " \t\r\n") {
		return ""
	}
	return email
}

// normalisePhone gives the E.164 form, or "" for what can't be a number. The
// region (TW) is for numbers without a country code.
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
