package identity_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/identity"
)

func TestNobody(t *testing.T) {
	nobody := regexp.MustCompile(identity.Nobody)
	for _, raw := range []string{"deleted@site.invalid", " Deleted@Site.INVALID", "a@b.c.invalid"} {
		require.Regexp(t, nobody, identity.Email(raw))
	}
	for _, raw := range []string{"wang@x.test", "invalid@x.test", "a@notinvalid", "a@site.invalid.example", "invalid"} {
		require.NotRegexp(t, nobody, identity.Email(raw), raw)
	}
	require.Regexp(t, nobody, "x@invalid", "as it was stored when a domain could be without a dot")
	require.Empty(t, identity.Email("x@invalid"))
	for _, raw := range []string{"0000000000", "(00)00-000-000", "+886000000000", "000-000-0000"} {
		require.Empty(t, identity.Phone(raw, "TW"), raw)
	}
	require.Regexp(t, nobody, "+886000000000", "as it was stored when a number could be no country's")
	for _, stored := range []string{"+8860000000000", "+10000000000", "+49000000"} {
		require.Regexp(t, nobody, stored)
	}
	for _, stored := range []string{"+886900000000", "+19000000000", "+6590000000", "+886912345678", "+"} {
		require.NotRegexp(t, nobody, stored, stored)
	}
}

// What stands where a guest's id would links nobody; ids that only look like it do.
func TestNobodysID(t *testing.T) {
	nobody := regexp.MustCompile(identity.Nobody)
	for _, id := range []string{"0", "000", "-", "--", "－", "—", "*", "Guest", "guest user", "walk-in", "WALKIN", "訪客", "非會員", "無", "NULL"} {
		require.Regexp(t, nobody, identity.Customer("web", id))
		require.Regexp(t, nobody, identity.Line("acme", id))
	}
	for _, id := range []string{"1", "10", "0001", "A0", "0-1", "guest1", "Guestrow", "無名氏", "0/7", "-1", "N0"} {
		require.NotRegexp(t, nobody, identity.Customer("web", id), id)
	}
	require.NotRegexp(t, nobody, "a/0@x.test", "an address")
}
