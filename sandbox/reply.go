package sandbox

import (
	"net/http"
	"strconv"
)

// reply is an HTTP answer that is complete before anything of it is sent.
type reply struct {
	header http.Header
	status int
	body   []byte
}

func newReply() *reply { return &reply{header: http.Header{}, status: http.StatusOK} }

func (r *reply) Header() http.Header { return r.header }

func (r *reply) WriteHeader(status int) { r.status = status }

// Write keeps p itself when it is all there is: pages are big.
func (r *reply) Write(p []byte) (int, error) {
	if r.body == nil {
		r.body = p[:len(p):len(p)]
		return len(p), nil
	}
	r.body = append(r.body, p...)
	return len(p), nil
}

func (r *reply) send(w http.ResponseWriter) { r.sendPart(w, len(r.body)) }

// sendPart promises the whole body and sends the first n bytes of it.
func (r *reply) sendPart(w http.ResponseWriter, n int) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body[:n])
}
