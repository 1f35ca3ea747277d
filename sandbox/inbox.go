package sandbox

import (
	"fmt"
	"maps"
	"sync"
	"time"
)

// Delivery is one message that a provider accepted for one recipient.
type Delivery struct {
	Channel   string    `json:"channel"`
	To        string    `json:"to"`
	MessageID string    `json:"message_id"` // the provider's id; for mail the Message-ID header
	RetryKey  string    `json:"retry_key,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Text      string    `json:"text,omitempty"` // of mail the whole message, headers included
	At        time.Time `json:"at"`
}

// inbox remembers what one channel's provider accepted.
type inbox struct {
	mu         sync.Mutex
	counts     map[string]int
	deliveries []Delivery
	keepText   bool
	refused    map[string]bool // recipients that took themselves out
}

func newInbox(keepText bool) *inbox {
	return &inbox{counts: map[string]int{}, refused: map[string]bool{}, keepText: keepText}
}

func (b *inbox) accept(d Delivery) {
	d.At = time.Now()
	if !b.keepText {
		d.Text = ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[d.To]++
	b.deliveries = append(b.deliveries, d)
}

func (b *inbox) refuses(to string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused[to]
}

func (b *inbox) optOut(to string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused[to] = true
}

func (b *inbox) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts, b.deliveries = map[string]int{}, nil
}

func (b *inbox) received() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.counts)
}

func (b *inbox) list() []Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Delivery(nil), b.deliveries...)
}

// Received counts the messages that a channel's provider accepted, by recipient:
// channel is edm (the sandbox's own SMTP server), sms or line.
func (s *Sandbox) Received(channel string) map[string]int {
	if b, ok := s.inboxes[channel]; ok {
		return b.received()
	}
	return nil
}

// Deliveries are the messages that a channel's provider accepted, the oldest
// first. Their texts are kept with Options.KeepTexts only.
func (s *Sandbox) Deliveries(channel string) []Delivery {
	if b, ok := s.inboxes[channel]; ok {
		return b.list()
	}
	return nil
}

// ForgetReceived empties the memory of every provider, but not that of LINE's
// retry keys.
func (s *Sandbox) ForgetReceived() {
	for _, b := range s.inboxes {
		b.forget()
	}
}

// OptOut lets a recipient refuse what comes from now on: Twilio answers 21610,
// SMTP 550; LINE accepts and says nothing, as it does for a blocked account.
func (s *Sandbox) OptOut(channel, to string) error {
	b, ok := s.inboxes[channel]
	if !ok {
		return fmt.Errorf("sandbox: no channel %q: use edm, sms or line", channel)
	}
	b.optOut(to)
	return nil
}
