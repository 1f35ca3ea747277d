package providers

import (
	"fmt"

	"regulars/channel"
	"regulars/channel/edm"
	"regulars/channel/line"
	"regulars/channel/sms"
	"regulars/config"
)

// Open returns a sender for the channel called name (edm, sms or line), or what is
// wrong with its settings. It doesn't dial; Check does.
func Open(name string, cfg config.Channel) (channel.Sender, error) {
	sender, err := open(name, cfg)
	if err != nil {
		return nil, fmt.Errorf("channel %s: %w", name, err)
	}
	return sender, nil
}

func open(name string, cfg config.Channel) (channel.Sender, error) {
	provider := cfg.Provider
	if provider == "" {
		provider = map[string]string{"edm": "smtp", "sms": "twilio", "line": "line"}[name]
	}
	switch name + "/" + provider {
	case "edm/smtp":
		return edm.New(cfg)
	case "sms/twilio":
		return sms.New(cfg)
	case "line/line":
		return line.New(cfg)
	}
	return nil, fmt.Errorf("provider %q is not known: use smtp for edm, twilio for sms, line for line", cfg.Provider)
}
