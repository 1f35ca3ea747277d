package channeltest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
)

// Disturbance is what happens to one request on the wire; the zero value: nothing.
type Disturbance struct {
	Status     int    // answered instead of the provider, by its own kind of error
	RetryAfter string // with Status: the header of that name
	Page       bool   // somebody in between answers 200 and a page for people
	Lost       bool   // the provider handles the request, and the answer is lost
	Late       bool   // the provider handles the request, and answers after the client has given up
	Down       bool   // nobody can be reached: nothing is written
}

// Wire hands requests to a provider's imitation, in the process itself.
type Wire struct {
	Provider http.Handler
	Refuse   func(w http.ResponseWriter, status int) // the provider's own error
	Look     func(*http.Request) error               // what is wrong with a request; nil: nothing is looked at

	mu        sync.Mutex
	disturbed []Disturbance // of the coming requests that send, in their order
	sending   func(*http.Request) bool
	sends     int
	problems  []error
	during    func()
}

// RoundTrip answers a request.
func (w *Wire) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	d := w.meet(r)
	if d.Down {
		return nil, errors.New("connection refused")
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteHeaders != nil {
		trace.WroteHeaders()
	}
	w.look(r, body)
	answer := httptest.NewRecorder()
	switch {
	case d.Status != 0:
		if d.RetryAfter != "" {
			answer.Header().Set("Retry-After", d.RetryAfter)
		}
		w.Refuse(answer, d.Status)
	case d.Page:
		answer.Header().Set("Content-Type", "text/html")
		_, _ = answer.WriteString("<html><body>Sign in to the network</body></html>")
	default:
		w.Provider.ServeHTTP(answer, fresh(r, body))
	}
	switch {
	case d.Lost:
		return nil, io.ErrUnexpectedEOF
	case d.Late:
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	response := answer.Result()
	response.Request = r
	return response, nil
}

// fresh is the request as a server reads it.
func fresh(r *http.Request, body []byte) *http.Request {
	request := r.Clone(r.Context())
	request.Body = io.NopCloser(bytes.NewReader(body))
	request.ContentLength = int64(len(body))
	request.Host = r.URL.Host
	request.RequestURI = r.URL.RequestURI()
	return request
}

func (w *Wire) meet(r *http.Request) Disturbance {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.sending == nil || !w.sending(r) {
		return Disturbance{}
	}
	w.sends++
	if w.during != nil {
		w.during()
	}
	if len(w.disturbed) == 0 {
		return Disturbance{}
	}
	d := w.disturbed[0]
	w.disturbed = w.disturbed[1:]
	return d
}

func (w *Wire) look(r *http.Request, body []byte) {
	if w.Look == nil {
		return
	}
	if err := w.Look(fresh(r, body)); err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.problems = append(w.problems, err)
	}
}

// posts reports whether a request hands messages over, with most providers.
func posts(r *http.Request) bool {
	return r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "/validate/")
}
