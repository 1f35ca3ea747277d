package identity

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Nobody is a pattern (RE2) of the e-mails and phones, as they are stored, that are
// nobody's: what shops write in the place of a person who was anonymised. Every address
// under .invalid is one (a domain that can't exist, RFC 2606; WooCommerce writes
// deleted@site.invalid), and every number of zeros.
var Nobody = fmt.Sprintf(`@(.*\.)?invalid$|^\+(%s)0+$`, strings.Join(callingCodes(), "|"))

func callingCodes() []string {
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedCallingCodes())) {
		codes = append(codes, fmt.Sprint(code))
	}
	return codes
}
