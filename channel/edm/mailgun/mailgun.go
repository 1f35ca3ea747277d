// Package mailgun sends mail by Mailgun's v3 messages API.
//
// Mailgun documents no idempotency key: what got no answer, or a 5xx, is unknown. Each
// mail goes by a request of its own with one recipient: nobody can see the others. A
// mailbox that is nobody's comes back as an event.
package mailgun

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	defaultEndpoint = "https://api.mailgun.net"

	perSecond = 100 // ours: Mailgun publishes no rate

	// batchSize bounds what is unknown when the process dies between handing over and
	// writing down.
	batchSize = 50
)

// Sender is one domain of a Mailgun account.
type Sender struct {
	client *exchange.Client
	domain string // the domain's resource
	base   string
	key    config.Secret
	from   string
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if cfg.APIKey.Empty() {
		return nil, errors.New("api_key is missing: give it as ${MAILGUN_API_KEY}")
	}
	if cfg.Domain == "" {
		return nil, errors.New("domain is missing: write the sending domain, such as mg.shop.tw")
	}
	from, err := envelope.From(cfg.From)
	if err != nil {
		return nil, err
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	base := strings.TrimSuffix(endpoint, "/")
	return &Sender{
		client: exchange.New("mailgun", endpoint+"/"+cfg.Domain+"/"+cfg.APIKey.Reveal(), cfg, perSecond),
		domain: base + "/v3/" + url.PathEscape(cfg.Domain),
		base:   base + "/v4/domains/" + url.PathEscape(cfg.Domain),
		key:    cfg.APIKey,
		from:   envelope.Readable(from),
	}, nil
}

// KeyLife is 0: Mailgun sends each request that it gets.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts the batch, several mails at once.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict { return s.post(ctx, m) })
}

func (s *Sender) post(ctx context.Context, m regulars.Message) exchange.Verdict {
	mail, err := envelope.Of(m)
	if err != nil {
		return exchange.Failed("invalid", err.Error())
	}
	body, kind, err := s.compose(mail, m.DeliveryID)
	if err != nil {
		return exchange.Failed("invalid", "the mail can't be written as a form")
	}
	answer, lost := s.client.Do(ctx, http.MethodPost, s.domain+"/messages", body, func(r *http.Request) {
		r.Header.Set("Content-Type", kind)
		s.login(r)
	})
	if lost != nil {
		return *lost
	}
	return s.judge(answer)
}

func (s *Sender) login(r *http.Request) { r.SetBasicAuth("api", s.key.Reveal()) }

// compose writes the form. What begins with v: comes back with each event.
func (s *Sender) compose(m envelope.Mail, deliveryID string) (*bytes.Buffer, string, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := [][2]string{{"from", s.from}, {"to", envelope.Readable(m.To)}, {"subject", m.Subject}, {"v:delivery_id", deliveryID}}
	if m.Text != "" {
		fields = append(fields, [2]string{"text", m.Text})
	}
	if m.HTML != "" {
		fields = append(fields, [2]string{"html", m.HTML})
	}
	for _, name := range []string{envelope.ListUnsubscribe, envelope.ListUnsubscribePost} {
		if value := m.Headers[name]; value != "" {
			fields = append(fields, [2]string{"h:" + name, value})
		}
	}
	for _, field := range fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return nil, "", err
		}
	}
	return &body, form.FormDataContentType(), form.Close()
}

// reply is Mailgun's JSON, of a message or of an error.
type reply struct {
	ID      string `json:"id"`
	Message string `json:"message"` // may quote the address: never shown
}

func (s *Sender) judge(a exchange.Answer) exchange.Verdict {
	var r reply
	_ = json.Unmarshal(a.Body, &r) // an answer that isn't JSON is judged by its status
	message := strings.ToLower(r.Message)
	switch {
	case a.Status == http.StatusOK && r.ID != "":
		return exchange.Sent(strings.Trim(r.ID, "<>")) // as its events have it
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany("HTTP 429", channel.RetryAfter(a.Header))
	case a.Status/100 != 4:
		return s.client.Doubtful(a)
	case a.Status == http.StatusPaymentRequired, strings.Contains(message, "limit exceeded"), strings.Contains(message, "message limit"):
		return exchange.Verdict{Err: s.client.UsedUp("HTTP "+a.Code(), "raise the plan's limit at Mailgun")}
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden, a.Status == http.StatusNotFound:
		return exchange.Verdict{Err: s.client.Refused("account", "HTTP "+a.Code(), "check api_key, domain, endpoint (the EU has its own) and the domain's state")}
	case strings.Contains(message, "'from' parameter"):
		return exchange.Verdict{Err: s.client.Refused("sender", "HTTP "+a.Code(), "check from")}
	case strings.Contains(message, "'to' parameter"):
		return exchange.Failed(a.Code(), "Mailgun doesn't take the address").Suppressed(channel.NoSuchAddress)
	}
	return exchange.Failed(a.Code(), "refused by Mailgun")
}

// Check asks Mailgun for the domain, with the key. It returns an *channel.Error that says
// what is wrong.
func (s *Sender) Check(ctx context.Context) error {
	answer, lost := s.client.Do(ctx, http.MethodGet, s.base, nil, s.login)
	if lost != nil {
		return s.client.CheckError(*lost, answer)
	}
	var found struct {
		Domain struct {
			State string `json:"state"`
		} `json:"domain"`
	}
	if answer.Status != http.StatusOK || json.Unmarshal(answer.Body, &found) != nil {
		return s.client.CheckError(s.judge(answer), answer)
	}
	if state := found.Domain.State; state != "active" {
		return s.client.Refused("domain", "it is "+channel.OneLine(state), "verify the domain's DNS records at Mailgun")
	}
	return nil
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
