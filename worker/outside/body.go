package outside

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// body reads a request's body, of a bounded length and in a bounded time, and answers
// where it can't. Only so many are in memory at once.
func (o *Outside) body(w http.ResponseWriter, r *http.Request, most int64) (body []byte, done func(), ok bool) {
	patience := time.NewTimer(o.patience)
	defer patience.Stop()
	select {
	case o.bodies <- struct{}{}:
	case <-patience.C:
		later(w)
		return nil, nil, false
	case <-r.Context().Done():
		return nil, nil, false
	}
	done = func() { <-o.bodies }
	// A test's recorder has no deadline; the server has one of its own as well.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(o.readWithin))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		http.Error(w, "the body is too long", http.StatusRequestEntityTooLarge)
	case err != nil:
		http.Error(w, "the body didn't come whole", http.StatusRequestTimeout)
	default:
		return body, done, true
	}
	done()
	return nil, nil, false
}
