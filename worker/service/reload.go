package service

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"regulars"
	"regulars/config"
)

const (
	lookEvery = 2 * time.Second // at the files of the config
	settled   = time.Second     // how long they must stay the same: an editor may be writing
)

// errChanged ends the serving of one config: there is a newer one.
var errChanged = errors.New("the config has changed")

// reload watches the config's files. A newer config that is right takes the place of
// the one that is served; of a broken one the reason is kept and the old one stays.
type reload struct {
	path   string
	listen string // instead of the config's worker.listen
	logger *slog.Logger
	now    func() time.Time

	mu       sync.Mutex
	current  *config.Config
	previous *config.Config // what next took the place of; nil once current has been served
	next     *config.Config // accepted, to be served
	refused  string         // why the files as they are now are not taken; empty: they are
	failed   string         // the fingerprint of a config that could not be served
	seen     string         // what the files held when they were last looked at
	since    time.Time      // when seen was seen first
	changed  func()         // ends the serving of current
}

func newReload(o Options, logger *slog.Logger) (*reload, error) {
	r := &reload{path: o.ConfigPath, listen: o.Listen, logger: logger, now: time.Now, changed: func() {}}
	cfg, err := r.load()
	if err != nil {
		return nil, err
	}
	r.current = cfg
	return r, nil
}

func (r *reload) load() (*config.Config, error) {
	cfg, err := config.Load(r.path)
	if err == nil && r.listen != "" {
		cfg.Worker.Listen = r.listen
	}
	return cfg, err
}

// serving returns the config to serve, in a context that ends when a newer one was
// accepted.
func (r *reload) serving(ctx context.Context) (context.Context, *config.Config, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil {
		r.previous, r.current, r.next = r.current, r.next, nil
	}
	r.changed = func() { cancel(errChanged) }
	return ctx, r.current, func() { cancel(nil) }
}

// watch looks at the files until ctx ends; refuse is called with why they are refused
// whenever that changes.
func (r *reload) watch(ctx context.Context, refuse func(refused string)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		r.look()
		if now := r.reason(); now != last {
			last = now
			refuse(now)
		}
	}
}

// look compares the files with what is served, and reports whether nothing is under
// way: what is served is what they hold, or they are refused.
func (r *reload) look() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next != nil {
		return false
	}
	if !r.current.Changed() {
		r.refused, r.seen = "", ""
		return true
	}
	cfg, err := r.load()
	seen := ""
	if cfg != nil {
		seen = cfg.Fingerprint()
	}
	if err != nil {
		seen += err.Error()
	}
	if seen != r.seen {
		r.seen, r.since = seen, r.now()
		return false
	}
	switch {
	case r.now().Sub(r.since) < settled:
		return false
	case err != nil:
		r.refuse(err)
		return true
	case seen == r.failed:
		return true
	}
	r.logger.Info("the config has changed: it takes effect now", "config", r.path, "fingerprint", seen)
	r.next, r.refused, r.seen = cfg, "", ""
	r.changed()
	return false
}

func (r *reload) refuse(err error) {
	reason := regulars.ErrorText(err.Error())
	if r.refused != reason {
		r.logger.Error("the config as it is now is refused; the old one stays", "config", r.path, "error", err)
	}
	r.refused = reason
}

// ready notes that what is served works.
func (r *reload) ready() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.previous = nil
}

// fallBack returns to the config before where a newer one can't be served, such as
// when its address is taken, and reports whether there is one.
func (r *reload) fallBack(err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.previous == nil {
		return false
	}
	r.failed = r.current.Fingerprint()
	r.current, r.previous = r.previous, nil
	r.refuse(err)
	return true
}

func (r *reload) reason() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused
}
