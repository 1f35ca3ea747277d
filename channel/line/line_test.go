package line

import (
	"encoding/json"
	"fmt"
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
)

// fakeLine remembers retry keys as LINE does and counts what each user got.
type fakeLine struct {
	url string
	// end waits for every handler, also for one whose caller left: what was
	// counted is whole after it.
	end func()

	mu       sync.Mutex
	keys     map[string]string // retry key: request id
	bodies   map[string]string
	got      map[string]int // messages by user id
	requests map[string]int // by path
	problems []string

	// before answers instead of accepting when it returns true; n counts requests.
	before func(n int, to []string, w http.ResponseWriter) bool
	// after acts once a request is accepted, before the answer.
	after func(n int, w http.ResponseWriter)
	n     int
	quota int64
}

type lineRequest struct {
	To       json.RawMessage   `json:"to"`
	Messages []json.RawMessage `json:"messages"`
}

func startLine(t *testing.T, fake *fakeLine) *fakeLine {
	t.Helper()
	fake.keys, fake.bodies = map[string]string{}, map[string]string{}
	fake.got, fake.requests = map[string]int{}, map[string]int{}
	server := httptest.NewServer(fake)
	t.Cleanup(func() {
		server.Close()
		require.Empty(t, fake.problems)
	})
	fake.url, fake.end = server.URL, server.Close
	return fake
}

func (f *fakeLine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer token" {
		http.Error(w, `{"message":"Authentication failed"}`, http.StatusUnauthorized)
		return
	}
	switch r.URL.Path {
	case "/v2/bot/message/quota":
		_, _ = fmt.Fprintf(w, `{"type":"limited","value":%d}`, f.quota)
	case "/v2/bot/message/quota/consumption":
		_, _ = w.Write([]byte(`{"totalUsage":100}`))
	default:
		f.message(w, r)
	}
}

func (f *fakeLine) message(w http.ResponseWriter, r *http.Request) {
	var body lineRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, `{"message":"bad"}`, http.StatusBadRequest)
		return
	}
	key := r.Header.Get("X-Line-Retry-Key")
	to := recipients(body.To)
	f.mu.Lock()
	f.n++
	n := f.n
	f.requests[r.URL.Path]++
	f.watch(key, body)
	f.mu.Unlock()
	if f.before != nil && f.before(n, to, w) {
		return
	}
	if !f.accept(w, key, to) {
		return
	}
	if f.after != nil {
		f.after(n, w)
	}
	_, _ = w.Write([]byte(answerTo(r.URL.Path, n)))
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
func (f *fakeLine) watch(key string, body lineRequest) {
	if uuid.Validate(key) != nil {
		f.problems = append(f.problems, "a request without a retry key")
	}
	text, _ := json.Marshal(body)
	if before, known := f.bodies[key]; known && before != string(text) {
		f.problems = append(f.problems, "a retry key with another body")
	}
	f.bodies[key] = string(text)
}

func (f *fakeLine) accept(w http.ResponseWriter, key string, to []string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id, known := f.keys[key]; known {
		w.Header().Set("X-Line-Accepted-Request-Id", id)
		w.WriteHeader(http.StatusConflict)
		_, _ = w.Write([]byte(`{"message":"The retry key is already accepted"}`))
		return false
	}
	id := fmt.Sprintf("request-%d", f.n)
	f.keys[key] = id
	for _, user := range to {
		f.got[user]++
	}
	w.Header().Set("X-Line-Request-Id", id)
	return true
}

func answerTo(path string, n int) string {
	if path == "/v2/bot/message/push" {
		return fmt.Sprintf(`{"sentMessages":[{"id":"%d","quoteToken":"q"}]}`, n)
	}
	return "{}"
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
	s.firstGap = time.Millisecond
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
