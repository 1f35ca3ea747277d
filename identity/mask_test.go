package identity_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars/identity"
)

// An id comes back as it was, whatever it is; another brand, another key and a changed
// text find nobody.
func TestMask(t *testing.T) {
	mask, other, otherKey := identity.NewMask("a key of the tests", "acme"), identity.NewMask("a key of the tests", "other"), identity.NewMask("another key", "acme")
	rapid.Check(t, func(t *rapid.T) {
		member := rapid.Uint64().Draw(t, "member")
		text := mask.Write(member)
		require.Equal(t, text, mask.Write(member))
		require.NotEqual(t, fmt.Sprint(member), text)
		read, err := mask.Read(text)
		require.NoError(t, err)
		require.Equal(t, member, read)
		for _, m := range []identity.Mask{other, otherKey, {}} {
			require.NotEqual(t, text, m.Write(member))
			_, err := m.Read(text)
			require.ErrorIs(t, err, identity.ErrNotMasked)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		letter := byte('a')
		if text[at] == letter {
			letter = 'b'
		}
		changed, err := mask.Read(text[:at] + string(letter) + text[at+1:])
		if err == nil {
			require.Equal(t, member, changed) // the last letter holds bits that nobody reads
		}
	})
	read, err := mask.Read("18446744073709551615")
	require.NoError(t, err, "ids of the tables, and of earlier links")
	require.EqualValues(t, uint64(1<<64-1), read)
	for _, bad := range []string{"", "0", "-1", "x", "99999999999999999999", "!!!!!!!!!!!!!!!!!!!!!!!!!!"} {
		_, err := mask.Read(bad)
		require.ErrorIs(t, err, identity.ErrNotMasked, bad)
	}
	require.Empty(t, identity.NewMask("", "acme").Write(1), "without a key no id leaves the house")
}

// What SQL computes by sipHash64Keyed is compared with it where people are erased.
func TestKeyHidesIdentifiers(t *testing.T) {
	a, b := identity.NewKey("secret", "one"), identity.NewKey("secret", "two")
	require.NotEqual(t, a, b, "keys of two purposes")
	require.Equal(t, identity.Key{}, identity.NewKey("", "one"))
	require.NotEqual(t, a.Hash(identity.KindPhone, "+886912345678"), identity.Node(identity.KindPhone, "+886912345678"))
	require.NotEqual(t, a.Hash(identity.KindPhone, "1"), a.Hash(identity.KindEmail, "1"))
}
