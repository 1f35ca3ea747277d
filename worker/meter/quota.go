package meter

import (
	"context"
	"sync"
	"time"

	"regulars/channel"
)

const (
	quotaFreshFor = 30 * time.Minute // providers limit how often they are asked
	quotaWithin   = 20 * time.Second
)

// quota is what an account may still send.
type quota struct {
	brand, channel string
	left           int64
}

// Left is what the accounts of a brand may still send, by channel, as far as it is known.
func (m *Meter) Left(brand string) map[string]int64 {
	left := map[string]int64{}
	for _, q := range m.quotas.known() {
		if q.brand == brand {
			left[q.channel] = q.left
		}
	}
	return left
}

// quotas are asked for in the background: no scrape waits for a provider.
type quotas struct {
	ask func(context.Context) []quota

	mu     sync.Mutex
	last   []quota
	next   time.Time // when to ask again
	asking sync.WaitGroup
}

// known returns what is known, and asks again when that is old.
func (q *quotas) known() []quota {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now := time.Now(); !now.Before(q.next) {
		q.next = now.Add(quotaFreshFor)
		q.asking.Go(q.refresh)
	}
	return q.last
}

func (q *quotas) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), quotaWithin)
	defer cancel()
	found := q.ask(ctx)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.last = found
}

// askQuotas asks every channel that has a quota. One that doesn't answer is left out:
// what is not known is absent, not zero.
func (m *Meter) askQuotas(ctx context.Context) []quota {
	var found []quota
	for i := range m.options.Config.Brands {
		brand := &m.options.Config.Brands[i]
		for name, cfg := range brand.Channels {
			if cfg == nil {
				continue
			}
			sender, err := m.options.Sender(name, *cfg)
			if err != nil {
				continue
			}
			if left, known := leftOf(ctx, sender); known {
				found = append(found, quota{brand.Name, name, left})
			}
			_ = sender.Close()
		}
	}
	return found
}

func leftOf(ctx context.Context, sender channel.Sender) (left int64, known bool) {
	account, quoted := sender.(channel.Quoted)
	if !quoted {
		return 0, false
	}
	q, err := account.Quota(ctx)
	return q.Left, err == nil && q.Limited
}
