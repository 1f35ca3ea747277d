package sms

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

func TestSendsSideBySide(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{after: func(int, string, http.ResponseWriter) { time.Sleep(5 * time.Millisecond) }})
	s := open(t, settings(fake.url))
	require.NoError(t, s.Check(t.Context()))
	results, err := s.Send(t.Context(), messages(50))
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 50}, outcomes(results))
	require.Regexp(t, `^SM[0-9a-f]{32}$`, results[0].ProviderID)
	require.Len(t, fake.accepted, 50)
	require.Greater(t, fake.most, 4)
	require.LessOrEqual(t, fake.most, 16)
}

func TestRefusals(t *testing.T) {
	codes := map[string]int{number(0): 21610, number(1): 21211, number(2): 21614, number(3): 21408}
	fake := startTwilio(t, &fakeTwilio{before: func(_ int, to string, w http.ResponseWriter) bool {
		if code := codes[to]; code != 0 {
			twilioError(w, http.StatusBadRequest, code)
			return true
		}
		return false
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(6))
	require.NoError(t, err)
	require.Equal(t, "21610", results[0].Code)
	require.Equal(t, channel.OptedOut, results[0].Suppress)
	for _, r := range results[:4] {
		require.Equal(t, regulars.OutcomeFailed, r.Outcome)
		require.NotContains(t, r.Reason, "+886")
	}
	require.Equal(t, channel.NoSuchAddress, results[1].Suppress)
	require.Equal(t, channel.NoSuchAddress, results[2].Suppress)
	require.Empty(t, results[3].Suppress, "the region is the account's matter")
	require.Equal(t, 2, outcomes(results)[regulars.OutcomeSent])
}

func TestUnfitMessagesAreNotPosted(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{})
	batch := messages(3)
	batch[0].To = "0912345678"
	batch[1].Text = ""
	batch[2].Text = strings.Repeat("字", 1601)
	results, err := open(t, settings(fake.url)).Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, 3, outcomes(results)[regulars.OutcomeFailed])
	require.Zero(t, fake.requests)
	batch = messages(1)
	batch[0].Text = strings.Repeat("字", 1600)
	results, err = open(t, settings(fake.url)).Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
}

func TestTooManyIsTriedAgainAndSentOnce(t *testing.T) {
	var turnedAway sync.Map // numbers that were, once or twice
	fake := startTwilio(t, &fakeTwilio{before: func(_ int, to string, w http.ResponseWriter) bool {
		times, _ := turnedAway.LoadOrStore(to, 0)
		if times.(int) == 2 {
			return false
		}
		turnedAway.Store(to, times.(int)+1)
		twilioError(w, http.StatusTooManyRequests, 20429)
		return true
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(30))
	require.NoError(t, err)
	require.Equal(t, 30, outcomes(results)[regulars.OutcomeSent])
	for to, times := range fake.accepted {
		require.Equal(t, 1, times, to)
	}
}

func TestTooManyForEverIsSurelyNotSent(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{before: func(_ int, _ string, w http.ResponseWriter) bool {
		w.Header().Set("Retry-After", "0")
		twilioError(w, http.StatusTooManyRequests, 20429)
		return true
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(5))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.Equal(t, map[regulars.Outcome]int{"": 5}, outcomes(results))
}

func TestUnknownIsNeverTriedAgain(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{after: func(_ int, to string, w http.ResponseWriter) {
		switch to {
		case number(0):
			cut(w)
		case number(1):
			time.Sleep(1500 * time.Millisecond)
		}
	}, before: func(_ int, to string, w http.ResponseWriter) bool {
		if to == number(2) {
			twilioError(w, http.StatusInternalServerError, 20500)
		}
		return to == number(2)
	}})
	s := open(t, settings(fake.url))
	s.client.HTTP.Timeout = time.Second
	results, err := s.Send(t.Context(), messages(5))
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 2, regulars.OutcomeUnknown: 3}, outcomes(results))
	fake.end()
	require.Equal(t, 5, fake.requests)
}

func TestAccountTroubleStops(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{})
	cfg := settings(fake.url)
	cfg.AuthToken = config.NewSecret("wrong")
	s := open(t, cfg)
	results, err := s.Send(t.Context(), messages(50))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.False(t, trouble.Retryable)
	require.Contains(t, trouble.Hint, "auth_token")
	require.Equal(t, map[regulars.Outcome]int{"": 50}, outcomes(results))
	require.ErrorAs(t, s.Check(t.Context()), &trouble)

	fake.before = func(_ int, _ string, w http.ResponseWriter) bool {
		twilioError(w, http.StatusBadRequest, codeAccountCaps)
		return true
	}
	_, err = open(t, settings(fake.url)).Send(t.Context(), messages(1))
	require.ErrorIs(t, err, channel.ErrQuota)
}

func TestNobodyListens(t *testing.T) {
	results, err := open(t, settings("http://127.0.0.1:1")).Send(t.Context(), messages(3))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.NotContains(t, err.Error(), "token")
	require.Equal(t, map[regulars.Outcome]int{"": 3}, outcomes(results))
}

func TestCancelledSendKnowsItsOutcomes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	fake := startTwilio(t, &fakeTwilio{after: func(n int, _ string, _ http.ResponseWriter) {
		if n == 5 {
			cancel()
		}
		time.Sleep(10 * time.Millisecond)
	}})
	results, err := open(t, settings(fake.url)).Send(ctx, messages(50))
	require.ErrorIs(t, err, context.Canceled)
	fake.end()
	require.Equal(t, len(fake.accepted), outcomes(results)[regulars.OutcomeSent])
	require.Zero(t, outcomes(results)[regulars.OutcomeUnknown])
}

func TestSettings(t *testing.T) {
	good := settings("")
	for want, spoil := range map[string]func(*config.Channel){
		"account_sid": func(c *config.Channel) { c.AccountSID = "AC1" },
		"auth_token":  func(c *config.Channel) { c.AuthToken = config.Secret{} },
		"from":        func(c *config.Channel) { c.From = "" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
		require.False(t, errors.Is(err, channel.ErrQuota))
	}
	require.Zero(t, open(t, good).KeyLife())
}
