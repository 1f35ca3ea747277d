package notify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/document"
	"regulars/config/notify"
)

func here(host string) bool { return host == "127.0.0.1" }

// Each mistake is found at its key, and nothing is wrong with what is right.
func TestMistakes(t *testing.T) {
	right := func() notify.Notify {
		return notify.Notify{
			Language: "zh-Hant", Late: "07:30",
			To: []notify.Recipient{
				{Name: "ops", Mail: "ops@shop.tw", About: []string{notify.Failed, notify.Late}},
				{Name: "group", Line: "C0123456789abcdef0123456789abcdef"},
				{Name: "chat", Webhook: document.NewSecret("https://hooks.example/services/T/B/x")},
			},
		}
	}
	n := right()
	require.Empty(t, n.Mistakes([]string{"edm", "line"}, here))
	require.True(t, n.To[0].Wants(notify.Failed))
	require.False(t, n.To[0].Wants(notify.Quota))
	require.True(t, n.To[1].Wants(notify.Quota))
	for key, change := range map[string]func(*notify.Notify){
		"language":       func(n *notify.Notify) { n.Language = "fr" },
		"late":           func(n *notify.Notify) { n.Late = "7:30" },
		"behind":         func(n *notify.Notify) { n.Behind = -1 },
		"quota":          func(n *notify.Notify) { n.Quota = -1 },
		"complaints":     func(n *notify.Notify) { n.Complaints = 3 },
		"smtp.host":      func(n *notify.Notify) { n.SMTP.From = "ops@shop.tw" },
		"smtp.from":      func(n *notify.Notify) { n.SMTP.Host = "mail.shop.tw" },
		"smtp.tls":       func(n *notify.Notify) { n.SMTP = notify.SMTP{Host: "mail.shop.tw", From: "ops@shop.tw", TLS: "none"} },
		"to[0].name":     func(n *notify.Notify) { n.To[0].Name = "Mei Lin" },
		"to[1].name":     func(n *notify.Notify) { n.To[1].Name = "ops" },
		"to[0]":          func(n *notify.Notify) { n.To[0].Line = n.To[1].Line },
		"to[2]":          func(n *notify.Notify) { n.To[2].Webhook = document.Secret{} },
		"to[0].about[1]": func(n *notify.Notify) { n.To[0].About[1] = "night" },
		"to[0].mail":     func(n *notify.Notify) { n.To[0].Mail = "Ops <ops@shop.tw>" },
		"to[1].line":     func(n *notify.Notify) { n.To[1].Line = "@shop" },
		"to[2].webhook":  func(n *notify.Notify) { n.To[2].Webhook = document.NewSecret("http://hooks.example/x") },
	} {
		n := right()
		change(&n)
		found := n.Mistakes([]string{"edm", "line"}, here)
		require.Len(t, found, 1, key)
		require.Equal(t, key, found[0].Key)
	}
	require.Len(t, n.Mistakes(nil, here), 2, "no channel carries mail or LINE")
	own := right()
	own.SMTP = notify.SMTP{Host: "127.0.0.1", From: "Ops <ops@shop.tw>", TLS: "none"}
	require.Len(t, own.Mistakes([]string{"line"}, here), 0, "mail goes by a server of its own")
}
