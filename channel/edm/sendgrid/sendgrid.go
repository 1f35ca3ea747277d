// Package sendgrid sends mail by SendGrid's v3 Mail Send API.
//
// SendGrid has no idempotency key: what got no answer, or a 5xx, is unknown. Each mail
// goes by a request of its own, for each has its own text. SendGrid answers only whether
// it took the mail; a mailbox that is nobody's comes back as an event.
package sendgrid

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	defaultEndpoint = "https://api.sendgrid.com"

	// perSecond is ours: SendGrid publishes no rate and says in its headers when it
	// turns away.
	perSecond = 100

	// batchSize is the most that one Send takes; how many it gets at once follows how fast
	// SendGrid takes them: what is unknown when the process dies is bounded by package deliver.
	batchSize = 1000

	sendPath  = "/v3/mail/send"
	checkPath = "/v3/scopes"
)

// Sender is one SendGrid account.
type Sender struct {
	client   *exchange.Client
	endpoint string
	key      config.Secret
	from     address
}

type address struct {
	Email string `json:"email"`
	Name  string `json:"name,omitempty"`
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if cfg.APIKey.Empty() {
		return nil, errors.New("api_key is missing: give it as ${SENDGRID_API_KEY}")
	}
	from, err := envelope.From(cfg.From)
	if err != nil {
		return nil, err
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	return &Sender{
		client:   exchange.New("sendgrid", endpoint+"/"+cfg.APIKey.Reveal(), cfg, perSecond),
		endpoint: strings.TrimSuffix(endpoint, "/"),
		key:      cfg.APIKey,
		from:     address{from.Address, from.Name},
	}, nil
}

// KeyLife is 0: SendGrid sends each request that it gets.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several mails at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict { return s.post(ctx, m) })
}

// request is the body of a Mail Send.
type request struct {
	Personalizations []personalization `json:"personalizations"`
	From             address           `json:"from"`
	Subject          string            `json:"subject"`
	Content          []content         `json:"content"`
	Headers          map[string]string `json:"headers,omitempty"`
}

type personalization struct {
	To         []address         `json:"to"`
	CustomArgs map[string]string `json:"custom_args"` // come back with each event
}

type content struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

func (s *Sender) post(ctx context.Context, m regulars.Message) exchange.Verdict {
	mail, err := envelope.Of(m)
	if err != nil {
		return exchange.Failed("invalid", err.Error())
	}
	body, err := json.Marshal(s.compose(mail, m.DeliveryID))
	if err != nil {
		return exchange.Failed("invalid", "the mail can't be written as JSON")
	}
	answer, lost := s.client.Do(ctx, http.MethodPost, s.endpoint+sendPath, bytes.NewReader(body), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		s.login(r)
	})
	if lost != nil {
		return *lost
	}
	return s.judge(answer)
}

func (s *Sender) login(r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.key.Reveal()) }

func (s *Sender) compose(m envelope.Mail, deliveryID string) request {
	r := request{
		Personalizations: []personalization{{
			To: []address{{m.To.Address, m.To.Name}}, CustomArgs: map[string]string{"delivery_id": deliveryID},
		}},
		From: s.from, Subject: m.Subject, Headers: m.Headers,
	}
	if m.Text != "" { // the plain form comes first
		r.Content = append(r.Content, content{"text/plain", m.Text})
	}
	if m.HTML != "" {
		r.Content = append(r.Content, content{"text/html", m.HTML})
	}
	return r
}

// failure is SendGrid's JSON of an error.
type failure struct {
	Errors []struct {
		Message string `json:"message"` // may quote the address: never shown
		Field   string `json:"field"`
	} `json:"errors"`
}

func (s *Sender) judge(a exchange.Answer) exchange.Verdict {
	switch {
	case a.Status == http.StatusAccepted && a.Header.Get("X-Message-Id") != "":
		return exchange.Sent(a.Header.Get("X-Message-Id"))
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany("HTTP 429", untilReset(a.Header))
	case a.Status/100 != 4:
		return s.client.Doubtful(a)
	}
	var f failure
	_ = json.Unmarshal(a.Body, &f) // an answer that isn't JSON is judged by its status
	field, message := "", ""
	if len(f.Errors) > 0 {
		field, message = f.Errors[0].Field, strings.ToLower(f.Errors[0].Message)
	}
	switch {
	case a.Status == http.StatusUnauthorized && strings.Contains(message, "credits exceeded"):
		return exchange.Verdict{Err: s.client.UsedUp("HTTP 401", "raise the plan's limit at SendGrid")}
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden, a.Status == http.StatusNotFound:
		return exchange.Verdict{Err: s.client.Refused("account", "HTTP "+a.Code(), "check api_key (it needs Mail Send) and that from is a verified sender")}
	case strings.HasPrefix(field, "from"):
		return exchange.Verdict{Err: s.client.Refused("sender", "HTTP "+a.Code(), "check from")}
	case strings.HasPrefix(field, "personalizations") && strings.Contains(field, ".to"):
		return exchange.Failed(a.Code(), "SendGrid doesn't take the address").Suppressed(channel.NoSuchAddress)
	}
	return exchange.Failed(a.Code(), "refused by SendGrid")
}

// untilReset returns how long SendGrid asks to wait: Retry-After, or else until its own
// X-RateLimit-Reset, in seconds since 1970.
func untilReset(header http.Header) time.Duration {
	if after := channel.RetryAfter(header); after > 0 {
		return after
	}
	reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return 0
	}
	return min(max(0, time.Until(time.Unix(reset, 0))), time.Hour)
}

// Check asks SendGrid what the key may do. It returns an *channel.Error that says what is
// wrong.
func (s *Sender) Check(ctx context.Context) error {
	answer, lost := s.client.Do(ctx, http.MethodGet, s.endpoint+checkPath, nil, s.login)
	if lost != nil {
		return s.client.CheckError(*lost, answer)
	}
	var scopes struct{ Scopes []string }
	if answer.Status == http.StatusOK && json.Unmarshal(answer.Body, &scopes) == nil {
		for _, scope := range scopes.Scopes {
			if scope == "mail.send" {
				return nil
			}
		}
		return s.client.Refused("account", "the key may not send", "give the key the permission Mail Send")
	}
	return s.client.CheckError(s.judge(answer), answer)
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
