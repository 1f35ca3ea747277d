package notify_test

import (
	"testing"
	"time"

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
		"smtp.port":      func(n *notify.Notify) { n.SMTP = notify.SMTP{Host: "mail.shop.tw", From: "ops@shop.tw", Port: 65536} },
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

// What a password, a port or an address of a chat may look like.
func TestHowNotificationsGoOut(t *testing.T) {
	of := func(smtp notify.SMTP, webhook string) (found []string) {
		n := notify.Notify{SMTP: smtp, To: []notify.Recipient{{Name: "chat", Webhook: document.NewSecret(webhook)}}}
		for _, p := range n.Mistakes(nil, here) {
			found = append(found, p.Key+": "+p.Says+p.Unknown)
		}
		return found
	}
	const chat = "https://hooks.example/x"
	server := func(port int, tls string) notify.SMTP {
		return notify.SMTP{Host: "mail.shop.tw", From: "ops@shop.tw", Port: port, TLS: tls}
	}
	for name, c := range map[string]struct {
		smtp    notify.SMTP
		webhook string
		want    []string
	}{
		"the greatest port":        {server(65535, ""), chat, nil},
		"no port: the usual one":   {server(0, "implicit"), chat, nil},
		"a port below zero":        {server(-1, "starttls"), chat, []string{"smtp.port: there is no such port"}},
		"another way of TLS":       {server(25, "ssl"), chat, []string{"smtp.tls: ssl"}},
		"a chat on this machine":   {notify.SMTP{}, "http://127.0.0.1:8080/x", nil},
		"another scheme here":      {notify.SMTP{}, "ftp://127.0.0.1/x", []string{"to[0].webhook: it is no https address"}},
		"https without a host":     {notify.SMTP{}, "https:///x", []string{"to[0].webhook: it is no https address"}},
		"what can't be an address": {notify.SMTP{}, "https://hooks.example/%zz", []string{"to[0].webhook: it is no https address"}},
		"two addresses in a file":  {notify.SMTP{}, chat + "\n" + chat, []string{"to[0].webhook: it has several lines"}},
	} {
		require.Equal(t, c.want, of(c.smtp, c.webhook), name)
	}
}

// What isn't written has a value: the brand's language, a day and a half, 100 messages, 0.3 %.
func TestDefaults(t *testing.T) {
	var n notify.Notify
	require.False(t, n.On())
	n.Resolve("zh-Hant")
	require.Equal(t, notify.Notify{Language: "zh-Hant", Behind: 36 * time.Hour, Quota: 100, Complaints: 0.003}, n)
	given := notify.Notify{Language: "en", Behind: time.Hour, Quota: 5, Complaints: 1, To: []notify.Recipient{{}}}
	resolved := given
	resolved.Resolve("zh-Hant")
	require.Equal(t, given, resolved)
	require.True(t, given.On())
	require.Empty(t, (&notify.Notify{Complaints: 1}).Mistakes(nil, here), "every message may be a complaint, and no language is the brand's")
	require.Len(t, (&notify.Notify{Complaints: -0.1}).Mistakes(nil, here), 1)
}

func TestLateAt(t *testing.T) {
	hour, minute, given := (&notify.Notify{Late: "07:30"}).LateAt()
	require.Equal(t, []any{7, 30, true}, []any{hour, minute, given})
	for _, not := range []string{"", "7:30", "24:00", "07:60"} {
		_, _, given := (&notify.Notify{Late: not}).LateAt()
		require.False(t, given, not)
	}
}
