package notify

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/notice"
	"regulars/schema/notices"
)

// Who can't be notified is named with the reason, and makes the command fail.
func TestShown(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, shown(&out, []notice.Tried{{Recipient: "mei", Way: "mail"}}))
	require.Contains(t, out.String(), "mei (mail): handed over")
	err := shown(&out, []notice.Tried{{Recipient: "mei", Way: "mail"}, {Recipient: "chat", Way: "webhook", Err: errors.New("HTTP 404")}})
	require.EqualError(t, err, "1 of 2 recipients can't be notified")
	require.Contains(t, out.String(), "chat (webhook): HTTP 404")
}

func TestTable(t *testing.T) {
	var out bytes.Buffer
	brand := &config.Brand{Zone: time.UTC}
	Table(&out, brand, nil)
	require.Contains(t, out.String(), "nobody was notified")
	Table(&out, brand, []notices.Notice{{Matter: "late/2026-11-20", Recipient: "chat", State: notices.Failed, Tries: 3, Detail: "HTTP 404"}, {Matter: "quota/line/x", Recipient: "mei", State: notices.Sent}})
	require.Contains(t, out.String(), "not sent, 3 tries: HTTP 404")
	require.Contains(t, out.String(), "quota/line/x")
}
