package screen

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/identity"
	"regulars/schema/ledger"
)

func TestUnknowns(t *testing.T) {
	mask := identity.NewMask("a key", "acme")
	run := ledger.Run{Brand: "acme", Campaign: "wake-up", Date: "2026-11-20"}
	var out bytes.Buffer
	Unknowns(&out, run, nil, nil, mask, false)
	require.Contains(t, out.String(), "every message has an outcome")

	out.Reset()
	at := time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)
	Unknowns(&out, run, []ledger.Unknown{
		{MemberID: 7, Channel: "edm", Since: at, Tries: 1, States: []string{"released"}},
		{MemberID: 8, Channel: "line", Since: at, Tries: 2, States: []string{"claimed"}, Way: "multicast", ProviderID: "p8"},
		{MemberID: 9, Channel: "sms", Since: at, Tries: 1, States: []string{"claimed"}},
		{MemberID: 10, Channel: "sms", Since: at, Tries: 1, States: []string{"claimed"}},
	}, map[uint64][]channel.Fate{9: {}, 10: {{ProviderID: "SM10", At: at, State: "undelivered", Code: "30005"}, {ProviderID: "SM9", At: at}}}, mask, true)
	text := out.String()
	require.Contains(t, text, "there may be more")
	require.Contains(t, text, "4 unknown")
	require.Contains(t, text, "starter campaign resend wake-up --date 2026-11-20 --unknown")
	require.Regexp(t, mask.Write(7)+` .*edm .*2026-11-21 03:04:05 .*surely not sent`, text)
	require.Regexp(t, mask.Write(8)+` .*line .*p8 .*no answer came, by multicast, tried 2 times`, strings.Join(strings.Fields(text), " "))
	whole := strings.Join(strings.Fields(text), " ")
	require.Contains(t, whole, "the provider has none of that time: it was not sent")
	require.Contains(t, whole, "the provider has SM10 of 03:04:05 UTC: undelivered (30005), and 1 more to the same address then")
}
