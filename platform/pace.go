package platform

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/time/rate"
)

// Pace is how fast one shop is asked, by all in this process who share it. The zero value
// is ready.
type Pace struct {
	mu      sync.Mutex
	limiter *rate.Limiter
}

// limiterAt returns the limiter of a rate: the shared one, or without a pace a new one.
func (p *Pace) limiterAt(limit rate.Limit) *rate.Limiter {
	if p == nil {
		return rate.NewLimiter(limit, 1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.limiter == nil {
		p.limiter = rate.NewLimiter(limit, 1)
	}
	if p.limiter.Limit() != limit {
		p.limiter.SetLimit(limit)
	}
	return p.limiter
}

// admitted waits until the shop may be asked. A wait that is longer than one inside a call
// may be is left to the caller, as is that which a shop asks for.
func (h *HTTP) admitted(ctx context.Context, op string) (*Error, error) {
	for h.opts.Admit != nil {
		wait, reason, err := h.opts.Admit(ctx)
		if err != nil {
			return nil, err
		}
		if wait <= 0 {
			return nil, nil
		}
		if wait > h.opts.MaxWait {
			return &Error{Op: op, Retryable: true, RetryAfter: wait, Err: errors.New(reason)}, nil
		}
		if err := h.Wait(ctx, op+": "+reason, wait); err != nil {
			return nil, err
		}
	}
	return nil, nil
}
