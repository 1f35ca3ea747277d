package sandboxtest

import (
	"context"
	"time"

	"regulars/sandbox"
	"regulars/sandbox/providers/mail"
)

// Sandbox is a running sandbox under the hands of a test.
type Sandbox struct {
	*sandbox.Sandbox
	started time.Time
}

// Start starts a sandbox with a mail server, until Close or until ctx ends.
func Start(ctx context.Context, o sandbox.Options) (*Sandbox, error) {
	o.Mail = mail.Serve
	started := time.Now()
	if o.Now.IsZero() { // the sandbox's clock is the real one
		started = started.Truncate(time.Second)
		o.Now = started
	}
	s, err := sandbox.Start(ctx, o)
	if err != nil {
		return nil, err
	}
	return &Sandbox{Sandbox: s, started: started}, nil
}

// now is the sandbox's clock.
func (s *Sandbox) now() int64 { return s.Brand.Now + int64(time.Since(s.started)/time.Second) }

// FaultsMet counts the requests to a server that met a fault.
func (s *Sandbox) FaultsMet(server string) int { return int(s.Faults[server].Hits.Load()) }
