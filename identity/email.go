package identity

import "strings"

// Email returns an address without spaces around it and in lower case, or "" for what
// is no address: without an @, with several, or with a space, tab or line break in it. It changes no
// characters: a full-width @ (＠) isn't an @, and full-width letters stay full-width.
func Email(raw string) string {
	email := strings.ToLower(strings.TrimSpace(raw))
	if strings.Count(email, "@") != 1 || strings.ContainsAny(email, " \t\r\n") {
		return ""
	}
	return email
}
