package adlist

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// How each platform writes an address before it is hashed: Google takes dots and what
// follows a plus out of its own, and of nobody else's.
func TestAddressesOfAds(t *testing.T) {
	for text, want := range map[string]string{
		" A.b+news@Gmail.com": "ab@gmail.com", "a.b@googlemail.com": "ab@googlemail.com", "a.b+news@x.test": "a.b+news@x.test", "A.B@notgmail.com": "a.b@notgmail.com", "": "", "a.b": "a.b",
	} {
		require.Equal(t, want, forms["google"].email(text), text)
	}
	require.Equal(t, "a.b+news@gmail.com", forms["meta"].email(" A.b+news@Gmail.com "))
	require.Equal(t, "886912345678", forms["meta"].phone("+886912345678"))
	require.Equal(t, "+886912345678", forms["google"].phone("+886912345678"))
}
