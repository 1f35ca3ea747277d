package channel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/identity"
)

func TestUnsubscribeLinks(t *testing.T) {
	who := channel.OptOut{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: 1<<64 - 1}
	require.Empty(t, who.Link("", "key"))
	link, err := url.Parse(who.Link("https://shop.test/u?lang=zh", "key"))
	require.NoError(t, err)
	require.Equal(t, "zh", link.Query().Get("lang"))
	token := link.Query().Get("t")
	read, err := channel.ReadOptOut(token, "key")
	require.NoError(t, err)
	require.Equal(t, who, read)
	body, _, _ := strings.Cut(token, ".")
	plain, err := base64.RawURLEncoding.DecodeString(body)
	require.NoError(t, err)
	require.NotContains(t, string(plain), "18446744073709551615", "an id of the house, from which a phone number follows")
	_, err = channel.ReadOptOut(signed("acne\n"+strings.SplitN(string(plain), "\n", 2)[1], "key"), "key")
	require.Error(t, err, "an id of another brand")

	other := who
	other.Member--
	forged, err := url.Parse(other.Link("https://shop.test/u", "guess"))
	require.NoError(t, err)
	for _, bad := range []string{"", ".", token + "x", token[:len(token)-2], forged.Query().Get("t"), "!." + token} {
		_, err := channel.ReadOptOut(bad, "key")
		require.Error(t, err, bad)
	}
}

func token(t *testing.T, o channel.OptOut, key string) string {
	t.Helper()
	link, err := url.Parse(o.Link("https://shop.test/u", key))
	require.NoError(t, err)
	return link.Query().Get("t")
}

// Nothing but the very token opens the door: every cut, every changed character,
// every other body or signature is refused.
func TestUnsubscribeTokensCannotBeChanged(t *testing.T) {
	who := channel.OptOut{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: 42}
	good := token(t, who, "key")
	refuse := func(bad string) {
		t.Helper()
		read, err := channel.ReadOptOut(bad, "key")
		require.Error(t, err, bad)
		require.Zero(t, read, bad)
	}
	for i := range good {
		refuse(good[:i])
		refuse(good[:i] + good[i+1:])
		other := byte('A')
		if good[i] == other {
			other = 'B'
		}
		refuse(good[:i] + string(other) + good[i+1:])
	}
	refuse(good + "!")
	refuse(good + "AAA")
	body, signature, _ := strings.Cut(good, ".")
	for _, other := range []channel.OptOut{
		{Brand: "acme", Channel: "edm", Purpose: "marketing", Member: 43},
		{Brand: "acme", Channel: "sms", Purpose: "marketing", Member: 42},
		{Brand: "acme", Channel: "edm", Purpose: "service", Member: 42},
		{Brand: "acne", Channel: "edm", Purpose: "marketing", Member: 42},
	} {
		theirs, _, _ := strings.Cut(token(t, other, "key"), ".")
		require.NotEqual(t, body, theirs)
		refuse(theirs + "." + signature)
	}
	refuse(body + ".")
	refuse(body)
	refuse("." + signature)
	refuse(token(t, who, "other key"))
	refuse(good + "." + signature)
	for _, payload := range []string{"acme\nedm\nmarketing", "acme\nedm\nmarketing\n42\n43", "acme\nedm\nmarketing\n-1", "acme\nedm\nmarketing\nx"} {
		refuse(signed(payload, "key"))
	}
	read, err := channel.ReadOptOut(signed("acme\nedm\nmarketing\n42", "key"), "key")
	require.NoError(t, err, "the test signs as the package does")
	before := who
	before.Member = identity.NodeKey("key", "acme").Keyed(42)
	require.Equal(t, before, read, "links of when ids were neither masked nor keyed")
}

// signed is a token of any payload, with a right signature.
func signed(payload, key string) string {
	mac := hmac.New(sha256.New, []byte("unsubscribe\n"+key))
	mac.Write([]byte(payload))
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(payload)) + "." + encode(mac.Sum(nil)[:16])
}

func TestLinkWithAndWithoutAQuery(t *testing.T) {
	who := channel.OptOut{Brand: "acme", Member: 1}
	require.Contains(t, who.Link("https://shop.test/u", "key"), "https://shop.test/u?t=")
	require.Contains(t, who.Link("https://shop.test/u?lang=zh", "key"), "https://shop.test/u?lang=zh&t=")
}
