package resttest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// Asked is a request that a shop got.
type Asked struct {
	Path   string
	Query  url.Values
	Header http.Header
	Body   string
}

// Server answers every request to a shop of the same connector alike, and keeps what it
// was asked for.
type Server struct {
	platform.Source
	mu    sync.Mutex
	asked []Asked
}

// Serve starts a server whose answer is body, with headers, and opens it as a shop.
func Serve(t testing.TB, body string, header http.Header, open func(address string, opts platform.HTTPOptions) (platform.Source, error)) *Server {
	t.Helper()
	s := &Server{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, Asked{r.URL.Path, r.URL.Query(), r.Header, string(text)})
		for name, values := range header {
			w.Header()[name] = values
		}
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	source, err := open(server.URL, platform.HTTPOptions{MinWait: time.Nanosecond, Tries: 1})
	require.NoError(t, err)
	s.Source = source
	return s
}

// Asked returns what was asked since the last call.
func (s *Server) Asked() []Asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// Pull pulls the window from 10 to 11 o'clock UTC of 2 November 2026, and returns the first
// question.
func (s *Server) Pull(t testing.TB, e platform.Entity) Asked {
	t.Helper()
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	require.NoError(t, s.Source.Pull(t.Context(), e, platform.Window{From: at, To: at.Add(time.Hour)}, "", func(platform.Page) error { return nil }))
	asked := s.Asked()
	require.NotEmpty(t, asked)
	return asked[0]
}
