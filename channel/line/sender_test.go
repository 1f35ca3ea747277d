package line

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/config"
)

const (
	pushPath      = "/v2/bot/message/push"
	multicastPath = "/v2/bot/message/multicast"
)

func TestPersonalTextsArePushed(t *testing.T) {
	fake := startLine(t, &fakeLine{quota: 1000})
	s := open(t, settings(fake.url))
	require.NoError(t, s.Check(t.Context()))
	results, err := s.Send(t.Context(), messages(40, true))
	require.NoError(t, err)
	require.Equal(t, 40, outcomes(results)[regulars.OutcomeSent])
	require.NotEmpty(t, results[0].ProviderID)
	require.Equal(t, map[string]int{pushPath: 40}, fake.requests)
	fake.requireEachOnce(t, 40)
}

func TestEqualTextsAreMulticastAndTheSameBatchHasTheSameKey(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	s := open(t, settings(fake.url))
	batch := messages(500, false)
	results, err := s.Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, 500, outcomes(results)[regulars.OutcomeSent])
	require.Equal(t, fake.requestID(t), results[499].ProviderID)

	slices.Reverse(batch)
	results, err = s.Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, 500, outcomes(results)[regulars.OutcomeSent], "409 is a yes")
	require.Equal(t, fake.requestID(t), results[0].ProviderID)
	require.Equal(t, map[string]int{multicastPath: 2}, fake.requests)
	fake.requireEachOnce(t, 500)
}

func TestUnfitMessagesDoNotSpoilTheBatch(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	batch := messages(10, false)
	batch[3].To = "U123"
	batch[4].To = "C0123456789abcdef0123456789abcdef"
	batch[5].RetryKey = ""
	results, err := open(t, settings(fake.url)).Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, map[regulars.Outcome]int{regulars.OutcomeSent: 7, regulars.OutcomeFailed: 3}, outcomes(results))
	require.NotContains(t, results[3].Reason, "U123")

	batch = messages(2, true)
	batch[0].Text = strings.Repeat("😀", 2501)
	batch[1].Text = strings.Repeat("字", 5000)
	results, err = open(t, settings(fake.url)).Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeFailed, results[0].Outcome)
	require.Equal(t, regulars.OutcomeSent, results[1].Outcome)
}

func TestCutAfterAcceptingAndServerErrorsAreTriedAgainWithTheSameKey(t *testing.T) {
	for name, personal := range map[string]bool{"push": true, "multicast": false} {
		t.Run(name, func(t *testing.T) {
			fake := startLine(t, &fakeLine{
				before: func(n int, _ []string, w http.ResponseWriter) bool {
					return n < 20 && n%5 == 2 && refuse(w, http.StatusInternalServerError, "Internal error")
				},
				after: func(n int, w http.ResponseWriter) {
					if n < 20 && n%4 == 1 {
						cut(w)
					}
				},
			})
			results, err := open(t, settings(fake.url)).Send(t.Context(), messages(60, personal))
			require.NoError(t, err)
			require.Equal(t, 60, outcomes(results)[regulars.OutcomeSent])
			fake.requireEachOnce(t, 60)
		})
	}
}

func TestUnresolvedStaysUnknownAndALaterSendSettlesIt(t *testing.T) {
	down := true
	fake := startLine(t, &fakeLine{after: func(_ int, w http.ResponseWriter) {
		if down {
			cut(w)
		}
	}, before: func(_ int, _ []string, w http.ResponseWriter) bool {
		return down && refuse(w, http.StatusBadGateway, "x")
	}})
	s := open(t, settings(fake.url))
	require.Equal(t, KeyLife, s.KeyLife())
	batch := messages(20, false)
	results, err := s.Send(t.Context(), batch)
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.Equal(t, 20, outcomes(results)[regulars.OutcomeUnknown])
	require.Equal(t, unansweredTries, fake.requests[multicastPath])

	down = false
	results, err = s.Send(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, 20, outcomes(results)[regulars.OutcomeSent])
	fake.requireEachOnce(t, 20)
}

