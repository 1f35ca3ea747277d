package meter

import (
	"context"
	"errors"
	"sync"
	"time"

	"regulars/config"
	"regulars/schema/view"
)

const (
	freshFor   = 15 * time.Second
	readWithin = 8 * time.Second // Prometheus gives a scrape ten
	restFactor = 20              // after a reading that took long ClickHouse rests: readings get a twentieth of its time
)

var errNotYet = errors.New("the worker is not connected yet")

// standing is how a brand stands, with the campaigns of its file and of the console.
type standing struct {
	brand  *config.Brand
	health view.Health
}

// read is what one reading found.
type read struct {
	brands map[string]standing
	at     time.Time // zero: nothing was ever read
	took   time.Duration
	err    error // of the last try; brands are then those of the last one that succeeded
}

// reading is the newest read, which is kept while it is fresh. Scrapes that come at once
// share one.
type reading struct {
	mu   sync.Mutex
	read func(context.Context) (map[string]standing, error)
	last read
	next time.Time // when it is no longer fresh
}

// open begins to read from somewhere else.
func (r *reading) open(from func(context.Context) (map[string]standing, error)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.read, r.next = from, time.Time{}
}

// now returns the newest reading, at most freshFor old where ClickHouse is quick.
func (r *reading) now() read {
	r.mu.Lock()
	defer r.mu.Unlock()
	started := time.Now()
	if started.Before(r.next) {
		return r.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	brands, err := r.read(ctx)
	took := time.Since(started)
	r.next = time.Now().Add(max(freshFor, restFactor*took))
	r.last.err = err
	if err == nil {
		r.last = read{brands: brands, at: started, took: took}
	}
	return r.last
}
