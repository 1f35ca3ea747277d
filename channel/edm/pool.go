package edm

import (
	"context"
	"errors"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// trustedIdle is how long a connection may be idle before it is asked whether it
// is still there.
const trustedIdle = 5 * time.Second

var errClosed = errors.New("the mail sender is closed")

// pool keeps a few connections open. A slot is held while one is in use; idle
// connections lie on a stack, the one used last on top.
type pool struct {
	client *gomail.Client
	slots  chan struct{}
	ending sync.Once
	done   chan struct{}

	mu   sync.Mutex
	idle []*connection
}

func newPool(client *gomail.Client, size int) *pool {
	return &pool{client: client, slots: make(chan struct{}, size), done: make(chan struct{})}
}

// get takes a slot and a connection that works; with fresh, a new one. It returns
// errClosed after close, the context's error, or that of the dial.
func (p *pool) get(ctx context.Context, fresh bool) (*connection, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	conn := p.pop()
	if !fresh && conn != nil && conn.alive() {
		return conn, nil
	}
	if conn != nil {
		_ = conn.smtp.Close()
	}
	dialing, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	opened, err := p.client.DialToSMTPClientWithContext(dialing)
	if err != nil {
		<-p.slots
		return nil, err
	}
	return newConnection(opened), nil
}

func (p *pool) enter(ctx context.Context) error {
	select {
	case <-p.done:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	case p.slots <- struct{}{}:
		return nil
	}
}

func (p *pool) pop() *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	conn := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return conn
}

// put gives the slot back, and the connection if it is still good.
func (p *pool) put(conn *connection, good bool) {
	defer func() { <-p.slots }()
	if !good {
		_ = conn.smtp.Close()
		return
	}
	conn.used = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, conn)
}

// close waits for the connections in use and ends all.
func (p *pool) close() error {
	p.ending.Do(func() {
		close(p.done)
		for range cap(p.slots) {
			p.slots <- struct{}{}
		}
		for conn := p.pop(); conn != nil; conn = p.pop() {
			_ = p.client.CloseWithSMTPClient(conn.smtp)
		}
	})
	return nil
}
