package deliver_test

import (
	"context"
	"sync"
	"time"

	"regulars"
	"regulars/channel"
)

// provider is an imitation of one: it counts what each address got, drops repeated
// keys where it knows them (a multicast's is made of all its messages), and misbehaves when asked to.
type provider struct {
	idempotent bool
	size       int
	cast       int // messages of one multicast at most; 0: no bound but size

	mu      sync.Mutex
	keys    map[string]bool
	got     map[string]int
	batches [][]regulars.Message
	answer  func(n int, m regulars.Message) channel.Result // of the n-th message, from 1; nil: sent
	err     func(send int) error                           // of a whole Send, before anything is accepted
	during  func(send int)                                 // after the messages are accepted, before the answer
	n       int
	closed  bool
}

func newProvider(idempotent bool, size int) *provider {
	return &provider{idempotent: idempotent, size: size, keys: map[string]bool{}, got: map[string]int{}}
}

func (p *provider) Send(_ context.Context, batch []regulars.Message) ([]channel.Result, error) {
	p.mu.Lock()
	p.batches = append(p.batches, batch)
	send := len(p.batches)
	results := make([]channel.Result, len(batch))
	if p.err != nil {
		if err := p.err(send); err != nil {
			p.mu.Unlock()
			return results, err
		}
	}
	together := ""
	if p.Way(batch) == channel.Multicast {
		for _, m := range batch {
			together += m.RetryKey
		}
	}
	for i, m := range batch {
		results[i] = p.one(m, together+m.RetryKey)
	}
	p.mu.Unlock()
	if p.during != nil {
		p.during(send)
	}
	return results, nil
}

func (p *provider) one(m regulars.Message, key string) channel.Result {
	p.n++
	result := channel.Result{Outcome: regulars.OutcomeSent, ProviderID: m.RetryKey}
	if p.answer != nil {
		result = p.answer(p.n, m)
	}
	if result.Outcome != regulars.OutcomeFailed && (!p.idempotent || !p.keys[key]) {
		p.keys[key] = true
		p.got[m.To]++
	}
	return result
}

func (p *provider) KeyLife() time.Duration { return keyLife(p.idempotent) }
func (p *provider) BatchSize() int         { return p.size }
func (p *provider) MulticastSize() int     { return p.cast }

// keyLife is LINE's, or none.
func keyLife(idempotent bool) time.Duration {
	if idempotent {
		return 24 * time.Hour
	}
	return 0
}

// Way is LINE's: one text for all goes as a multicast.
func (p *provider) Way(batch []regulars.Message) channel.Way {
	if !p.idempotent || len(batch) < 2 || p.cast > 0 && len(batch) > p.cast {
		return channel.Push
	}
	for _, m := range batch {
		if m.Text != batch[0].Text {
			return channel.Push
		}
	}
	return channel.Multicast
}

func (p *provider) Check(context.Context) error { return nil }
func (p *provider) Close() error                { p.closed = true; return nil }
