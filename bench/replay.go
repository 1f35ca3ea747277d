package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
	"syscall"

	"regulars/sandbox/faults"
)

// replay answers what its shop answered before to the same request, without the shop's
// own work, so that a pull is measured and not the imitation.
type replay struct {
	shop http.Handler

	mu      sync.Mutex
	ready   bool // the shop is asked no more, but for what it was never asked
	answers map[string]*faults.Reply
	asked   []asked // in order, since recorded
	bytes   int     // of the answers' bodies, since recorded
	fresh   int     // of asked, those that the shop answered itself
}

// asked is one request, to be sent once more.
type asked struct {
	method, path string
	header       http.Header
	body         []byte
	answer       []byte // what came back
}

func newReplay(shop http.Handler) *replay {
	return &replay{shop: shop, answers: map[string]*faults.Reply{}}
}

func (p *replay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a request that is cut short is answered as such
	key := r.Method + " " + r.URL.RequestURI() + "\n" + r.Header.Get("Range") + "\n" + string(body)
	p.mu.Lock()
	defer p.mu.Unlock()
	answer := p.answers[key]
	if answer == nil || !p.ready {
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer = faults.NewReply()
		p.shop.ServeHTTP(answer, r)
		p.answers[key] = answer
		p.fresh++
	}
	p.asked = append(p.asked, asked{r.Method, r.URL.RequestURI(), r.Header.Clone(), body, answer.Body})
	p.bytes += len(answer.Body)
	answer.Send(w)
}

// recorded says that all answers are there: the newest to each request is the one from now
// on. They go to a file, which the system maps: in this process's heap they would let the
// garbage of the pull grow as large as they are.
func (p *replay) recorded(dir string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	file, err := os.CreateTemp(dir, "answers-")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // the map stays
	size := 0
	keys := slices.Collect(maps.Keys(p.answers))
	for _, key := range keys {
		n, err := file.Write(p.answers[key].Body)
		if err != nil {
			return err
		}
		size += n
	}
	mapped, err := syscall.Mmap(int(file.Fd()), 0, max(size, 1), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("map the answers: %w", err)
	}
	for _, key := range keys {
		n := len(p.answers[key].Body)
		p.answers[key].Body, mapped = mapped[:n:n], mapped[n:]
	}
	p.ready = true
	p.asked, p.bytes, p.fresh = nil, 0, 0
	return nil
}

// handed are the bodies of the answers since recorded, in order.
func (p *replay) handed() (bodies [][]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.asked {
		bodies = append(bodies, a.answer)
	}
	return bodies
}

// repeat is a loop that sends the same requests once more, reads the answers and throws
// them away.
func (p *replay) repeat(address string) error {
	p.mu.Lock()
	requests := p.asked
	p.mu.Unlock()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for _, a := range requests {
		r, err := http.NewRequest(a.method, address+a.path, bytes.NewReader(a.body))
		if err != nil {
			return err
		}
		r.Header = a.header
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err != nil {
			return err
		}
	}
	return nil
}
