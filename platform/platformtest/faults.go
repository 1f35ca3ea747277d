package platformtest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"time"
)

// Fault answers one request in place of the shop, which next is.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Faults are the faults to come, one per request; afterwards the shop answers.
type Faults struct {
	mu      sync.Mutex
	queue   []Fault
	forever Fault
}

// Add appends faults.
func (f *Faults) Add(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queue = append(f.queue, faults...)
}

// Always makes every request fail so; nil ends it.
func (f *Faults) Always(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forever = fault
}

// left is how many faults are still to come.
func (f *Faults) left() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.queue)
}

func (f *Faults) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	f.mu.Lock()
	fault := f.forever
	if len(f.queue) > 0 {
		fault, f.queue = f.queue[0], f.queue[1:]
	}
	f.mu.Unlock()
	if fault == nil {
		next.ServeHTTP(w, r)
		return
	}
	fault(w, r, next)
}

// Well lets the shop answer.
func Well(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }

// Status answers with a status, headers given as name and value in turn.
func Status(status int, headers ...string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"code":"internal_server_error","message":"somebody@example.test","data":500}`)
	}
}

// SlowDownUntil answers 429 with a date a moment ahead.
func SlowDownUntil(ahead time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		now := time.Now().UTC()
		Status(http.StatusTooManyRequests, "Date", now.Format(http.TimeFormat), "Retry-After", now.Add(ahead).Format(http.TimeFormat))(w, r, next)
	}
}

// Page answers with a web page.
func Page(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<!doctype html><title>Briefly unavailable for scheduled maintenance</title>")
	}
}

// Malformed answers with what isn't JSON.
func Malformed(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `[{"id":1,"total":"10.00",}, oops]`)
}

// HalfSent breaks the connection off in the middle of the body.
func HalfSent(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := record(r, next)
	w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
	_, _ = w.Write(whole[:len(whole)/2])
	panic(http.ErrAbortHandler)
}

// HalfWritten sends half a body as if it were whole.
func HalfWritten(w http.ResponseWriter, r *http.Request, next http.Handler) {
	whole := record(r, next)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(whole[:len(whole)/2])
}

// HungUp closes the connection without an answer.
func HungUp(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Slow answers late, or not at all once the request is given up.
func Slow(by time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body) // a server notices that a client left only once its body is read
		r.Body = io.NopCloser(bytes.NewReader(body))
		select {
		case <-time.After(by):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}
}

func record(r *http.Request, next http.Handler) []byte { return answerOf(r, next).Body.Bytes() }

// answerOf is what the shop answers.
func answerOf(r *http.Request, next http.Handler) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	return recorder
}
