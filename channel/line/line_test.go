package line

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
)

// fakeLine is the sandbox's LINE behind a layer that counts, watches the retry
// keys, and disturbs it as a test asks.
type fakeLine struct {
	url string
	// end waits for every handler, also for one whose caller left: what was
	// counted is whole after it.
	end func()

	line  *providers.LINE
	inbox *providers.Inbox

	mu       sync.Mutex
	bodies   map[string]string // by retry key
	got      map[string]int    // messages by user id, as the sandbox counts them
	requests map[string]int    // by path
	problems []string

	// before answers instead of accepting when it returns true; n counts requests.
	before func(n int, to []string, w http.ResponseWriter) bool
	// after acts once a request is accepted, before the answer.
	after func(n int, w http.ResponseWriter)
	n     int
	quota int64 // of the month; 0: no limit
}

type lineRequest struct {
	To       json.RawMessage   `json:"to"`
	Messages []json.RawMessage `json:"messages"`
}

func startLine(t *testing.T, fake *fakeLine) *fakeLine {
	t.Helper()
	fake.bodies, fake.got, fake.requests = map[string]string{}, map[string]int{}, map[string]int{}
	fake.inbox = providers.NewInbox(false)
	fake.line = providers.NewLINE("token", fake.inbox)
	server := httptest.NewServer(fake)
	t.Cleanup(func() {
		server.Close()
		require.Empty(t, fake.problems)
	})
	fake.url, fake.end = server.URL, server.Close
	return fake
}

func (f *fakeLine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.line.Quota.Store(f.quota)
	if r.Method != http.MethodPost || r.Header.Get("Authorization") != "Bearer token" {
		f.line.ServeHTTP(w, r)
		return
	}
	n, to := f.enter(r)
	if f.before != nil && f.before(n, to, w) {
		return
	}
	answer := faults.NewReply()
	f.line.ServeHTTP(answer, r)
	f.mu.Lock()
	f.got = f.inbox.Received()
	f.mu.Unlock()
	if f.after != nil && answer.Status == http.StatusOK {
		f.after(n, w)
	}
	answer.Send(w)
}

// enter counts a message request and returns its number and recipients.
func (f *fakeLine) enter(r *http.Request) (n int, to []string) {
	text, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(text))
	var body lineRequest
	_ = json.Unmarshal(text, &body) // the sandbox says so if it isn't JSON
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	f.requests[r.URL.Path]++
	f.watch(r.Header.Get("X-Line-Retry-Key"), string(text))
	return f.n, recipients(body.To)
}

func recipients(raw json.RawMessage) []string {
	var many []string
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one string
	_ = json.Unmarshal(raw, &one)
	return []string{one}
}

// watch notes a request without a key, and a key that comes with another body.
func (f *fakeLine) watch(key, body string) {
	if uuid.Validate(key) != nil {
		f.problems = append(f.problems, "a request without a retry key")
	}
	if before, known := f.bodies[key]; known && before != body {
		f.problems = append(f.problems, "a retry key with another body")
	}
	f.bodies[key] = body
}

// requestID is the id of the first request that the sandbox accepted.
func (f *fakeLine) requestID(t *testing.T) string {
	t.Helper()
	require.NotEmpty(t, f.inbox.Deliveries())
	return f.inbox.Deliveries()[0].MessageID
}

func refuse(w http.ResponseWriter, status int, message string) bool {
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"message":%q}`, message)
	return true
}

func cut(w http.ResponseWriter) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = c.Close()
	}
	panic(http.ErrAbortHandler)
}

func settings(endpoint string) config.Channel {
	return config.Channel{ChannelToken: config.NewSecret("token"), Endpoint: endpoint}
}

func open(t *testing.T, cfg config.Channel) *Sender {
	t.Helper()
	s, err := New(cfg)
	require.NoError(t, err)
	s.tries.FirstGap = time.Millisecond
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func user(i int) string { return fmt.Sprintf("U%032x", i+1) }

// messages are personal when each has a text of its own.
func messages(n int, personal bool) []regulars.Message {
	batch := make([]regulars.Message, n)
	for i := range batch {
		batch[i] = regulars.Message{
			To: user(i), Text: "想念你",
			RetryKey: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i)).String(),
		}
		if personal {
			batch[i].Text += fmt.Sprint(i)
		}
	}
	return batch
}

func outcomes(results []channel.Result) map[regulars.Outcome]int {
	count := map[regulars.Outcome]int{}
	for _, r := range results {
		count[r.Outcome]++
	}
	return count
}

func (f *fakeLine) requireEachOnce(t *testing.T, n int) {
	t.Helper()
	require.Len(t, f.got, n)
	for to, times := range f.got {
		require.Equal(t, 1, times, to)
	}
}
