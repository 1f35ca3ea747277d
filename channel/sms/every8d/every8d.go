// Package every8d sends text messages by EVERY8D (互動資通), API 2.1.
//
// EVERY8D has no idempotency key: what got no answer, or a 5xx, is unknown. Each message
// goes by a request of its own, for a request has one text. The host is each contract's
// own. What is known of the API comes from public client code: see docs/channels.md.
package every8d

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	perSecond = 20 // ours: EVERY8D publishes no rate

	// batchSize is the most that one Send takes; how many it gets at once follows how fast
	// EVERY8D takes them: what is unknown when the process dies is bounded by package deliver.
	batchSize = 1000

	maxText = 333 // UTF-16 code units
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// Sender is one EVERY8D account.
type Sender struct {
	client   *exchange.Client
	endpoint string
	username string
	password config.Secret
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	switch {
	case cfg.Username == "":
		return nil, errors.New("username is missing")
	case cfg.Password.Empty():
		return nil, errors.New("password is missing: give it as ${PASSWORD}")
	case cfg.Endpoint == "":
		return nil, errors.New("endpoint is missing: write the address that the contract names, such as https://api.e8d.tw")
	}
	return &Sender{
		client:   exchange.New("every8d", cfg.Endpoint+"/"+cfg.Username, cfg, perSecond),
		endpoint: strings.TrimSuffix(cfg.Endpoint, "/") + "/API21/HTTP",
		username: cfg.Username,
		password: cfg.Password,
	}, nil
}

// KeyLife is 0: EVERY8D sends each request that it gets.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several messages at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict {
		if reason := unfit(m); reason != "" {
			return exchange.Failed("invalid", reason)
		}
		answer, lost := s.post(ctx, "sendSMS.ashx", url.Values{
			"SB": {""}, "MSG": {m.Text}, "DEST": {m.To}, "ST": {""}, "RETRYTIME": {"1440"}, "MR": {m.RetryKey},
		})
		if lost != nil {
			return *lost
		}
		return s.judge(answer)
	})
}

func unfit(m regulars.Message) string {
	switch {
	case !e164.MatchString(m.To):
		return "the number is not E.164"
	case m.Text == "":
		return "the text is empty"
	case len(utf16.Encode([]rune(m.Text))) > maxText:
		return "the text is longer than " + strconv.Itoa(maxText) + " characters"
	}
	return ""
}

func (s *Sender) post(ctx context.Context, name string, form url.Values) (exchange.Answer, *exchange.Verdict) {
	form.Set("UID", s.username)
	form.Set("PWD", s.password.Reveal())
	return s.client.Do(ctx, http.MethodPost, s.endpoint+"/"+name, strings.NewReader(form.Encode()), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	})
}

// judge reads credit,sent,cost,unsent,batch: what is unsent had no credit. An error is
// -code,text.
func (s *Sender) judge(a exchange.Answer) exchange.Verdict {
	switch {
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany("HTTP 429", channel.RetryAfter(a.Header))
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden, a.Status == http.StatusNotFound:
		return exchange.Verdict{Err: s.client.Refused("account", "HTTP "+a.Code(), hint)}
	case a.Status != http.StatusOK:
		return s.client.Doubtful(a)
	}
	fields := strings.Split(strings.TrimSpace(string(a.Body)), ",")
	if code, failed := codeOf(fields); failed {
		return s.ofCode(code)
	}
	if _, err := strconv.ParseFloat(fields[0], 64); err != nil || len(fields) < 5 || fields[4] == "" {
		return s.client.Doubtful(a)
	}
	switch {
	case fields[1] == "1":
		return exchange.Sent(fields[4])
	case fields[1] == "0" && fields[3] == "1":
		return exchange.Verdict{Err: s.client.UsedUp("no credit", "buy credit at EVERY8D")}
	}
	return s.client.Doubtful(a)
}

const hint = "check username, password and endpoint, which is the contract's own"

// codeOf returns the code of an error, such as -2.
func codeOf(fields []string) (code string, is bool) {
	number, err := strconv.ParseFloat(fields[0], 64)
	return fields[0], err == nil && number < 0
}

// ofCode judges an error. What isn't known to concern the account is a no to the message:
// if it comes with all of them, the failure rate stops the campaign.
func (s *Sender) ofCode(code string) exchange.Verdict {
	switch code {
	case "-2":
		return exchange.Verdict{Err: s.client.Refused("account", "code "+code, hint)}
	case "-3":
		return exchange.Failed(code, "EVERY8D doesn't take the number").Suppressed(channel.NoSuchAddress)
	case "-99":
		return exchange.Unknown(code, "EVERY8D failed while it handled the message")
	}
	return exchange.Failed(code, "refused by EVERY8D")
}

// Quota asks EVERY8D for the account's credit, in points. It returns an *channel.Error
// that says what is wrong.
func (s *Sender) Quota(ctx context.Context) (channel.Quota, error) {
	answer, lost := s.post(ctx, "getCredit.ashx", url.Values{})
	if lost != nil {
		return channel.Quota{}, s.client.CheckError(*lost, answer)
	}
	fields := strings.Split(strings.TrimSpace(string(answer.Body)), ",")
	if _, failed := codeOf(fields); failed && answer.Status == http.StatusOK {
		return channel.Quota{}, s.client.CheckError(s.ofCode(fields[0]), answer)
	}
	credit, err := strconv.ParseFloat(fields[0], 64)
	if err != nil || answer.Status != http.StatusOK {
		return channel.Quota{}, s.client.CheckError(s.judge(answer), answer)
	}
	return channel.Quota{Limited: true, Left: int64(credit)}, nil
}

// Check asks EVERY8D for the account's credit. It returns an *channel.Error that says what
// is wrong, channel.ErrQuota (wrapped) if there is none.
func (s *Sender) Check(ctx context.Context) error {
	quota, err := s.Quota(ctx)
	if err == nil && quota.Left <= 0 {
		return s.client.UsedUp("no credit is left", "buy credit at EVERY8D")
	}
	return err
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
