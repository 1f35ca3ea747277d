// Package resend sends mail by Resend's batch endpoint: up to 100 mails in one request.
//
// A request carries an Idempotency-Key that is made of the keys of its mails, so a batch
// of which no answer came is tried again, as it was, within a day. The batch is posted in
// the permissive mode: a mail that Resend refuses doesn't spoil the others.
package resend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"regulars"
	"regulars/channel"
	"regulars/channel/edm/envelope"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	defaultEndpoint = "https://api.resend.com"

	// keyLife is how long Resend knows a key (resend.com/docs, Idempotency Keys).
	keyLife = 24 * time.Hour

	perSecond = 2   // requests, Resend's limit of a team unless it was raised
	batchSize = 100 // mails of one request
)

// batchKeys is the name space of the keys of requests.
var batchKeys = uuid.MustParse("3d7f1b70-2f53-4a08-9a8e-6a6f0b8e51a4")

// Sender is one Resend account.
type Sender struct {
	client   *exchange.Client
	endpoint string
	key      config.Secret
	from     string
}

// New returns a sender for the channel's settings, or what is wrong with them. It
// doesn't dial.
func New(cfg config.Channel) (*Sender, error) {
	if cfg.APIKey.Empty() {
		return nil, errors.New("api_key is missing: give it as ${RESEND_API_KEY}")
	}
	from, err := envelope.From(cfg.From)
	if err != nil {
		return nil, err
	}
	endpoint := cfg.Endpoint
	if endpoint == "" {
		endpoint = defaultEndpoint
	}
	client := exchange.New("resend", endpoint+"/"+cfg.APIKey.Reveal(), cfg, perSecond)
	client.Keyed = true
	return &Sender{client: client, endpoint: strings.TrimSuffix(endpoint, "/"), key: cfg.APIKey, from: envelope.Readable(from)}, nil
}

// KeyLife is for how long Resend drops a repeated key.
func (s *Sender) KeyLife() time.Duration { return keyLife }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Multicast: one request, whose key is made of all its messages.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Multicast }

// email is one mail of a request.
type email struct {
	From    string            `json:"from"`
	To      []string          `json:"to"`
	Subject string            `json:"subject"`
	Text    string            `json:"text,omitempty"`
	HTML    string            `json:"html,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
}

// Send posts those of the batch that can be sent, in one request.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	results := make([]channel.Result, len(batch))
	var fit []int
	mails := map[int]envelope.Mail{}
	for i, m := range batch {
		mail, err := envelope.Of(m)
		if err != nil {
			results[i] = exchange.Failed("invalid", err.Error()).Result
			continue
		}
		fit, mails[i] = append(fit, i), mail
	}
	if len(fit) == 0 {
		return results, ctx.Err()
	}
	// In the order of their keys, so that the same batch is the same request.
	slices.SortFunc(fit, func(a, b int) int { return strings.Compare(batch[a].RetryKey, batch[b].RetryKey) })
	body, key, err := s.compose(batch, fit, mails)
	if err != nil {
		return results, s.client.Refused("request", "the mails can't be written as JSON", "look at the template")
	}
	var taken []channel.Result
	v := s.client.Tries.Persist(ctx, s.client.Pace, func() exchange.Verdict {
		answer, lost := s.post(ctx, body, key)
		if lost != nil {
			return *lost
		}
		var v exchange.Verdict
		v, taken = s.judge(answer, len(fit))
		return v
	})
	for n, i := range fit {
		results[i] = v.Result
		if v.Result.Outcome == regulars.OutcomeSent {
			results[i] = taken[n]
		}
	}
	return results, v.Err
}

func (s *Sender) compose(batch []regulars.Message, fit []int, mails map[int]envelope.Mail) (body []byte, key string, err error) {
	emails, keys := make([]email, len(fit)), make([]string, len(fit))
	for n, i := range fit {
		m := mails[i]
		emails[n] = email{From: s.from, To: []string{envelope.Readable(m.To)}, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Headers: m.Headers}
		keys[n] = batch[i].RetryKey
	}
	body, err = json.Marshal(emails)
	return body, uuid.NewSHA1(batchKeys, []byte(strings.Join(keys, "\n"))).String(), err
}

func (s *Sender) post(ctx context.Context, body []byte, key string) (exchange.Answer, *exchange.Verdict) {
	return s.client.Do(ctx, http.MethodPost, s.endpoint+"/emails/batch", bytes.NewReader(body), func(r *http.Request) {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
		r.Header.Set("x-batch-validation", "permissive")
		s.login(r)
	})
}

func (s *Sender) login(r *http.Request) { r.Header.Set("Authorization", "Bearer "+s.key.Reveal()) }

// Check asks Resend for the domains, with the key. A key that may only send is refused here by
// its name, and is good. It returns an *channel.Error that says what is wrong.
func (s *Sender) Check(ctx context.Context) error {
	answer, lost := s.client.Do(ctx, http.MethodGet, s.endpoint+"/domains", nil, s.login)
	if lost != nil {
		return s.client.CheckError(*lost, answer)
	}
	if answer.Status == http.StatusOK || failureOf(answer).Name == "restricted_api_key" {
		return nil
	}
	v, _ := s.judge(answer, 0)
	return s.client.CheckError(v, answer)
}

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
