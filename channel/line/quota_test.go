package line

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
)

// A batch takes no more than the month has room for, and nothing beyond it is tried.
func TestTheQuotaIsReservedBeforeSending(t *testing.T) {
	fake := startLine(t, &fakeLine{quota: 30})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(50, true))
	require.ErrorIs(t, err, channel.ErrQuota)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 30, "": 20}, outcomes(results))
	require.Equal(t, 30, fake.requests[pushPath], "no push was made in order to be refused")
	fake.requireEachOnce(t, 30)
}

// A multicast has one key for all of it.
func TestAMulticastFitsAsAWholeOrDoesNotGo(t *testing.T) {
	fake := startLine(t, &fakeLine{quota: 30})
	s := open(t, settings(fake.url))
	results, err := s.Send(t.Context(), messages(31, false))
	require.ErrorIs(t, err, channel.ErrQuota)
	require.Equal(t, map[regulars.Outcome]int{"": 31}, outcomes(results))
	require.Empty(t, fake.requests)
	results, err = s.Send(t.Context(), messages(30, false))
	require.NoError(t, err, "what wasn't sent was given back")
	require.Equal(t, 30, outcomes(results)[regulars.OutcomeSent])
}

// Senders of one account share what is left, also of blocks that are sent at once.
func TestBlocksAtOnceShareTheQuota(t *testing.T) {
	fake := startLine(t, &fakeLine{quota: 60})
	var mu sync.Mutex
	all := map[regulars.Outcome]int{}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			results, _ := open(t, settings(fake.url)).Send(t.Context(), messages(25, true))
			mu.Lock()
			defer mu.Unlock()
			for outcome, n := range outcomes(results) {
				all[outcome] += n
			}
		})
	}
	group.Wait()
	require.Equal(t, 100, all[regulars.OutcomeSent]+all[""])
	require.Zero(t, all[regulars.OutcomeUnknown])
	require.LessOrEqual(t, fake.requests[pushPath], 60)
	require.GreaterOrEqual(t, fake.requests[pushPath], 25)
}

// What may have been accepted before has its place in the quota already: its key says so.
func TestARepeatedMessageTakesNoQuota(t *testing.T) {
	fake := startLine(t, &fakeLine{quota: 20})
	s := open(t, settings(fake.url))
	batch := messages(20, false)
	_, err := s.Send(t.Context(), batch)
	require.NoError(t, err)
	for i := range batch {
		batch[i].Again = true
	}
	results, err := s.Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, 20, outcomes(results)[regulars.OutcomeSent])
	fake.requireEachOnce(t, 20)
}

func TestWhereLineDoesNotTellTheQuotaItsAnswersDo(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	s := open(t, settings(fake.url))
	s.http.Transport = onlyPosts{s.http.Transport}
	results, err := s.Send(t.Context(), messages(5, true))
	require.NoError(t, err)
	require.Equal(t, 5, outcomes(results)[regulars.OutcomeSent])
}

type onlyPosts struct{ next http.RoundTripper }

func (o onlyPosts) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Body: http.NoBody, Request: r}, nil
	}
	return o.next.RoundTrip(r)
}

func TestWhatLineRefusesForGood(t *testing.T) {
	for message, want := range map[string]channel.Suppression{
		"The property, 'to', in the request body is invalid (line: -, column: -)": channel.NoSuchAddress,
		"Failed to send messages":            channel.NoSuchAddress,
		"The request body has 1 error(s)":    "",
		"A message (messages[0]) is invalid": "",
	} {
		fake := startLine(t, &fakeLine{before: func(_ int, _ []string, w http.ResponseWriter) bool {
			return refuse(w, http.StatusBadRequest, message)
		}})
		results, err := open(t, settings(fake.url)).Send(t.Context(), messages(1, true))
		require.NoError(t, err)
		require.Equal(t, regulars.OutcomeFailed, results[0].Outcome)
		require.Equal(t, want, results[0].Suppress, message)
	}
}
