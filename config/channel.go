package config

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"regulars"
)

// providers are the providers of each channel, the default first.
var providers = map[string][]string{
	"edm":  {"smtp"},
	"sms":  {"twilio"},
	"line": {"line"},
}

var providerKeys = map[string][]string{
	"smtp":   {"host", "port", "username", "password", "password_file", "tls", "from", "connections", "unsubscribe_url", "unsubscribe_mail"},
	"twilio": {"account_sid", "auth_token", "auth_token_file", "from", "endpoint"},
	"line":   {"channel_token", "channel_token_file", "endpoint"},
}

var smsFrom = regexp.MustCompile(`^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11})$`)

func (r *reader) checkChannels(path string, all map[string]*Channel) {
	for _, name := range sortedKeys(all) {
		at := path + "." + name
		if known := names(regulars.Channels); !oneOf(name, known) {
			r.add(at, fmt.Sprintf("there is no channel %s", name), suggest(name, known))
			continue
		}
		if all[name] == nil {
			r.add(at, "the channel has no keys", "write the provider's keys below it, or remove it")
			continue
		}
		r.checkChannel(at, name, all[name])
	}
}

func (r *reader) checkChannel(path, name string, c *Channel) {
	r.notNegative(path+".per_second", c.PerSecond)
	r.oneOf(path+".provider", c.Provider, providers[name])
	if !oneOf(c.Provider, providers[name]) {
		return
	}
	r.foreignKeys(path, c.Provider, providerKeys)
	r.address(path+".endpoint", c.Endpoint, true)
	r.checkAnswers(path, c)
	switch c.Provider {
	case "smtp":
		r.checkSMTP(path, c)
	case "twilio":
		r.checkTwilio(path, c)
	case "line":
		r.needSecret(path+".channel_token", c.ChannelToken)
	}
}

func (r *reader) checkSMTP(path string, c *Channel) {
	r.positive(path+".connections", c.Connections)
	r.positive(path+".port", c.Port)
	if c.Port > 65535 {
		r.add(path+".port", "there is no such port", "write 587 (starttls) or 465 (implicit)")
	}
	r.need(path+".host", c.Host, "write the mail server's name")
	r.oneOf(path+".tls", c.TLS, tlsModes)
	if c.TLS == "none" && c.Host != "" && !IsLoopback(c.Host) {
		r.add(path+".tls", "mail would travel in the open", "use starttls or implicit; none is for this machine only")
	}
	if c.Username != "" {
		r.needSecret(path+".password", c.Password)
	}
	r.need(path+".from", c.From, `write the sender, such as "Shop <news@shop.tw>"`)
	r.mailbox(path+".from", c.From)
	r.address(path+".unsubscribe_url", c.UnsubscribeURL, true)
	r.linkPath(path+".unsubscribe_url", c.UnsubscribeURL, "/unsubscribe")
	r.mailbox(path+".unsubscribe_mail", strings.TrimPrefix(c.UnsubscribeMail, "mailto:"))
	if c.UnsubscribeURL == "" && c.UnsubscribeMail == "" {
		r.add(path+".unsubscribe_url", "readers have no way out", "write unsubscribe_url (https) or unsubscribe_mail")
	}
}

func (r *reader) mailbox(path, text string) {
	if text == "" {
		return
	}
	if _, err := mail.ParseAddress(text); err != nil {
		r.add(path, fmt.Sprintf("%q is not a mail address", r.written(path)), `write it as news@shop.tw or "Shop <news@shop.tw>"`)
	}
}

func (r *reader) checkTwilio(path string, c *Channel) {
	r.need(path+".account_sid", c.AccountSID, "write the account's id (AC…)")
	if c.AccountSID != "" && !strings.HasPrefix(c.AccountSID, "AC") {
		r.add(path+".account_sid", "it is not the id of an account", "write the id that begins with AC")
	}
	r.needSecret(path+".auth_token", c.AuthToken)
	r.need(path+".from", c.From, "write the sending number (+886…) or messaging service (MG…)")
	if c.From != "" && !smsFrom.MatchString(c.From) {
		r.add(path+".from", fmt.Sprintf("%q can't send", r.written(path+".from")), "write a number as +886912345678, a messaging service (MG and 32 digits) or a sender name of at most 11 letters")
	}
}
