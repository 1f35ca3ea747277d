package channeltest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
)

func arrives(t *testing.T, s Subject) {
	tr := s.try(t)
	n := min(tr.sender.BatchSize(), 20)
	results, err := tr.send(tr.messages(n))
	require.Nil(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: n}, count(results))
	for _, r := range results {
		require.NotEmpty(t, r.ProviderID, "by which its events come back")
		require.Empty(t, r.Reason)
	}
	tr.arrived(n)
	for _, d := range tr.inbox.Deliveries() {
		require.Contains(t, d.Text, "想念你 & 100% + ", "the text as it is")
	}
}

func rateLimit(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(Disturbance{Status: http.StatusTooManyRequests}, Disturbance{Status: http.StatusTooManyRequests, RetryAfter: "30"})
	results, err := tr.send(tr.messages(3))
	require.Nil(t, err)
	require.Equal(t, 3, count(results)[regulars.OutcomeSent])
	tr.arrived(3)
	require.GreaterOrEqual(t, time.Since(tr.began), 30*time.Second, "as the provider asked")
	require.Less(t, time.Since(tr.began), 2*time.Minute)
}

func rateForEver(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(repeat(100, Disturbance{Status: http.StatusTooManyRequests})...)
	results, err := tr.send(tr.messages(3))
	require.NotNil(t, err)
	require.True(t, err.Retryable)
	require.NotErrorIs(t, err, channel.ErrQuota)
	require.Equal(t, map[regulars.Outcome]int{"": 3}, count(results))
	tr.arrived(0)
	require.Less(t, tr.wire.sends, 50, "the tries are bounded")
}

func longRetryAfter(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(repeat(100, Disturbance{Status: http.StatusTooManyRequests, RetryAfter: "3600"})...)
	results, err := tr.send(tr.messages(1))
	require.NotNil(t, err)
	require.True(t, err.Retryable)
	require.Equal(t, time.Hour, err.RetryAfter)
	require.Equal(t, map[regulars.Outcome]int{"": 1}, count(results))
	require.Equal(t, 1, tr.wire.sends)
}

func outOfReach(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(repeat(100, Disturbance{Down: true})...)
	results, err := tr.send(tr.messages(3))
	require.NotNil(t, err)
	require.True(t, err.Retryable)
	require.Zero(t, count(results)[regulars.OutcomeSent]+count(results)[regulars.OutcomeFailed])
	tr.arrived(0)
}

// A provider without keys may have accepted what it answered 500 to.
func failure(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(Disturbance{Status: http.StatusInternalServerError})
	results, err := tr.send(tr.messages(1))
	require.Nil(t, err)
	if tr.keyed() {
		require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
		tr.arrived(1)
		return
	}
	require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome)
	require.Equal(t, 1, tr.wire.sends, "nothing is sent again that may have arrived")
}

func lostAnswer(t *testing.T, s Subject) { lost(t, s, Disturbance{Lost: true}) }

func lateAnswer(t *testing.T, s Subject) { lost(t, s, Disturbance{Late: true}) }

func lost(t *testing.T, s Subject, how Disturbance) {
	tr := s.try(t)
	tr.disturb(how)
	batch := tr.messages(1)
	results, err := tr.send(batch)
	require.Nil(t, err)
	tr.arrived(1)
	if tr.keyed() {
		require.Equal(t, regulars.OutcomeSent, results[0].Outcome, "the same key says that it was accepted")
		require.Equal(t, 2, tr.wire.sends)
		return
	}
	require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome)
	require.NotEmpty(t, results[0].Reason)
	require.Equal(t, 1, tr.wire.sends)
}

func page(t *testing.T, s Subject) {
	tr := s.try(t)
	tr.disturb(repeat(100, Disturbance{Page: true})...)
	batch := tr.messages(1)
	results, err := tr.send(batch)
	require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome)
	require.Equal(t, tr.keyed(), err != nil, "with keys the batch is tried again later")
	if tr.keyed() {
		require.True(t, err.Retryable)
		tr.disturb()
		results, err = tr.send(batch)
		require.Nil(t, err)
		require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
		tr.arrived(1)
	}
}

