package providers

import (
	"fmt"
	"strings"

	"regulars/channel"
	"regulars/channel/edm"
	"regulars/channel/edm/mailgun"
	"regulars/channel/edm/resend"
	"regulars/channel/edm/sendgrid"
	"regulars/channel/edm/ses"
	"regulars/channel/line"
	"regulars/channel/sms"
	"regulars/channel/sms/every8d"
	"regulars/channel/sms/mitake"
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
	if known := config.Providers(name); provider == "" && len(known) > 0 {
		provider = known[0]
	}
	switch name + "/" + provider {
	case "edm/smtp":
		return edm.New(cfg)
	case "edm/ses":
		return ses.New(cfg)
	case "edm/sendgrid":
		return sendgrid.New(cfg)
	case "edm/mailgun":
		return mailgun.New(cfg)
	case "edm/resend":
		return resend.New(cfg)
	case "sms/twilio":
		return sms.New(cfg)
	case "sms/mitake":
		return mitake.New(cfg)
	case "sms/every8d":
		return every8d.New(cfg)
	case "line/line":
		return line.New(cfg)
	}
	return nil, fmt.Errorf("provider %q is not known: use %s", cfg.Provider, strings.Join(config.Providers(name), ", "))
}
