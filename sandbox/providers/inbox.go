package providers

import (
	"maps"
	"slices"
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

// Inbox remembers what one channel's provider accepted.
type Inbox struct {
	mu         sync.Mutex
	counts     map[string]int
	deliveries []Delivery
	keepTexts  bool
	refused    map[string]bool // recipients that opted out
	nobody     map[string]bool // addresses that no provider can reach
}

// NewInbox returns an empty inbox, which keeps what the messages said if it is
// asked to.
func NewInbox(keepTexts bool) *Inbox {
	return &Inbox{counts: map[string]int{}, refused: map[string]bool{}, nobody: map[string]bool{}, keepTexts: keepTexts}
}

// Accept takes a message in.
func (b *Inbox) Accept(d Delivery) {
	d.At = time.Now()
	if !b.keepTexts {
		d.Text = ""
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[d.To]++
	b.deliveries = append(b.deliveries, d)
}

// Refuses reports whether a recipient opted out.
func (b *Inbox) Refuses(to string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused[to]
}

// OptOut lets a recipient refuse what comes from now on.
func (b *Inbox) OptOut(to string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused[to] = true
}

// Nobody reports whether an address is nobody's: each provider refuses it in its way.
func (b *Inbox) Nobody(to string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.nobody[to]
}

// Vanish makes an address nobody's.
func (b *Inbox) Vanish(to string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.nobody[to] = true
}

// Forget empties the inbox; who opted out or vanished is remembered.
func (b *Inbox) Forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts, b.deliveries = map[string]int{}, nil
}

// Received counts the messages by recipient.
func (b *Inbox) Received() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return maps.Clone(b.counts)
}

// Deliveries returns the messages, the oldest first.
func (b *Inbox) Deliveries() []Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.deliveries)
}
