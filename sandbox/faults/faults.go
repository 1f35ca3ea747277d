package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Kind is what goes wrong.
type Kind string

// The faults. Status answers without looking at the request, Slow delays the
// answer, Cut and Half handle the request and lose the answer: all of it, or its
// second half. Expired refuses the token. Refuse is SMTP's temporary no.
const (
	Status  Kind = "status"
	Slow    Kind = "slow"
	Cut     Kind = "cut"
	Half    Kind = "half"
	Expired Kind = "expired"
	Refuse  Kind = "refuse"
)

// Fault is a disturbance of one server. It begins after After requests that it
// could have met, and ends after Requests of them or after For; without either
// it stays until it is cleared.
type Fault struct {
	Kind       Kind
	Code       int           // HTTP status from 400 to 599 (Status), or SMTP reply (Refuse; default 451)
	Stage      string        // Refuse: connect, mail, rcpt (default) or data
	RetryAfter time.Duration // Status: sent as Retry-After, in whole seconds; 0: not sent
	Delay      time.Duration // Slow
	Path       string        // only requests whose path contains this
	After      int
	Requests   int
	For        time.Duration

	seen  int
	since time.Time
}

// The faults that a server may have, by what it speaks.
var (
	HTTPKinds = []Kind{Status, Slow, Cut, Half, Expired}
	SMTPKinds = []Kind{Refuse, Slow, Cut}
)

// Check returns an error that names what is wrong with a fault, for a server
// that has faults of these kinds.
func (f Fault) Check(kinds []Kind) error {
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("no fault %q: use one of %v", f.Kind, kinds)
	}
	if f.Kind == Status && (f.Code < 400 || f.Code > 599) {
		return fmt.Errorf("fault status needs a code from 400 to 599, not %d", f.Code)
	}
	return nil
}

// List holds the faults of one server, met in the order in which they were set.
// The zero value is ready.
type List struct {
	Hits atomic.Int64 // the requests that met a fault

	mu   sync.Mutex
	list []*Fault
}

// Add sets a fault in addition to those that are set.
func (l *List) Add(fault Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fault.since = time.Now()
	l.list = append(l.list, &fault)
}

// Clear removes all faults.
func (l *List) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}

// Meet returns the first fault that concerns a request, or nil.
func (l *List) Meet(concerns func(*Fault) bool) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = slices.DeleteFunc(l.list, (*Fault).over)
	for _, fault := range l.list {
		if !concerns(fault) {
			continue
		}
		fault.seen++
		if fault.seen <= fault.After {
			continue
		}
		l.Hits.Add(1)
		met := *fault
		return &met
	}
	return nil
}

func (f *Fault) over() bool {
	if f.For > 0 && time.Since(f.since) > f.For {
		return true
	}
	return f.Requests > 0 && f.seen >= f.After+f.Requests
}

// Handler puts the faults before a server's own handler. refuse writes the
// server's own kind of error for a status.
func (l *List) Handler(next http.Handler, refuse func(w http.ResponseWriter, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := l.Meet(func(fault *Fault) bool { return strings.Contains(r.URL.Path, fault.Path) })
		if fault == nil {
			next.ServeHTTP(w, r)
			return
		}
		switch fault.Kind {
		case Status:
			if fault.RetryAfter > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(fault.RetryAfter.Seconds())))
			}
			refuse(w, fault.Code)
		case Expired:
			refuse(w, http.StatusUnauthorized)
		case Slow:
			wait(r, fault.Delay)
			next.ServeHTTP(w, r)
		case Cut:
			next.ServeHTTP(NewReply(), r)
			panic(http.ErrAbortHandler)
		case Half:
			answer := NewReply()
			next.ServeHTTP(answer, r)
			answer.SendPart(w, len(answer.Body)/2)
			_ = http.NewResponseController(w).Flush() // else a short answer is lost whole
			panic(http.ErrAbortHandler)
		}
	})
}

func wait(r *http.Request, delay time.Duration) {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}
