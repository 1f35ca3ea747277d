package answer

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars/config"
)

// A report that comes to a message's return address is about that message, whatever else it
// names; one to an address that we did not make says nothing at all.
func TestReportsToReturnAddresses(t *testing.T) {
	c := keyed("smtp", mailboxKey)
	c.From, c.ReturnPath, c.ReturnKey = "Shop <news@shop.test>", "bounces@shop.test", config.NewSecret("a key of the brand")
	returns, err := c.Returns()
	require.NoError(t, err)
	id := uuid.New()
	reader := open(t, c)
	read := func(text string) []Answer {
		t.Helper()
		read, err := reader.Read(request(text, "Authorization", "Bearer "+mailboxKey))
		require.NoError(t, err)
		return read.Answers
	}
	address := returns.Of(id)
	sentTo := func(header string) string { return strings.Replace(dsn, "To: bounces@shop.test\r\n", header, 1) }
	bare := strings.Replace(dsn, "text/rfc822-headers", "text/x-nothing", 1) // of no message
	require.Empty(t, read(bare))
	for _, text := range []string{
		sentTo("To: <" + address + ">\r\n"),
		sentTo("To: Shop <undisclosed@shop.test>\r\nDelivered-To: " + address + "\r\n"),
		sentTo("X-Original-To: " + strings.ToUpper(address) + "\r\n"),
		strings.Replace(bare, "To: bounces@shop.test", "To: "+address, 1),
	} {
		got := read(text)
		require.Len(t, got, 1)
		require.Equal(t, id.String()+"@shop.test", got[0].ProviderID)
		require.True(t, got[0].Hard)
	}
	forged := strings.Replace(address, "bounces+", "bounces+0", 1)
	require.Empty(t, read(sentTo("To: "+forged+"\r\n")), "it names a message of ours, and was sent to an address that we did not make")
	other := c
	other.ReturnKey = config.NewSecret("another key")
	theirs, err := other.Returns()
	require.NoError(t, err)
	require.Empty(t, read(sentTo("Delivered-To: "+theirs.Of(id)+"\r\n")))
	require.Equal(t, "our-id@shop.test", read(dsn)[0].ProviderID, "sent to no return address")

	c.ReturnPath = "no address"
	_, err = Open("edm", c, nil)
	require.Error(t, err)
}
