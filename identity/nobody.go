package identity

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Nobody is a pattern (RE2) of the identifiers, as they are stored, that are nobody's.
//
// E-mails and phones: what shops write in the place of a person who was anonymised. Every
// address under .invalid is one (a domain that can't exist, RFC 2606; WooCommerce writes
// deleted@site.invalid), and every number of zeros.
//
// Ids of customers and LINE users (their shop or provider stands before them): what
// programs and tills write for who has none. It is 0 (WooCommerce's, PrestaShop's and
// OpenCart's guests), a dash or other signs alone, or a word for a guest.
var Nobody = fmt.Sprintf(`@(.*\.)?invalid$|^\+(%s)0+$|^[^/@]*/(?i:0+|[^\pL\pN]+|%s)$`, strings.Join(callingCodes(), "|"), strings.Join(guests, "|"))

// guests are the words that stand where a guest's customer id would.
var guests = []string{
	"guest", "guest user", "anonymous", "walk-?in", "none", "null", "unknown",
	"訪客", "访客", "遊客", "散客", "匿名", "路人", "非會員", "非会员", "無", "无",
}

func callingCodes() []string {
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedCallingCodes())) {
		codes = append(codes, fmt.Sprint(code))
	}
	return codes
}
