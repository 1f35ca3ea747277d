package channeltest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
	"regulars/sandbox/providers"
)

// Subject is a sender under test, with the imitation of its provider.
type Subject struct {
	// Provider is a new account of the provider's imitation; Refuse is its own error.
	Provider func(inbox *providers.Inbox) http.Handler
	Refuse   func(w http.ResponseWriter, status int)

	// Settings are those of the imitation's account, without an endpoint. Open opens a
	// sender whose requests go by the transport.
	Settings config.Channel
	Open     func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error)
	Spoil    func(cfg *config.Channel) // makes a secret a wrong one
	Secrets  []string                  // no error shows them

	Address func(n int) string               // that the provider takes
	Bad     string                           // an address that looks right and is nobody's
	BadIs   channel.Suppression              // how the provider's refusal of it is taken
	Look    func(*http.Request) error        // at each request
	Sending func(r *http.Request) bool       // whether a request hands messages over; nil: every POST
	Texts   func(n int, m *regulars.Message) // changes a message; nil: it has a subject and a text
}

// Run runs the suite.
func (s Subject) Run(t *testing.T) {
	if s.Sending == nil {
		s.Sending = posts
	}
	for name, test := range map[string]func(*testing.T, Subject){
		"every message arrives once":                 arrives,
		"a rate limit is waited for":                 rateLimit,
		"a rate limit for ever is surely not sent":   rateForEver,
		"a long Retry-After goes back to the caller": longRetryAfter,
		"an account out of reach is surely not sent": outOfReach,
		"a failure, then a yes":                      failure,
		"a lost answer":                              lostAnswer,
		"an answer that is too late":                 lateAnswer,
		"a page of somebody in between is no yes":    page,
		"the same key twice":                         sameKey,
		"a bad recipient doesn't spoil the others":   badRecipient,
		"what can't be sent isn't posted":            unfit,
		"wrong keys stop the campaign":               wrongKeys,
		"a cancelled context loses no outcome":       cancelled,
		"check says yes and no":                      check,
	} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { test(t, s) }) })
	}
}

// trial is a sender with its provider.
type trial struct {
	Subject
	t      *testing.T
	sender channel.Sender
	inbox  *providers.Inbox
	wire   *Wire
	began  time.Time
}

// endpoints makes every trial an account of its own, for the pace is the account's.
var endpoints atomic.Int64

func (s Subject) try(t *testing.T, change ...func(*config.Channel)) *trial {
	t.Helper()
	tr := &trial{Subject: s, t: t, inbox: providers.NewInbox(true), began: time.Now()}
	tr.inbox.Vanish(s.Bad)
	tr.wire = &Wire{Provider: s.Provider(tr.inbox), Refuse: s.Refuse, Look: s.Look, sending: s.Sending}
	cfg := s.Settings
	cfg.Endpoint = fmt.Sprintf("http://provider.test/%d", endpoints.Add(1))
	tr.wire.Provider = http.StripPrefix(strings.TrimPrefix(cfg.Endpoint, "http://provider.test"), tr.wire.Provider)
	if look := s.Look; look != nil {
		tr.wire.Look = func(r *http.Request) error {
			r.URL.Path = strings.TrimPrefix(r.URL.Path, strings.TrimPrefix(cfg.Endpoint, "http://provider.test"))
			r.URL.RawPath = ""
			return look(r)
		}
	}
	for _, c := range change {
		c(&cfg)
	}
	var err error
	tr.sender, err = s.Open(cfg, tr.wire)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, tr.sender.Close())
		require.Empty(t, tr.wire.problems)
		time.Sleep(time.Hour) // timers of clients run to their end
	})
	return tr
}

func (tr *trial) disturb(d ...Disturbance) { tr.wire.disturbed = d }

// messages are n, each with a text of its own.
func (tr *trial) messages(n int) []regulars.Message {
	batch := make([]regulars.Message, n)
	for i := range batch {
		batch[i] = regulars.Message{
			DeliveryID: fmt.Sprintf("acme/wakeup/2026-11-20/%d", i), To: tr.Address(i), Name: "王小明",
			RetryKey: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, i)).String(),
			Subject:  "想念你", Text: fmt.Sprintf("想念你 & 100%% + %d", i),
			UnsubscribeURL: "https://shop.test/u?t=1", UnsubscribeMail: "u@shop.test",
		}
		if tr.Texts != nil {
			tr.Texts(i, &batch[i])
		}
	}
	return batch
}

func (tr *trial) send(batch []regulars.Message) ([]channel.Result, *channel.Error) {
	tr.t.Helper()
	results, err := tr.sender.Send(tr.t.Context(), batch)
	require.Len(tr.t, results, len(batch))
	if err == nil {
		return results, nil
	}
	for _, secret := range append([]string{batch[0].To, "想念你"}, tr.Secrets...) {
		require.NotContains(tr.t, err.Error(), secret)
	}
	var trouble *channel.Error
	require.ErrorAs(tr.t, err, &trouble)
	require.NotEmpty(tr.t, trouble.Op)
	require.NotEmpty(tr.t, trouble.Hint, "what is to be done")
	return results, trouble
}

func (tr *trial) keyed() bool { return tr.sender.KeyLife() > 0 }

// arrived requires that the first n addresses got one message each, and nobody else.
func (tr *trial) arrived(n int) {
	tr.t.Helper()
	got := tr.inbox.Received()
	require.Len(tr.t, got, n)
	for to, times := range got {
		require.Equal(tr.t, 1, times, to)
	}
}

func count(results []channel.Result) map[regulars.Outcome]int {
	n := map[regulars.Outcome]int{}
	for _, r := range results {
		n[r.Outcome]++
	}
	return n
}

// errCancelled is what a test cancels a context with.
var errCancelled = errors.New("cancelled by the test")

func cancelling(t *testing.T) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	return ctx, func() { cancel(errCancelled) }
}
