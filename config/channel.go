package config

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"regulars/config/loopback"
	"regulars/config/returnpath"

	"regulars"
)

// providers are the providers of each channel, the default first.
var providers = map[string][]string{
	"edm":  {"smtp", "ses", "sendgrid", "mailgun", "resend"},
	"sms":  {"twilio", "mitake", "every8d"},
	"line": {"line"},
}

// Providers returns the providers of a channel, the default first.
func Providers(channel string) []string { return providers[channel] }

var providerKeys = map[string][]string{
	"smtp":     mailKeys("host", "port", "username", "password", "password_file", "tls", "bounces"),
	"ses":      mailKeys("region", "access_key_id", "secret_access_key", "secret_access_key_file", "configuration_set", "endpoint"),
	"sendgrid": mailKeys("api_key", "api_key_file", "endpoint"),
	"mailgun":  mailKeys("api_key", "api_key_file", "domain", "endpoint"),
	"resend":   mailKeys("api_key", "api_key_file", "endpoint"),
	"twilio":   {"account_sid", "auth_token", "auth_token_file", "from", "endpoint"},
	"mitake":   {"username", "password", "password_file", "endpoint"},
	"every8d":  {"username", "password", "password_file", "endpoint"},
	"line":     {"channel_token", "channel_token_file", "endpoint"},
}

// mailKeys are those that every mail needs, and a provider's own.
func mailKeys(own ...string) []string {
	return append(own, "from", "connections", "unsubscribe_url", "unsubscribe_mail", "dkim_selector")
}

var (
	awsRegion  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
	domainForm = regexp.MustCompile(`^([a-z0-9-]+\.)+[a-z0-9-]+$`)
)

