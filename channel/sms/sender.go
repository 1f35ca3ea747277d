package sms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

const (
	defaultEndpoint  = "https://api.twilio.com"
	defaultPerSecond = 50
	defaultInFlight  = 16

	// batchSize bounds what is unknown when the process dies between handing
	// over and writing down: Twilio has no idempotency key.
	batchSize = 50

	maxRunes       = 1600
	maxAnswer      = 64 << 10
	requestTimeout = 30 * time.Second

	tries = 5 // of a message that was turned away before it was accepted
	// patience is the longest Retry-After that is waited for here. A longer one
	// goes back to the caller, with the messages that weren't accepted.
	patience = time.Minute
)

var (
	accountSID       = regexp.MustCompile(`^AC[0-9a-f]{32}$`)
	messagingService = regexp.MustCompile(`^MG[0-9a-f]{32}$`)
	e164             = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// Sender is one Twilio account.
type Sender struct {
	http     *http.Client
	account  string // the account's resource, without .json
	sid      string
	token    config.Secret
	from     string
	pace     *channel.Pace
	inFlight int
	firstGap time.Duration // before the second try, doubled for each further one
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
	perSecond := cfg.PerSecond
	if perSecond == 0 {
		perSecond = defaultPerSecond
	}
	inFlight := cfg.Connections
	if inFlight <= 0 {
		inFlight = defaultInFlight
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = inFlight
	return &Sender{
		http:     &http.Client{Transport: transport, Timeout: requestTimeout, CheckRedirect: noRedirect},
		account:  strings.TrimSuffix(endpoint, "/") + "/2010-04-01/Accounts/" + cfg.AccountSID,
		sid:      cfg.AccountSID,
		token:    cfg.AuthToken,
		from:     cfg.From,
		pace:     channel.PaceOf("twilio/"+endpoint+"/"+cfg.AccountSID, perSecond),
		inFlight: inFlight,
		firstGap: time.Second,
	}, nil
}

// noRedirect follows no redirect: a message must not be posted twice.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Idempotent reports false: Twilio's messages have no idempotency key.
func (s *Sender) Idempotent() bool { return false }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several messages at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	err := channel.Fan(ctx, len(batch), s.inFlight, func(i int) error {
		v := s.sendMessage(ctx, batch[i])
		results[i] = v.result
		return v.err
	})
	return results, err
}

// sendMessage tries one message until it is accepted, refused or unknown; only
// what was surely turned away is tried again.
func (s *Sender) sendMessage(ctx context.Context, m regulars.Message) verdict {
	if reason := unfit(m); reason != "" {
		return verdict{result: failed("invalid", reason)}
	}
	gap := s.firstGap
	for try := 1; ; try++ {
		if err := s.pace.Wait(ctx); err != nil {
			return verdict{err: err}
		}
		v := s.post(ctx, m)
		if !v.turnedAway || try == tries || v.after > patience {
			return v
		}
		s.pace.Hold(max(gap, v.after))
		gap *= 2
	}
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

// post sends one message. A request that is on its way is not cut off when ctx
// ends, for its outcome would be lost; requestTimeout bounds it.
func (s *Sender) post(ctx context.Context, m regulars.Message) verdict {
	var written atomic.Bool
	traced := httptrace.WithClientTrace(context.WithoutCancel(ctx), &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
	})
	request, err := http.NewRequestWithContext(traced, http.MethodPost, s.account+"/Messages.json", strings.NewReader(s.form(m).Encode()))
	if err != nil {
		return verdict{err: &channel.Error{Op: "twilio request", Err: errors.New("the endpoint is not an address"), Hint: "check endpoint"}}
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(s.sid, s.token.Reveal())
	response, err := s.http.Do(request)
	if err != nil {
		return unanswered(err, written.Load())
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return judge(response.StatusCode, response.Header, body)
}

func (s *Sender) form(m regulars.Message) url.Values {
	form := url.Values{"To": {m.To}, "Body": {m.Text}}
	if messagingService.MatchString(s.from) {
		form.Set("MessagingServiceSid", s.from)
	} else {
		form.Set("From", s.from)
	}
	return form
}

// Check asks Twilio for the account, with its token. It returns an *channel.Error
// that says what is wrong.
func (s *Sender) Check(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.account+".json", nil)
	if err != nil {
		return &channel.Error{Op: "twilio account", Err: errors.New("the endpoint is not an address"), Hint: "check endpoint"}
	}
	request.SetBasicAuth(s.sid, s.token.Reveal())
	response, err := s.http.Do(request)
	if err != nil {
		return unanswered(err, false).err
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if response.StatusCode/100 == 2 {
		return nil
	}
	return accountError(response.StatusCode, understand(body).Code, "twilio account")
}

// Close ends idle connections.
func (s *Sender) Close() error {
	s.http.CloseIdleConnections()
	return nil
}
