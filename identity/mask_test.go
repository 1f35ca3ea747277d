package identity_test

import (
	"crypto/aes"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
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

// Ids that left the house before ids of the tables were keyed are of the same people.
func TestMaskReadsEarlierIDs(t *testing.T) {
	mask, nodes := identity.NewMask("a key of the tests", "acme"), identity.NodeKey("a key of the tests", "acme")
	sum := sha256.Sum256([]byte("members\nacme\na key of the tests"))
	block, err := aes.NewCipher(sum[:])
	require.NoError(t, err)
	for generation, want := range map[byte]uint64{0: nodes.Keyed(42), 1: 42, 2: 0} {
		text := make([]byte, 16)
		text[7], text[15] = 42, generation
		block.Encrypt(text, text)
		read, err := mask.Read(strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(text)))
		require.Equal(t, want, read, "generation %d", generation)
		require.Equal(t, want == 0, err != nil)
	}
	read, err := mask.ReadLink("42")
	require.NoError(t, err)
	require.Equal(t, nodes.Keyed(42), read)
	read, err = mask.ReadLink(mask.Write(42))
	require.NoError(t, err)
	require.EqualValues(t, 42, read)
	_, err = mask.ReadLink("0")
	require.ErrorIs(t, err, identity.ErrNotMasked)
}

// Nodes of two brands, or under two secrets, have nothing in common, and none is the number
// that anybody can compute.
func TestNodesAreKeyedPerBrand(t *testing.T) {
	number := identity.Node(identity.KindPhone, "+886912345678")
	seen := map[uint64]bool{number: true}
	for _, key := range []identity.Key{identity.NodeKey("a", "acme"), identity.NodeKey("a", "other"), identity.NodeKey("b", "acme"), identity.NewKey("a", "erased")} {
		node := key.Node(identity.KindPhone, "+886912345678")
		require.Equal(t, key.Keyed(number), node)
		require.False(t, seen[node])
		seen[node] = true
		require.Zero(t, key.Keyed(0), "nobody")
	}
	// As ClickHouse computes sipHash64Keyed((1, 2), toUInt64(3)).
	require.EqualValues(t, uint64(4761724842314701877), identity.Key{K0: 1, K1: 2}.Keyed(3))
	require.Equal(t, number, identity.NodeKey("", "acme").Node(identity.KindPhone, "+886912345678"), "without a secret")
}

// What SQL computes by sipHash64Keyed is compared with it where people are erased.
func TestKeyHidesIdentifiers(t *testing.T) {
	a, b := identity.NewKey("secret", "one"), identity.NewKey("secret", "two")
	require.NotEqual(t, a, b, "keys of two purposes")
	require.Equal(t, identity.Key{}, identity.NewKey("", "one"))
	require.NotEqual(t, a.Hash(identity.KindPhone, "+886912345678"), identity.Node(identity.KindPhone, "+886912345678"))
	require.NotEqual(t, a.Hash(identity.KindPhone, "1"), a.Hash(identity.KindEmail, "1"))
}
