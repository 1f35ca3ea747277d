package outside

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// body reads a request's body, of a bounded length and in a bounded time, and answers
// where it can't. Only so much is in memory at once: of a request that says how long its body
// is no more than that, so that many short ones wait for the disk together.
func (o *Outside) body(w http.ResponseWriter, r *http.Request, most int64) (body []byte, done func(), ok bool) {
	size := int64(maxBody)
	if r.ContentLength >= 0 {
		size = min(max(r.ContentLength, leastBody), maxBody)
	}
	patience, cancel := context.WithTimeout(r.Context(), o.patience)
	defer cancel()
	if err := o.memory.Acquire(patience, size); err != nil {
		if r.Context().Err() == nil {
			later(w)
		}
		return nil, nil, false
	}
	done = func() { o.memory.Release(size) }
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
