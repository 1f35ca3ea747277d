package feed

import "regexp"

// An address may carry a password before its host or a signature behind its
// question mark.
var (
	addressUser  = regexp.MustCompile(`://[^\s/@]*@`)
	addressQuery = regexp.MustCompile(`(://[^\s?]*)\?[^\s,;)'"]*`)
)

// strip takes what may be a secret out of addresses in a text.
func strip(text string) string {
	return addressQuery.ReplaceAllString(addressUser.ReplaceAllString(text, "://…@"), "$1?…")
}

// withoutKeys is the error with a text that holds no secret of an address.
func withoutKeys(err error) error {
	if err == nil {
		return nil
	}
	return stripped{err}
}

type stripped struct{ err error }

func (s stripped) Error() string { return strip(s.err.Error()) }
func (s stripped) Unwrap() error { return s.err }
