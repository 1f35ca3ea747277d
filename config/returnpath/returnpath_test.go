package returnpath_test

import (
	"net/mail"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars/config/returnpath"
)

func TestPath(t *testing.T) {
	p, err := returnpath.New("bounces@mail.shop.tw", "shop.tw", "a key of the privacy")
	require.NoError(t, err)
	other, err := returnpath.New("bounces@mail.shop.tw", "shop.tw", "another key")
	require.NoError(t, err)
	seen := map[string]bool{}
	for range 200 {
		id := uuid.New()
		address := p.Of(id)
		require.False(t, seen[address])
		seen[address] = true
		_, err := mail.ParseAddress(address)
		require.NoError(t, err)
		local, _, _ := strings.Cut(address, "@")
		require.LessOrEqual(t, len(local), 64)
		for _, written := range []string{address, strings.ToUpper(address)} {
			message, err := p.Read(written)
			require.NoError(t, err)
			require.Equal(t, id.String()+"@shop.tw", message)
		}
		_, err = other.Read(address)
		require.ErrorIs(t, err, returnpath.ErrForged)
		for at := len("bounces+"); at < len(local); at++ { // any sign that is another one
			changed := []byte(address)
			changed[at] = '0'
			if address[at] == '0' {
				changed[at] = '1'
			}
			_, err := p.Read(string(changed))
			require.ErrorIs(t, err, returnpath.ErrForged, "at %d", at)
		}
		_, err = p.Read("bounces+" + local[len("bounces+"):len(local)-1] + "@mail.shop.tw")
		require.ErrorIs(t, err, returnpath.ErrForged)
	}
	for _, not := range []string{"", "bounces@mail.shop.tw", "ming+tea@x.test", "bounces+abc@elsewhere.tw", "no address"} {
		message, err := p.Read(not)
		require.NoError(t, err, not)
		require.Empty(t, message)
	}
	ours := p.Of(uuid.New())
	for name, address := range map[string]string{
		"another part of the address": strings.Replace(ours, "bounces+", "bounce+", 1),
		"another domain":              strings.Replace(ours, "@mail.shop.tw", "@shop.tw", 1),
	} {
		message, err := p.Read(address)
		require.NoError(t, err, name)
		require.Empty(t, message, name)
	}
	for name, address := range map[string]string{
		"nothing behind the plus":  "bounces+@mail.shop.tw",
		"a sign that no token has": "bounces+" + strings.Repeat("z", strings.Index(ours, "@")-len("bounces+")) + "@mail.shop.tw",
		"more than a token":        strings.Replace(ours, "@", "00000000@", 1),
		"a token with a line end":  strings.Replace(ours, "@", "\n@", 1),
	} {
		_, err := p.Read(address)
		require.ErrorIs(t, err, returnpath.ErrForged, name)
	}
	message, err := returnpath.Path{}.Read(p.Of(uuid.New()))
	require.NoError(t, err)
	require.Empty(t, message)
}

func TestNoPath(t *testing.T) {
	for address, says := range map[string]string{
		"nobody": "mail address", "Shop <a@shop.tw>": "mail address", "a+b@shop.tw": "plus sign", strings.Repeat("a", 24) + "@shop.tw": "too long",
	} {
		_, err := returnpath.New(address, "shop.tw", "a key")
		require.ErrorContains(t, err, says)
	}
	longest, err := returnpath.New(strings.Repeat("a", 23)+"@shop.tw", "shop.tw", "a key")
	require.NoError(t, err)
	require.Equal(t, 64, strings.Index(longest.Of(uuid.New()), "@"))
	_, err = returnpath.New("a@shop.tw", "shop.tw", "")
	require.ErrorContains(t, err, "hash_key")
}
