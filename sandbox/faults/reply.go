package faults

import (
	"net/http"
	"strconv"
)

// Reply is an HTTP answer that is complete before anything of it is sent.
type Reply struct {
	header http.Header
	Status int
	Body   []byte
}

// NewReply returns an empty answer with status 200.
func NewReply() *Reply { return &Reply{header: http.Header{}, Status: http.StatusOK} }

// Header is the header that will be sent.
func (r *Reply) Header() http.Header { return r.header }

// WriteHeader sets the status that will be sent.
func (r *Reply) WriteHeader(status int) { r.Status = status }

func (r *Reply) Write(p []byte) (int, error) {
	r.Body = append(r.Body, p...)
	return len(p), nil
}

// Send sends the whole answer.
func (r *Reply) Send(w http.ResponseWriter) { r.SendPart(w, len(r.Body)) }

// SendPart promises the whole body and sends the first n bytes of it.
func (r *Reply) SendPart(w http.ResponseWriter, n int) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(r.Body)))
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body[:n])
}
