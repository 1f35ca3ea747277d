package identity

import "strings"

// Denied returns the placeholders that a config denies, such as a cashier's phone or
// the shop's own mail, in the forms in which identifiers are stored: as they are
// written, and as an e-mail and a phone where they read as one. The region is that of
// phone numbers without a country code.
func Denied(deny []string, region string) []string {
	var values []string
	for _, raw := range deny {
		values = append(values, strings.TrimSpace(raw))
		if email := Email(raw); email != "" {
			values = append(values, email)
		}
		if phone := Phone(raw, region); phone != "" {
			values = append(values, phone)
		}
	}
	return values
}
