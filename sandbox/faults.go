package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The servers of the sandbox, by which faults are set: Shopify, Woo, and these.
const (
	LINE = "line"
	SMS  = "sms"
	SMTP = "smtp"
)

var serverNames = []string{Shopify, Woo, LINE, SMS, SMTP}

// FaultKind is what goes wrong.
type FaultKind string

// The faults. Status answers without looking at the request, Slow delays the
// answer, Cut and Half handle the request and lose the answer: all of it, or its
// second half. Expired refuses the token. Refuse is SMTP's temporary no.
const (
	Status  FaultKind = "status"
	Slow    FaultKind = "slow"
	Cut     FaultKind = "cut"
	Half    FaultKind = "half"
	Expired FaultKind = "expired"
	Refuse  FaultKind = "refuse"
)

// Fault is a disturbance of one server. It begins after After requests that it
// could have met, and ends after Requests of them or after For; without either
// it stays until it is cleared.
type Fault struct {
	Kind       FaultKind
	Code       int           // HTTP status (Status), or SMTP reply (Refuse; default 451)
	Stage      string        // Refuse: connect, mail, rcpt (default) or data
	RetryAfter time.Duration // Status: sent as Retry-After, in whole seconds; 0: not sent
	Delay      time.Duration // Slow
	Path       string        // only requests whose path holds this
	After      int
	Requests   int
	For        time.Duration

	seen  int
	since time.Time
}

func (f Fault) check(server string) error {
	if !slices.Contains(serverNames, server) {
		return fmt.Errorf("sandbox: no server %q: use one of %s", server, strings.Join(serverNames, ", "))
	}
	kinds := []FaultKind{Status, Slow, Cut, Half, Expired}
	if server == SMTP {
		kinds = []FaultKind{Refuse, Slow, Cut}
	}
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("sandbox: %s has no fault %q: use one of %v", server, f.Kind, kinds)
	}
	if f.Kind == Status && (f.Code < 400 || f.Code > 599) {
		return fmt.Errorf("sandbox: fault status needs a code from 400 to 599, not %d", f.Code)
	}
	return nil
}

// faults are the disturbances of one server, met in the order in which they
// were set.
type faults struct {
	mu   sync.Mutex
	list []*Fault
	hits int
}

func (f *faults) add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fault.since = time.Now()
	f.list = append(f.list, &fault)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

func (f *faults) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hits
}

// meet gives the first fault that concerns a request, or nil.
func (f *faults) meet(concerns func(*Fault) bool) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := 0; i < len(f.list); i++ {
		fault := f.list[i]
		if fault.over() {
			f.list = slices.Delete(f.list, i, i+1)
			i--
			continue
		}
		if !concerns(fault) {
			continue
		}
		fault.seen++
		if fault.seen <= fault.After {
			continue
		}
		f.hits++
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

// disturbed puts a server's faults before its handler. refuse writes the
// server's own kind of error for a status.
func disturbed(f *faults, next http.Handler, refuse func(w http.ResponseWriter, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := f.meet(func(fault *Fault) bool { return strings.Contains(r.URL.Path, fault.Path) })
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
			next.ServeHTTP(newReply(), r)
			panic(http.ErrAbortHandler)
		case Half:
			answer := newReply()
			next.ServeHTTP(answer, r)
			answer.sendPart(w, len(answer.body)/2)
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

// SetFault switches a fault of a server on, beside those that it has.
func (s *Sandbox) SetFault(server string, fault Fault) error {
	if err := fault.check(server); err != nil {
		return err
	}
	s.faults[server].add(fault)
	return nil
}

// ClearFaults switches all faults of a server off; without a name, of every
// server.
func (s *Sandbox) ClearFaults(server ...string) {
	if len(server) == 0 {
		server = serverNames
	}
	for _, name := range server {
		if f, ok := s.faults[name]; ok {
			f.clear()
		}
	}
}

// FaultsMet counts the requests to a server that met a fault.
func (s *Sandbox) FaultsMet(server string) int {
	if f, ok := s.faults[server]; ok {
		return f.count()
	}
	return 0
}
