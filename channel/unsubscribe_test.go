package channel_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel"
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

	other := who
	other.Member--
	forged, err := url.Parse(other.Link("https://shop.test/u", "guess"))
	require.NoError(t, err)
	for _, bad := range []string{"", ".", token + "x", token[:len(token)-2], forged.Query().Get("t"), "!." + token} {
		_, err := channel.ReadOptOut(bad, "key")
		require.Error(t, err, bad)
	}
}
