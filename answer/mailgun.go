package answer

import (
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"regulars"
)

// mailgun reads Mailgun's webhooks. The signature stands in the body: the HMAC-SHA256 of
// timestamp and token under the webhook signing key. It doesn't cover the event, so one
// token is good for one event only, however often that is repeated.
type mailgun struct {
	key    string
	tokens *tokens
}

// tokens remembers which event each of the last tokens came with.
type tokens struct {
	mu     sync.Mutex
	events map[string]string
	order  []string
}

const maxTokens = 20_000

// firstOr reports whether the token is new, or came with the same event before.
func (t *tokens) firstOr(token, event string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if before, known := t.events[token]; known {
		return before == event
	}
	if len(t.order) == maxTokens {
		delete(t.events, t.order[0])
		t.order = t.order[1:]
	}
	t.events[token] = event
	t.order = append(t.order, token)
	return true
}

type mailgunBody struct {
	Signature struct {
		Timestamp string `json:"timestamp"`
		Token     string `json:"token"`
		Signature string `json:"signature"`
	} `json:"signature"`
	Event struct {
		ID        string  `json:"id"`
		Event     string  `json:"event"`
		Timestamp float64 `json:"timestamp"`
		Recipient string  `json:"recipient"`
		Severity  string  `json:"severity"`
		Reason    string  `json:"reason"`
		Message   struct {
			Headers struct {
				ID string `json:"message-id"`
			} `json:"headers"`
		} `json:"message"`
		Status struct {
			Code int `json:"code"`
		} `json:"delivery-status"`
		Client struct {
			UserAgent string `json:"user-agent"`
			Bot       string `json:"bot"`
		} `json:"client-info"`
	} `json:"event-data"`
}

func (m mailgun) Read(r Request) (Read, error) {
	var body mailgunBody
	if err := readJSON(r.Body, &body); err != nil {
		return Read{}, fmt.Errorf("mailgun: %w", err)
	}
	s := body.Signature
	given, err := hex.DecodeString(s.Signature)
	switch {
	case s.Signature == "":
		return Read{}, fmt.Errorf("mailgun: %w", ErrUnsigned)
	case err != nil || !hmac.Equal(given, sha256Of([]byte(m.key), []byte(s.Timestamp), []byte(s.Token))):
		return Read{}, fmt.Errorf("mailgun: %w", ErrForged)
	}
	signed, err := unixTime(s.Timestamp)
	if err != nil {
		return Read{}, fmt.Errorf("mailgun: %w", err)
	}
	if err := fresh(signed, r.Now, retryTolerance); err != nil {
		return Read{}, fmt.Errorf("mailgun: %w", err)
	}
	if body.Event.ID == "" {
		return Read{}, fmt.Errorf("mailgun: the event has no id: %w", ErrMalformed)
	}
	if !m.tokens.firstOr(s.Token, body.Event.ID) {
		return Read{}, fmt.Errorf("mailgun: the token is another event's: %w", ErrForged)
	}
	if a, is := body.answer(); is {
		return Read{Answers: []Answer{a}}, nil
	}
	return Read{}, nil
}

func (b mailgunBody) answer() (Answer, bool) {
	e := b.Event
	a := Answer{
		Channel: regulars.ChannelEDM, ProviderID: strings.Trim(e.Message.Headers.ID, "<>"), EventID: e.ID, Address: e.Recipient, At: seconds(e.Timestamp),
	}
	switch e.Event {
	case "delivered":
		a.Type = Delivered
	case "opened", "clicked":
		a.Type = Type(e.Event)
		a.Machine = machineOf(e.Client.UserAgent)
		if e.Client.Bot != "" && a.Machine == "" {
			a.Machine = Scanner
		}
	case "complained", "unsubscribed":
		a.Type = Type(e.Event)
	case "failed":
		if e.Severity != "permanent" {
			return a, false // it is tried again
		}
		return b.failed(a), true
	default:
		return a, false
	}
	return a, true
}

func (b mailgunBody) failed(a Answer) Answer {
	switch b.Event.Reason {
	case "suppress-unsubscribe":
		a.Type = Unsubscribed
	case "suppress-complaint":
		a.Type = Complained
	default:
		a.Type, a.Hard = Bounced, b.Event.Reason == "bounce" || b.Event.Reason == "suppress-bounce"
		if b.Event.Status.Code != 0 {
			a.Detail = strconv.Itoa(b.Event.Status.Code)
		}
	}
	return a
}

// seconds is a time that a body writes as a number of seconds.
func seconds(n float64) time.Time {
	if !(n > 0 && n < 1e11) {
		return time.Time{}
	}
	return time.UnixMilli(int64(n * 1000)).UTC()
}
