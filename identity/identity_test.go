package identity_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars/identity"
)

func TestEmail(t *testing.T) {
	for raw, want := range map[string]string{
		"":                        "",
		"   ":                     "",
		"wang@x.test":             "wang@x.test",
		" Wang.Ming@X.Test\r\n":   "wang.ming@x.test",
		"\u3000wang@x.test\u3000": "wang@x.test",
		"wang+shop@x.test":        "wang+shop@x.test", // a tag makes another address
		"wang":                    "",
		"wang@@x.test":            "",
		"wang@x.test,ming@x.test": "",
		"wang ming@x.test":        "",
		"wang@x.test ming":        "",
		"wang\t@x.test":           "",
		"wang＠x.test":             "wang@x.test",
		"ＷＡＮＧ@x．test":             "wang@x.test",
		"wang\u00a0@x.test":       "",
		"wang ming@x.test\u200b":  "",
		// Signs that nobody sees, and what is written around an address.
		"\ufeffwang@x.test\u200b":          "wang@x.test",
		"wang@x.test\u00a0":                "wang@x.test",
		"wa\u00adng@x.te\u200bst":          "wang@x.test",
		"wang@x.test.":                     "wang@x.test",
		"wang@x.test...":                   "wang@x.test",
		"wang@x.test;":                     "wang@x.test",
		"mailto:wang@x.test":               "wang@x.test",
		"MailTo:Wang@x.test?subject=hi":    "wang@x.test",
		"Wang Ming <wang@x.test>":          "wang@x.test",
		"\"Wang, M. @ X\" < wang@x.test >": "wang@x.test",
		"<wang@x.test>":                    "wang@x.test",
		"'wang@x.test'":                    "wang@x.test",
		"=\"wang@x.test\"":                 "wang@x.test",
		"o'neil@x.test":                    "o'neil@x.test",
		"a..b@x.test":                      "a..b@x.test", // some providers let people have it
		"<wang@x.test> <ming@x.test>":      "",
		"wang@x.test <>":                   "",
		// Domains are ASCII.
		"ann@例子.台灣":                          "ann@xn--fsqu00a.xn--kpry57d",
		"ann@例子。台灣":                          "ann@xn--fsqu00a.xn--kpry57d",
		"ann@XN--FSQU00A.xn--kpry57d":        "ann@xn--fsqu00a.xn--kpry57d",
		"ann@BÜCHER.test":                    "ann@xn--bcher-kva.test",
		"王小明@x.test":                         "王小明@x.test",
		"SONG@İSTANBUL.test":                 "song@xn--istanbul-o0e.test",
		"@":                                  "",
		"bob@":                               "",
		"@x.test":                            "",
		"a@b":                                "", // no mail goes to a domain without a dot
		"a@x..test":                          "",
		"a@-x.test":                          "",
		"a@x.test/":                          "",
		"a@.test":                            "",
		strings.Repeat("a", 300) + "@b.test": "",
		strings.Repeat("a", 64) + "@b.test":  strings.Repeat("a", 64) + "@b.test",
		strings.Repeat("a", 65) + "@b.test":  "",
		"a@" + strings.Repeat("b.", 130) + "test": "",
	} {
		require.Equal(t, want, identity.Email(raw), "%q", raw)
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct{ raw, region, want string }{
		{"", "TW", ""},
		{" \u3000", "TW", ""},
		{"0912345678", "TW", "+886912345678"},
		{" 0912-345-678 ", "TW", "+886912345678"},
		{"(02) 2345-6789", "TW", "+886223456789"},
		{"912345678", "TW", "+886912345678"},
		{"886912345678", "TW", "+886912345678"},
		{"+886 912 345 678", "TW", "+886912345678"},
		{"+886 0912 345 678", "TW", "+886912345678"},
		{"002 886 912 345 678", "TW", "+886912345678"},
		{"00886912345678", "TW", "+886912345678"},
		{"00886912345678", "DE", "+886912345678"},
		{"8860912345678", "TW", "+886912345678"},
		{"tel:+886-912-345-678", "US", "+886912345678"},
		{"電話：0912-345-678", "TW", "+886912345678"},
		{"\u202a+886 912\u00a0345 678\u202c\u200b", "TW", "+886912345678"},
		{"+886−912–345—678", "TW", "+886912345678"},
		{"0912 345 678 ext 3", "TW", "+886912345678"}, // the extension is dropped
		{"０９１２３４５６７８", "TW", "+886912345678"},
		{"＋８８６９１２３４５６７８", "US", "+886912345678"},
		// A spreadsheet takes a number without its zero for a decimal one.
		{"912345678.0", "TW", "+886912345678"},
		{"886987654321.00 ", "TW", "+886987654321"},
		{"0912.345.670", "TW", "+886912345670"},
		// A spreadsheet keeps a number as a text, or loses its zero, or its digits.
		{`="0912345678"`, "TW", "+886912345678"},
		{"'0912345678", "TW", "+886912345678"},
		{"８８６９８７６５４３２１", "TW", "+886987654321"},
		{"8.86912345678E+11", "TW", "+886912345678"},
		{"9.12345678E8", "TW", "+886912345678"},
		{"8.86912E+11", "TW", ""},
		{"8.86912345E+11", "TW", ""},
		{"9012345678.0", "JP", "+819012345678"},
		// Behind a landline with an extension are many people.
		{"(02) 2345-6789 ext. 12", "TW", ""},
		{"(02)2345-6789#12", "TW", ""},
		{"02-23456789 分機12", "TW", ""},
		{"02-23456789轉12", "TW", ""},
		// The region is that of numbers without a country code, and of no others.
		{"4155552671", "US", "+14155552671"},
		{"(415) 555-2671", "US", "+14155552671"},
		{"+1 415 555 2671", "TW", "+14155552671"},
		{"090-1234-5678", "JP", "+819012345678"},
		{"0912345678", "", ""},
		{"0912345678", "XX", ""},
		{"+886912345678", "", "+886912345678"},
		// What can't be a number is none.
		{"n/a", "TW", ""},
		{"wang@x.test", "TW", ""},
		{"123", "TW", ""},
		{"0912345678/0987654321", "TW", ""},
		{"+999123456789", "TW", ""},
		{strings.Repeat("9", 300), "TW", ""},
		{"09123456789", "TW", ""}, // a digit too many
		{"0912345", "TW", ""},
		{"12345678", "TW", ""},
		{"0000000000", "TW", ""},
		{"A123456789", "TW", ""},
		{"1-800-FLOWERS", "US", ""},
		{"0912345678 王", "TW", ""},
		{"85291234567", "TW", ""}, // another country's without a plus
	} {
		require.Equal(t, c.want, identity.Phone(c.raw, c.region), "%q in %q", c.raw, c.region)
	}
}

// A phone without a country code is one of the country of its record's address, where
// that can be, and else one of the brand's region.
func TestPhoneIn(t *testing.T) {
	for _, c := range []struct{ raw, country, want string }{
		{"9123 4567", "HK", "+85291234567"},
		{"090-1234-5678", "JP", "+819012345678"},
		{"(415) 555-2671", "US", "+14155552671"},
		{"012-345 6789", "MY", "+60123456789"},
		{"0912 345 678", "VN", "+84912345678"},
		{"0912 345 678", "vn ", "+84912345678"},
		{"0912-345-678", "TW", "+886912345678"},
		{"0912-345-678", "", "+886912345678"},
		{"0912-345-678", "XX", "+886912345678"},
		{"0912-345-678", "HK", "+886912345678"}, // Hong Kong has no number of ten digits
		{"+886 912 345 678", "VN", "+886912345678"},
		{"+84 912 345 678", "TW", "+84912345678"},
		{"n/a", "VN", ""},
		{"", "VN", ""},
	} {
		require.Equal(t, c.want, identity.PhoneIn(c.raw, c.country, "TW"), "%q in %q", c.raw, c.country)
	}
}

// Whatever is written, an e-mail that was read reads as itself.
func TestEmailTwiceIsEmailOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`[ \t\x{3000}]{0,2}[A-Za-zÀ-žΑ-Ω＠Ａ-Ｚ@.+ -]{0,12}@[A-Za-z0-9.İẞ]{0,8}[ \n]{0,2}`),
		).Draw(t, "raw")
		once := identity.Email(raw)
		require.Equal(t, once, identity.Email(once))
		if once != "" {
			require.Equal(t, 1, strings.Count(once, "@"))
			require.Equal(t, once, strings.ToLower(once))
			require.NotContains(t, once, " ")
		}
	})
}

