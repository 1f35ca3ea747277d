package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

const (
	perSecond = 1 // what Slack allows an incoming webhook
	batchSize = 10

	// longest is what chats show of a text.
	longest = 4000
)

// Sender is one incoming webhook. The recipient of a message doesn't matter: all go into
// the chat of the address.
type Sender struct {
	client  *exchange.Client
	address config.Secret
}

// New returns the sender of an address.
func New(address config.Secret) *Sender {
	return &Sender{client: exchange.New("webhook", address.Reveal(), config.Channel{}, perSecond), address: address}
}

// KeyLife is 0: a webhook posts each request that it gets.
func (s *Sender) KeyLife() time.Duration { return 0 }

// BatchSize is how many messages one Send takes at most.
func (s *Sender) BatchSize() int { return batchSize }

// Way returns channel.Push: each message is handed over on its own.
func (s *Sender) Way([]regulars.Message) channel.Way { return channel.Push }

// Send posts each message.
func (s *Sender) Send(ctx context.Context, batch []regulars.Message) ([]channel.Result, error) {
	return s.client.Each(ctx, batch, func(m regulars.Message) exchange.Verdict {
		text := m.Text
		if letters := []rune(text); len(letters) > longest {
			text = string(letters[:longest-1]) + "…"
		}
		body, err := json.Marshal(map[string]string{"text": escaper.Replace(text)})
		if err != nil {
			return exchange.Failed("invalid", "the text is no JSON")
		}
		answer, lost := s.client.Do(ctx, http.MethodPost, strings.TrimSpace(s.address.Reveal()), bytes.NewReader(body), func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
		})
		if lost != nil {
			return *lost
		}
		return s.judge(answer)
	})
}

// escaper writes the three signs that chats read as markup of their own: a text names
// nobody and links nowhere but where it says.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (s *Sender) judge(a exchange.Answer) exchange.Verdict {
	switch {
	case a.Status >= 200 && a.Status < 300:
		return exchange.Sent("")
	case a.Status == http.StatusTooManyRequests:
		return s.client.TooMany(a.Code(), channel.RetryAfter(a.Header))
	case a.Status >= 500:
		return s.client.Doubtful(a)
	}
	return exchange.Failed(a.Code(), "the webhook refuses it (HTTP "+a.Code()+"): was it removed? take a new address from the chat")
}

// Check can't ask without posting.
func (s *Sender) Check(context.Context) error { return nil }

// Close ends idle connections.
func (s *Sender) Close() error { return s.client.Close() }
