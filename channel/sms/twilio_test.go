package sms

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/sandbox/faults"
	"regulars/sandbox/providers"
)

const testSID = "AC0123456789abcdef0123456789abcdef"

// fakeTwilio is the sandbox's Twilio behind a layer that counts and disturbs it
// as a test asks.
type fakeTwilio struct {
	url string
	// end waits for every handler, also for one whose caller left: what was
	// counted is whole after it.
	end func()

	twilio *providers.SMS
	inbox  *providers.Inbox

	mu       sync.Mutex
	accepted map[string]int // by number, as the sandbox counts them
	requests int
	inFlight int
	most     int

	// before answers instead of accepting when it returns true; n counts requests.
	before func(n int, to string, w http.ResponseWriter) bool
	// after acts once a message is accepted, before the answer.
	after func(n int, to string, w http.ResponseWriter)
}

func startTwilio(t *testing.T, fake *fakeTwilio) *fakeTwilio {
	t.Helper()
	fake.accepted = map[string]int{}
	fake.inbox = providers.NewInbox(false)
	fake.twilio = providers.NewSMS(testSID, "token", fake.inbox)
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	fake.url, fake.end = server.URL, server.Close
	return fake
}

func (f *fakeTwilio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	if r.Method != http.MethodPost || user != testSID || password != "token" {
		f.twilio.ServeHTTP(w, r)
		return
	}
	to := r.PostFormValue("To")
	n, done := f.enter()
	defer done()
	if f.before != nil && f.before(n, to, w) {
		return
	}
	answer := faults.NewReply()
	f.twilio.ServeHTTP(answer, r)
	f.mu.Lock()
	f.accepted = f.inbox.Received()
	f.mu.Unlock()
	if f.after != nil && answer.Status == http.StatusCreated {
		f.after(n, to, w)
	}
	answer.Send(w)
}

func (f *fakeTwilio) enter() (int, func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	f.inFlight++
	f.most = max(f.most, f.inFlight)
	return f.requests, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.inFlight--
	}
}

func twilioError(w http.ResponseWriter, status, code int) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": "about +886912345678", "status": status})
}

func cut(w http.ResponseWriter) {
	c, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = c.Close()
	}
	panic(http.ErrAbortHandler)
}

func settings(endpoint string) config.Channel {
	return config.Channel{
		AccountSID: testSID, AuthToken: config.NewSecret("token"),
		From: "+15005550006", Endpoint: endpoint, PerSecond: 100000,
	}
}

func open(t *testing.T, cfg config.Channel) *Sender {
	t.Helper()
	s, err := New(cfg)
	require.NoError(t, err)
	s.client.Tries.FirstGap = time.Millisecond
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func messages(n int) []regulars.Message {
	batch := make([]regulars.Message, n)
	for i := range batch {
		batch[i] = regulars.Message{DeliveryID: fmt.Sprint(i), To: number(i), Text: "想念你 & 100% + 1"}
	}
	return batch
}

func number(i int) string { return fmt.Sprintf("+8869120%05d", i) }

func outcomes(results []channel.Result) map[regulars.Outcome]int {
	count := map[regulars.Outcome]int{}
	for _, r := range results {
		count[r.Outcome]++
	}
	return count
}
