package channel

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pace keeps the rate of one provider account, whoever sends by it.
type Pace struct {
	limiter *rate.Limiter

	mu    sync.Mutex
	until time.Time // nobody sends before, because the provider asked for it
}

var paces = struct {
	sync.Mutex
	byAccount map[[sha256.Size]byte]*Pace
}{byAccount: map[[sha256.Size]byte]*Pace{}}

// PaceOf is the one pace that this process keeps for an account: two senders of
// one account share it. The account may hold a secret, only its hash is kept.
// A rate of zero or less means without limit; the last rate given holds.
func PaceOf(account string, perSecond float64) *Pace {
	paces.Lock()
	defer paces.Unlock()
	key := sha256.Sum256([]byte(account))
	pace := paces.byAccount[key]
	if pace == nil {
		pace = &Pace{limiter: rate.NewLimiter(rate.Inf, 1)}
		paces.byAccount[key] = pace
	}
	pace.limiter.SetLimit(limitOf(perSecond))
	return pace
}

func limitOf(perSecond float64) rate.Limit {
	if perSecond <= 0 {
		return rate.Inf
	}
	return rate.Limit(perSecond)
}

// Wait returns when one more request may go, or with the context's error.
func (p *Pace) Wait(ctx context.Context) error {
	if err := Sleep(ctx, p.held()); err != nil {
		return err
	}
	return p.limiter.Wait(ctx)
}

// Hold lets nobody send for a while: the provider said that it is too much.
func (p *Pace) Hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.until) {
		p.until = until
	}
}

func (p *Pace) held() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}

// Sleep waits for d or for the end of the context, whose error it returns.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
