package identity

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Mobile reports whether a stored number (E.164) may take an SMS: it is a mobile's, or
// its country doesn't tell mobiles from landlines by their numbers, as the US. A
// landline and a number that no country has may not.
func Mobile(e164 string) bool {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return false
	}
	kind := phonenumbers.GetNumberType(number)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

// Mobiles is a pattern (RE2) of the stored numbers that are Mobile, for SQL.
var Mobiles = mobiles()

var spaces = regexp.MustCompile(`\s+`)

// mobiles makes the pattern of what the library knows of each country.
func mobiles() string {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic(err) // it is part of the program
	}
	byCode := map[int32][]string{}
	for _, region := range all.GetMetadata() {
		if pattern := region.GetMobile().GetNationalNumberPattern(); pattern != "" && pattern != "NA" {
			byCode[region.GetCountryCode()] = append(byCode[region.GetCountryCode()], "(?:"+spaces.ReplaceAllString(pattern, "")+")")
		}
	}
	var codes []string
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		codes = append(codes, fmt.Sprintf("%d(?:%s)", code, strings.Join(byCode[code], "|")))
	}
	return `^\+(?:` + strings.Join(codes, "|") + `)$`
}