// A phone that was read reads as itself, in whatever region, and however it is written.
func TestPhoneTwiceIsPhoneOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		region := rapid.SampledFrom([]string{"TW", "US", "JP", "HK", "GB"}).Draw(t, "region")
		raw := rapid.StringMatching(`(\+|0)?[1-9][0-9() -]{4,12}[0-9]`).Draw(t, "raw")
		once := identity.Phone(raw, region)
		require.Regexp(t, `^(\+[1-9][0-9]{3,14})?$`, once, raw)
		if strings.Contains(once, "+") {
			require.Equal(t, once, identity.Phone(once, region), raw)
			require.Equal(t, once, identity.Phone(once, ""), raw)
			require.Equal(t, once, identity.Phone(fullWidth(once), region), raw)
		}
	})
}

func fullWidth(text string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, text)
}

func TestTaiwaneseNumbersAreOneHoweverWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`9[0-8][0-9]{7}`).Draw(t, "digits")
		want := "+886" + digits
		require.True(t, identity.Mobile(want))
		for _, raw := range []string{
			"0" + digits, digits, "+886" + digits, "+886-0" + digits, "886" + digits, digits + ".0", `="0` + digits + `"`, "\u200b0" + digits + "\u00a0", "+886 " + digits[:3] + " " + digits[3:6] + "-" + digits[6:], fullWidth("0" + digits),
		} {
			require.Equal(t, want, identity.Phone(raw, "TW"), raw)
		}
	})
}

