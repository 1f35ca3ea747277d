package sms

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	defaultEndpoint  = "https://api.twilio.com"
	defaultPerSecond = 50

	// batchSize is the most that one Send takes; how many it gets at once follows how fast
	// Twilio takes them: what is unknown when the process dies is bounded by package deliver.
	batchSize = 4000

	maxRunes = 1600
)

var (
	accountSID       = regexp.MustCompile(`^AC[0-9a-f]{32}$`)
	messagingService = regexp.MustCompile(`^MG[0-9a-f]{32}$`)
	e164             = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// Sender is one Twilio account.
type Sender struct {
	client  *exchange.Client
	account string // the account's resource, without .json
	sid     string
	token   config.Secret
	from    string

	callback config.Secret // where Twilio says what became of a message; or empty
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if !accountSID.MatchString(cfg.AccountSID) {
		return nil, errors.New("account_sid is not a Twilio account: it looks like AC and 32 hexadecimal digits")
	}
	if cfg.AuthToken.Empty() {
		return nil, errors.New("auth_token is missing: give it as ${TWILIO_AUTH_TOKEN}")
	}
	if cfg.From == "" {
		return nil, errors.New("from is missing: give a number such as +886900000000 or a messaging service (MG…)")
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	return &Sender{
		client:  exchange.New("twilio", endpoint+"/"+cfg.AccountSID, cfg, defaultPerSecond),
		account: strings.TrimSuffix(endpoint, "/") + "/2010-04-01/Accounts/" + cfg.AccountSID,
		sid:     cfg.AccountSID,
		token:   cfg.AuthToken,
		from:    cfg.From,

		callback: cfg.Callback,
	}, nil
}

// KeyLife is 0: Twilio's messages have no idempotency key.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several messages at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict { return s.post(ctx, m) })
}

func unfit(m regulars.Message) string {
	switch {
	case !e164.MatchString(m.To):
		return "the number is not E.164"
	case m.Text == "":
		return "the text is empty"
	case utf8.RuneCountInString(m.Text) > maxRunes:
		return fmt.Sprintf("the text is longer than %d characters", maxRunes)
	}
	return ""
}

func (s *Sender) post(ctx context.Context, m regulars.Message) exchange.Verdict {
	if reason := unfit(m); reason != "" {
		return exchange.Failed("invalid", reason)
	}
	answer, lost := s.client.Do(ctx, http.MethodPost, s.account+"/Messages.json", strings.NewReader(s.form(m).Encode()), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		s.login(r)
	})
	if lost != nil {
		return *lost
	}
	return s.judge(answer)
}

func (s *Sender) login(r *http.Request) { r.SetBasicAuth(s.sid, s.token.Reveal()) }

func (s *Sender) form(m regulars.Message) url.Values {
	form := url.Values{"To": {m.To}, "Body": {m.Text}}
	if messagingService.MatchString(s.from) {
		form.Set("MessagingServiceSid", s.from)
	} else {
		form.Set("From", s.from)
	}
	if !s.callback.Empty() {
		form.Set("StatusCallback", s.callback.Reveal())
	}
	return form
}

// Check asks Twilio for the account, with its token. It returns an *channel.Error
// that says what is wrong.
func (s *Sender) Check(ctx context.Context) error {
	answer, lost := s.client.Do(ctx, http.MethodGet, s.account+".json", nil, s.login)
	switch {
	case lost != nil:
		return s.client.CheckError(*lost, answer)
	case answer.Status/100 == 2:
		return nil
	}
	return accountError(answer.Status, understand(answer.Body).Code, "twilio account")
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
