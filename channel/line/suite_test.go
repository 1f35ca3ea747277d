package line

import (
	"fmt"
	"net/http"
	"testing"

	"regulars"
	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/sandbox/providers"
)

func TestSuite(t *testing.T) {
	look := channeltest.Specification(t, prerequisite.File(t, prerequisite.LINEAPI), pushPath, multicastPath, "/v2/bot/message/quota", "/v2/bot/message/quota/consumption")
	for name, text := range map[string]func(n int) string{
		"pushes":     func(n int) string { return fmt.Sprintf("想念你 & 100%% + %d", n) },
		"multicasts": func(int) string { return "想念你 & 100% + " },
	} {
		t.Run(name, func(t *testing.T) {
			channeltest.Subject{
				Provider: func(inbox *providers.Inbox) http.Handler { return providers.NewLINE("a token", inbox) },
				Refuse:   providers.RefuseLINE,
				Settings: config.Channel{ChannelToken: config.NewSecret("a token")},
				Open: func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error) {
					s, err := New(cfg)
					if err == nil {
						s.http.Transport = transport
					}
					return s, err
				},
				Spoil:   func(cfg *config.Channel) { cfg.ChannelToken = config.NewSecret("a wrong one") },
				Secrets: []string{"a token", "a wrong one"},
				Address: user, Bad: user(1 << 20), BadIs: channel.NoSuchAddress,
				Texts: func(n int, m *regulars.Message) { m.Text = text(n) },
				Look:  look,
			}.Run(t)
		})
	}
}