var selectorForm = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$`)

var smsFrom = regexp.MustCompile(`^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11})$`)

func (r *reader) checkChannels(path string, all map[string]*Channel) {
	for _, name := range sortedKeys(all) {
		at := path + "." + name
		if known := names(regulars.Channels); !oneOf(name, known) {
			r.Add(at, fmt.Sprintf("there is no channel %s", name), suggest(name, known))
			continue
		}
		if all[name] == nil {
			r.Add(at, "the channel has no keys", "write the provider's keys below it, or remove it")
			continue
		}
		r.checkChannel(at, name, all[name])
	}
}

func (r *reader) checkChannel(path, name string, c *Channel) {
	r.notNegative(path+".per_second", c.PerSecond)
	r.price(path+".price", c.Price)
	r.oneOf(path+".provider", c.Provider, providers[name])
	if !oneOf(c.Provider, providers[name]) {
		return
	}
	r.foreignKeys(path, c.Provider, providerKeys)
	r.address(path+".endpoint", c.Endpoint, true)
	if name == "edm" {
		r.checkMail(path, c)
	}
	r.checkAnswers(path, c)
	switch c.Provider {
	case "smtp":
		r.checkSMTP(path, c)
	case "ses":
		r.checkSES(path, c)
	case "sendgrid", "resend":
		r.needSecret(path+".api_key", c.APIKey)
	case "mailgun":
		r.needSecret(path+".api_key", c.APIKey)
		r.need(path+".domain", c.Domain, "write the sending domain, such as mg.shop.tw")
		r.form(path+".domain", c.Domain, domainForm, "is not a domain", "write it as mg.shop.tw")
	case "twilio":
		r.checkTwilio(path, c)
	case "mitake", "every8d":
		r.checkTaiwanSMS(path, c)
	case "line":
		r.needSecret(path+".channel_token", c.ChannelToken)
	}
}

// UnitPrice returns what one message, or one segment of an SMS, costs in the brand's
// currency; 0: it isn't known.
func (c *Channel) UnitPrice() (regulars.Money, error) {
	if c.Price == "" {
		return 0, nil
	}
	price, err := regulars.ParseMoney(c.Price)
	if err != nil {
		return 0, fmt.Errorf("price: %w", err)
	}
	return price, nil
}

// price checks what a message costs.
func (r *reader) price(path, text string) {
	if text == "" {
		return
	}
	if price, err := regulars.ParseMoney(text); err != nil || price < 0 {
		r.Add(path, fmt.Sprintf("%q is not a price", r.Written(path)), "write what one message, or one segment of an SMS, costs in the brand's currency, such as 0.85")
	}
}

func (r *reader) form(path, text string, form *regexp.Regexp, problem, remedy string) {
	if text != "" && !form.MatchString(text) {
		r.Add(path, fmt.Sprintf("%q %s", r.Written(path), problem), remedy)
	}
}

func (r *reader) checkSES(path string, c *Channel) {
	r.need(path+".region", c.Region, "write the region that the account sends from, such as ap-northeast-1")
	r.form(path+".region", c.Region, awsRegion, "is not a region", "write it as ap-northeast-1")
	r.need(path+".access_key_id", c.AccessKeyID, "write the id of the key of a user who may ses:SendEmail and ses:GetAccount")
	r.needSecret(path+".secret_access_key", c.SecretAccessKey)
}

// checkTaiwanSMS checks an account of Mitake or EVERY8D. EVERY8D's host is each
// contract's own.
func (r *reader) checkTaiwanSMS(path string, c *Channel) {
	r.need(path+".username", c.Username, "write the account's user name")
	r.needSecret(path+".password", c.Password)
	if c.Provider == "every8d" {
		r.need(path+".endpoint", c.Endpoint, "write the address that the contract names, such as https://api.e8d.tw")
	}
}

func (r *reader) checkSMTP(path string, c *Channel) {
	r.positive(path+".port", c.Port)
	if c.Port > 65535 {
		r.Add(path+".port", "there is no such port", "write 587 (starttls) or 465 (implicit)")
	}
	r.need(path+".host", c.Host, "write the mail server's name")
	r.oneOf(path+".tls", c.TLS, tlsModes)
	if c.TLS == "none" && c.Host != "" && !loopback.Is(c.Host) {
		r.Add(path+".tls", "mail would travel in the open", "use starttls or implicit; none is for this machine only")
	}
	if c.Username != "" {
		r.needSecret(path+".password", c.Password)
	}
	if _, err := c.Returns(); err != nil {
		r.Add(path+".return_path", err.Error(), "write an address such as bounces@shop.tw whose mailbox takes what has a plus sign, or leave it out")
	}
	if r.Given(path + ".bounces") {
		r.checkBounces(path+".bounces", &c.Bounces)
	}
}

// Returns are the return addresses of the channel's messages; none where return_path isn't
// given.
func (c *Channel) Returns() (returnpath.Path, error) {
	if c.ReturnPath == "" {
		return returnpath.Path{}, nil
	}
	_, domain, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(c.From), ">"), "@")
	return returnpath.New(c.ReturnPath, domain, c.ReturnKey.Reveal())
}

func (r *reader) checkBounces(path string, b *Bounces) {
	r.need(path+".host", b.Host, "write the IMAP server's name")
	r.need(path+".username", b.Username, "write the mailbox's user name")
	r.needSecret(path+".password", b.Password)
	r.oneOf(path+".tls", b.TLS, tlsModes)
	if b.TLS == "none" && b.Host != "" && !loopback.Is(b.Host) {
		r.Add(path+".tls", "the password would travel in the open", "use implicit or starttls; none is for this machine only")
	}
	if b.Port < 1 || b.Port > 65535 {
		r.Add(path+".port", "there is no such port", "write 993 (implicit) or 143 (starttls)")
	}
	if b.Every < time.Minute {
		r.Add(path+".every", "mail servers shut out who asks so often", "write 1m or more")
	}
}

// checkMail checks what every mail needs, whichever provider carries it.
func (r *reader) checkMail(path string, c *Channel) {
	r.positive(path+".connections", c.Connections)
	r.need(path+".from", c.From, `write the sender, such as "Shop <news@shop.tw>"`)
	r.mailbox(path+".from", c.From)
	r.form(path+".dkim_selector", c.DKIMSelector, selectorForm, "is not a selector", "write what stands before ._domainkey, such as s1")
	r.address(path+".unsubscribe_url", c.UnsubscribeURL, true)
	r.linkPath(path+".unsubscribe_url", c.UnsubscribeURL, "/unsubscribe")
	r.mailbox(path+".unsubscribe_mail", strings.TrimPrefix(c.UnsubscribeMail, "mailto:"))
	if c.UnsubscribeURL == "" && c.UnsubscribeMail == "" {
		r.Add(path+".unsubscribe_url", "readers have no way out", "write unsubscribe_url (https) or unsubscribe_mail")
	}
}

func (r *reader) mailbox(path, text string) {
	if text == "" {
		return
	}
	if _, err := mail.ParseAddress(text); err != nil {
		r.Add(path, fmt.Sprintf("%q is not a mail address", r.Written(path)), `write it as news@shop.tw or "Shop <news@shop.tw>"`)
	}
}

func (r *reader) checkTwilio(path string, c *Channel) {
	r.need(path+".account_sid", c.AccountSID, "write the account's id (AC…)")
	if c.AccountSID != "" && !strings.HasPrefix(c.AccountSID, "AC") {
		r.Add(path+".account_sid", "it is not the id of an account", "write the id that begins with AC")
	}
	r.needSecret(path+".auth_token", c.AuthToken)
	r.need(path+".from", c.From, "write the sending number (+886…) or messaging service (MG…)")
	if c.From != "" && !smsFrom.MatchString(c.From) {
		r.Add(path+".from", fmt.Sprintf("%q can't send", r.Written(path+".from")), "write a number as +886912345678, a messaging service (MG and 32 digits) or a sender name of at most 11 letters")
	}
}
