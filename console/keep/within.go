package keep

import (
	"context"
	"fmt"
	"time"
)

const (
	// mostMade is how many answers are made at once that nobody waits for any more.
	mostMade = 16
	// handed is how long an answer that nobody waited for is handed over as it was made.
	handed = time.Minute
)

// making is an answer that is being made, however many wait for it.
type making struct {
	done   chan struct{} // closed when the rest is set
	answer any
	err    error
	ended  time.Time
}

// Within is Get for who waits no longer than k's patience: made is false where the answer isn't
// there by then. It goes on being made, also when who asked goes away, and is for who asks
// again; so is what went wrong.
func Within[T any](ctx context.Context, k *Kept, q Question, read func(context.Context) (T, error)) (answer T, made bool, err error) {
	m := k.begin(ctx, q.Key, func(ctx context.Context) (any, error) {
		answer, _, err := Get(ctx, k, q, read)
		return answer, err
	})
	if m == nil {
		answer, _, err = Get(ctx, k, q, read)
		return answer, true, err
	}
	timer := time.NewTimer(k.Patience)
	defer timer.Stop()
	select {
	case <-m.done:
	case <-timer.C:
	case <-ctx.Done():
		return answer, false, ctx.Err()
	}
	select {
	case <-m.done: // also where the time was up at the same moment
	default:
		return answer, false, nil
	}
	k.end(q.Key, m)
	if m.err != nil {
		return answer, true, m.err
	}
	return m.answer.(T), true, nil
}

// begin returns the answer that is being made to a question, or begins it. It returns nil where
// who asks has to make it: they wait as long as it takes, or too many are being made.
func (k *Kept) begin(ctx context.Context, key string, read func(context.Context) (any, error)) *making {
	k.mu.Lock()
	defer k.mu.Unlock()
	for of, m := range k.making {
		if !m.ended.IsZero() && k.now().Sub(m.ended) >= handed {
			delete(k.making, of)
		}
	}
	if m := k.making[key]; m != nil {
		return m
	}
	if k.Patience <= 0 || len(k.making) >= mostMade {
		return nil
	}
	m := &making{done: make(chan struct{})}
	k.making[key] = m
	go k.make(context.WithoutCancel(ctx), m, read)
	return m
}

// make makes an answer. What panics is an error: nobody's request may end the worker.
func (k *Kept) make(ctx context.Context, m *making, read func(context.Context) (any, error)) {
	var answer any
	err := error(nil)
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("make an answer: %v", broken)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		m.answer, m.err, m.ended = answer, err, k.now()
		close(m.done)
	}()
	answer, err = read(ctx)
}

// end forgets an answer that was handed over.
func (k *Kept) end(key string, m *making) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.making[key] == m {
		delete(k.making, key)
	}
}
