package identity_test

import (
	"regexp"
	"strings"
	"testing"

	"regulars/identity"
)

func FuzzPhone(f *testing.F) {
	for _, raw := range []string{"0912345678", "+886 912 345 678", `="0912345678"`, "912345678.0", "8.86912345678E+11", "(02) 2345-6789 #12", "００８８６９１２３４５６７８", "tel:+1-415-555-2671;ext=5", "\u202a+886912345678"} {
		f.Add(raw, "TW")
	}
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{4,14}$`)
	f.Fuzz(func(t *testing.T, raw, country string) {
		phone := identity.PhoneIn(raw, country, "TW")
		if phone == "" {
			return
		}
		if !e164.MatchString(phone) {
			t.Fatalf("%q in %q is %q", raw, country, phone)
		}
		for _, region := range []string{"", "TW", "US", country} {
			if again := identity.Phone(phone, region); again != phone {
				t.Fatalf("%q in %q is %q, which is %q in %q", raw, country, phone, again, region)
			}
		}
		identity.Mobile(phone)
	})
}

func FuzzEmail(f *testing.F) {
	for _, raw := range []string{"Ann@X.test", "Ann <ann@x.test>", "mailto:ann@x.test?subject=1", "ann＠x．test", "ann@例子.台灣", "\ufeffann@x.test.", "'ann@x.test'", "İ@ẞ.test", `="ann@x.test"`} {
		f.Add(raw)
	}
	address := regexp.MustCompile(`^[^@\s<>,;:"()]+@[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$`)
	f.Fuzz(func(t *testing.T, raw string) {
		email := identity.Email(raw)
		if email == "" {
			return
		}
		if !address.MatchString(email) || len(email) > 254 || strings.ToLower(email) != email {
			t.Fatalf("%q is %q", raw, email)
		}
		if again := identity.Email(email); again != email {
			t.Fatalf("%q is %q, which is %q", raw, email, again)
		}
	})
}
