package channel

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pace keeps the rate of one provider account, for everyone who sends by it.
type Pace struct {
	limiter *rate.Limiter

	mu    sync.Mutex
	until time.Time // nobody sends before: the provider asked for it
}

var paces = struct {
	sync.Mutex
	byAccount map[[sha256.Size]byte]*Pace
}{byAccount: map[[sha256.Size]byte]*Pace{}}

// PaceOf returns the one pace that this process keeps for an account: two
// senders of one account share it. The account may hold a secret, only its hash
// is kept. perSecond is in requests per second, without bursts; zero or less
// means without limit. The rate that was given last holds for all.
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

// Wait blocks until one more request may go. It returns the context's error if
// that ends first.
func (p *Pace) Wait(ctx context.Context) error {
	for {
		if err := Sleep(ctx, p.held()); err != nil {
			return err
		}
		turn := p.limiter.Reserve()
		if err := Sleep(ctx, turn.Delay()); err != nil {
			turn.Cancel()
			return err
		}
		if p.held() <= 0 {
			return nil
		}
		// Meanwhile somebody was turned away: wait with the others, and take
		// another turn, or all would go in one burst.
	}
}

// Ready reports whether one more request may go at once, and takes its turn if so.
func (p *Pace) Ready() bool { return p.held() <= 0 && p.limiter.Allow() }

// Hold keeps everyone from sending for d: the provider turned a request away. A
// hold that ends later stays.
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