func TestSlowAnswerIsTriedAgain(t *testing.T) {
	fake := startLine(t, &fakeLine{after: func(n int, _ http.ResponseWriter) {
		if n == 1 {
			time.Sleep(1500 * time.Millisecond)
		}
	}})
	s := open(t, settings(fake.url))
	s.http.Timeout = time.Second
	results, err := s.Send(t.Context(), messages(5, false))
	require.NoError(t, err)
	require.Equal(t, 5, outcomes(results)[regulars.OutcomeSent])
	fake.end()
	fake.requireEachOnce(t, 5)
}

func TestRateBacksOff(t *testing.T) {
	fake := startLine(t, &fakeLine{before: func(n int, _ []string, w http.ResponseWriter) bool {
		return n <= 3 && refuse(w, http.StatusTooManyRequests, "The API rate limit has been exceeded. Try again later.")
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(5, false))
	require.NoError(t, err)
	require.Equal(t, 5, outcomes(results)[regulars.OutcomeSent])

	fake.before = func(_ int, _ []string, w http.ResponseWriter) bool {
		return refuse(w, http.StatusTooManyRequests, "The API rate limit has been exceeded. Try again later.")
	}
	results, err = open(t, settings(fake.url)).Send(t.Context(), messages(5, true))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.Equal(t, map[regulars.Outcome]int{"": 5}, outcomes(results), "turned away is surely not sent")
}

func TestMonthlyLimitStops(t *testing.T) {
	fake := startLine(t, &fakeLine{before: func(n int, _ []string, w http.ResponseWriter) bool {
		return n > 20 && refuse(w, http.StatusTooManyRequests, "You have reached your monthly limit.")
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(100, true))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.ErrorIs(t, err, channel.ErrQuota)
	require.False(t, trouble.Retryable)
	require.Equal(t, 20, outcomes(results)[regulars.OutcomeSent])
	require.Equal(t, 80, outcomes(results)[""])

	fake.quota = 20
	require.ErrorIs(t, open(t, settings(fake.url)).Check(t.Context()), channel.ErrQuota)
}

func TestOneRefusedRecipientIsFoundInAMulticast(t *testing.T) {
	fake := startLine(t, &fakeLine{before: func(_ int, to []string, w http.ResponseWriter) bool {
		return slices.Contains(to, user(2)) && refuse(w, http.StatusBadRequest, "The property, 'to', in the request body is invalid")
	}})
	results, err := open(t, settings(fake.url)).Send(t.Context(), messages(5, false))
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeFailed, results[2].Outcome)
	require.Equal(t, "400", results[2].Code)
	require.Equal(t, 4, outcomes(results)[regulars.OutcomeSent])
	fake.requireEachOnce(t, 4)
}

func TestAccountTroubleStops(t *testing.T) {
	fake := startLine(t, &fakeLine{})
	cfg := settings(fake.url)
	cfg.ChannelToken = config.NewSecret("wrong")
	s := open(t, cfg)
	results, err := s.Send(t.Context(), messages(50, true))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.False(t, trouble.Retryable)
	require.NotContains(t, err.Error(), "wrong")
	require.Equal(t, map[regulars.Outcome]int{"": 50}, outcomes(results))
	require.Error(t, s.Check(t.Context()))

	_, err = New(config.Channel{})
	require.ErrorContains(t, err, "channel_token")
}

func TestNobodyListens(t *testing.T) {
	results, err := open(t, settings("http://127.0.0.1:1")).Send(t.Context(), messages(2, true))
	var trouble *channel.Error
	require.ErrorAs(t, err, &trouble)
	require.True(t, trouble.Retryable)
	require.Zero(t, outcomes(results)[regulars.OutcomeSent])
}

func TestCancelledSendKnowsItsOutcomes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	fake := startLine(t, &fakeLine{after: func(n int, _ http.ResponseWriter) {
		if n == 5 {
			cancel()
		}
		time.Sleep(5 * time.Millisecond)
	}})
	results, err := open(t, settings(fake.url)).Send(ctx, messages(100, true))
	require.ErrorIs(t, err, context.Canceled)
	fake.end()
	require.Equal(t, len(fake.got), outcomes(results)[regulars.OutcomeSent])
	require.Zero(t, outcomes(results)[regulars.OutcomeUnknown])
}