func sameKey(t *testing.T, s Subject) {
	tr := s.try(t)
	batch := tr.messages(3)
	for range 2 {
		results, err := tr.send(batch)
		require.Nil(t, err)
		require.Equal(t, 3, count(results)[regulars.OutcomeSent])
		batch[0].Again, batch[1].Again, batch[2].Again = true, true, true
	}
	times := 2
	if tr.keyed() {
		times = 1
	}
	for to, n := range tr.inbox.Received() {
		require.Equal(t, times, n, to)
	}
	if !tr.keyed() {
		return
	}
	time.Sleep(tr.sender.KeyLife() - 2*time.Minute)
	_, err := tr.send(batch)
	require.Nil(t, err)
	require.Equal(t, 1, tr.inbox.Received()[batch[0].To], "a key is known for as long as the sender says")
	time.Sleep(4 * time.Minute)
	_, err = tr.send(batch)
	require.Nil(t, err)
	require.Equal(t, 2, tr.inbox.Received()[batch[0].To], "a key is known for no longer than the sender says")
}

func badRecipient(t *testing.T, s Subject) {
	tr := s.try(t)
	batch := tr.messages(4)
	batch[2].To = tr.Bad
	results, err := tr.send(batch)
	require.Nil(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 3, regulars.OutcomeFailed: 1}, count(results))
	require.Equal(t, regulars.OutcomeFailed, results[2].Outcome)
	require.Equal(t, tr.BadIs, results[2].Suppress, "by which the next plan leaves it out")
	require.NotEmpty(t, results[2].Code)
	require.NotEmpty(t, results[2].Reason)
	require.NotContains(t, results[2].Reason, tr.Bad)
	tr.arrived(3)
}

func unfit(t *testing.T, s Subject) {
	tr := s.try(t)
	batch := tr.messages(3)
	batch[0].To = "nobody"
	batch[1].Text, batch[1].HTML = "", ""
	results, err := tr.send(batch)
	require.Nil(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 1, regulars.OutcomeFailed: 2}, count(results))
	require.Equal(t, "invalid", results[0].Code)
	require.Equal(t, "invalid", results[1].Code)
	require.NotContains(t, results[0].Reason, "nobody")
	require.Equal(t, 1, tr.wire.sends)
}

func wrongKeys(t *testing.T, s Subject) {
	tr := s.try(t, s.Spoil)
	results, err := tr.send(tr.messages(3))
	require.NotNil(t, err)
	require.False(t, err.Retryable, "no further try mends it")
	require.Equal(t, map[regulars.Outcome]int{"": 3}, count(results))
	tr.arrived(0)
}

func cancelled(t *testing.T, s Subject) {
	tr := s.try(t)
	ctx, cancel := cancelling(t)
	tr.wire.during = cancel // the first request is on its way
	n := min(tr.sender.BatchSize(), 50)
	results, err := tr.sender.Send(ctx, tr.messages(n))
	if err != nil {
		require.ErrorIs(t, err, context.Canceled)
	}
	require.Zero(t, count(results)[regulars.OutcomeUnknown], "what is on its way is waited for")
	require.Positive(t, count(results)[regulars.OutcomeSent])
	tr.arrived(count(results)[regulars.OutcomeSent])
}

func check(t *testing.T, s Subject) {
	require.NoError(t, s.try(t).sender.Check(t.Context()))
	err := s.try(t, s.Spoil).sender.Check(t.Context())
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.False(t, trouble.Retryable)
	require.NotEmpty(t, trouble.Hint)
	for _, secret := range s.Secrets {
		require.NotContains(t, err.Error(), secret)
	}
}

func repeat(n int, d Disturbance) []Disturbance {
	all := make([]Disturbance, n)
	for i := range all {
		all[i] = d
	}
	return all
}