func TestValuesOfIDs(t *testing.T) {
	require.Equal(t, "web/1", identity.Customer("web", "1"))
	require.Empty(t, identity.Customer("web", ""), "an order without a customer id shares one with nobody")
	require.Equal(t, "acme/U1", identity.Line("acme", "U1"))
	require.NotEqual(t, identity.Line("acme", "U1"), identity.Line("other", "U1"), "LINE's ids are unique for their provider")
	require.Empty(t, identity.Line("acme", ""))
}

func TestNode(t *testing.T) {
	// As ClickHouse computes sipHash64('email:a@b.test') and so on.
	require.EqualValues(t, uint64(10921491594961211251), identity.Node(identity.KindEmail, "a@b.test"))
	require.EqualValues(t, uint64(5079127275424092099), identity.Node(identity.KindCustomer, "web/1"))
	require.EqualValues(t, uint64(6209067270013912833), identity.Node(identity.KindLine, "p/U1"))
	seen := map[uint64]string{}
	for _, kind := range []identity.Kind{identity.KindCustomer, identity.KindEmail, identity.KindPhone, identity.KindLine} {
		for _, value := range []string{"", "1", "web/1", "a@b.test", "+886912345678"} {
			node := identity.Node(kind, value)
			require.Empty(t, seen[node], "%s:%s", kind, value)
			seen[node] = fmt.Sprint(kind, ":", value)
		}
	}
}

func TestDenied(t *testing.T) {
	require.Empty(t, identity.Denied(nil, "TW"))
	require.Equal(t,
		[]string{"Shop@X.Test", "shop@x.test", "0912345678", "+886912345678", "web/guest"},
		identity.Denied([]string{" Shop@X.Test", "0912345678 ", "web/guest"}, "TW"))
	require.Equal(t, []string{"4155552671", "+14155552671"}, identity.Denied([]string{"4155552671"}, "US"))
}

// What is denied is found again under whatever form a shop writes it in.
func TestWhatIsDeniedIsDeniedHoweverWritten(t *testing.T) {
	denied := identity.Denied([]string{"Cashier@Shop.test", "0900-000-000"}, "TW")
	for _, raw := range []string{"cashier@shop.test", " CASHIER@shop.TEST "} {
		require.Contains(t, denied, identity.Email(raw))
	}
	for _, raw := range []string{"0900000000", "+886 900 000 000", "０９００ ０００ ０００"} {
		require.Contains(t, denied, identity.Phone(raw, "TW"))
	}
}

func TestMobile(t *testing.T) {
	mobiles := regexp.MustCompile(identity.Mobiles)
	for number, want := range map[string]bool{
		"+886912345678": true,
		"+886223456789": false, // Taipei
		"+886412345678": false, // Taichung
		"+886800123456": false, // free of charge
		"+14155552671":  true,  // the US doesn't tell them apart
		"+819012345678": true,
		"+81312345678":  false, // Tokyo
		"+85291234567":  true,
		"+85223456789":  false,
		"+442079460958": false,
		"+447912345678": true,
		"+60123456789":  true,
		"+84912345678":  true,
		"+886000000000": false,
		"0912345678":    false,
		"":              false,
	} {
		require.Equal(t, want, identity.Mobile(number), number)
		require.Equal(t, want, mobiles.MatchString(number), number)
	}
}

// The pattern that SQL asks by says the same as Mobile, of numbers of every country.
func TestMobilesIsMobile(t *testing.T) {
	mobiles := regexp.MustCompile(identity.Mobiles)
	var numbers []string
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			if example := phonenumbers.GetExampleNumberForType(region, kind); example != nil {
				numbers = append(numbers, phonenumbers.Format(example, phonenumbers.E164))
			}
		}
	}
	require.Greater(t, len(numbers), 800)
	differ, texted := 0, 0
	for _, number := range numbers {
		mobile := identity.Mobile(number)
		if mobile {
			texted++
		}
		if mobile != mobiles.MatchString(number) {
			differ++
		}
	}
	require.Greater(t, texted, 200)
	require.Zero(t, differ)
	rapid.Check(t, func(t *rapid.T) {
		number := []byte(rapid.SampledFrom(numbers).Draw(t, "number"))
		for range rapid.IntRange(1, 4).Draw(t, "changed") {
			at := rapid.IntRange(4, len(number)-1).Draw(t, "at")
			number[at] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		if identity.Phone(string(number), "") != "" && identity.Mobile(string(number)) {
			require.Regexp(t, mobiles, string(number))
		}
	})
}

func BenchmarkPhone(b *testing.B) {
	for b.Loop() {
		if identity.Phone("0912-345-678", "TW") == "" {
			b.Fatal("no number")
		}
	}
}
