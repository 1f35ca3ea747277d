// Package exchangetest stands in for the network between a sender and its provider, in tests
// of what exactly is asked.
package exchangetest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
)

// Answering answers every request alike, and keeps them with their bodies.
type Answering struct {
	Status int
	Body   string
	Header http.Header // of the answer

	Asked  []*http.Request
	Bodies []string // of those that have one
}

// RoundTrip is http.RoundTripper's.
func (a *Answering) RoundTrip(r *http.Request) (*http.Response, error) {
	a.Asked = append(a.Asked, r)
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		a.Bodies = append(a.Bodies, string(body))
	}
	w := httptest.NewRecorder()
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	_, err := w.WriteString(a.Body)
	return w.Result(), err
}
