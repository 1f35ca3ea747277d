package edm

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
)

func TestPaceIsKept(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	cfg := server.config()
	cfg.PerSecond = 0.001
	s := open(t, cfg)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	results, err := s.Send(ctx, messages(5))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.LessOrEqual(t, len(server.accepted), 1, "a thousand seconds lie between two messages")
	require.Equal(t, len(server.accepted), outcomes(results)[regulars.OutcomeSent])
	require.Equal(t, 5-len(server.accepted), outcomes(results)[""])
}

func TestSendersOfOneAccountShareThePace(t *testing.T) {
	server := startMailServer(t, &mailServer{})
	one, other := open(t, server.config()), open(t, server.config())
	require.Same(t, one.pace, other.pace)
	cfg := server.config()
	cfg.From = "other@shop.test"
	require.NotSame(t, one.pace, open(t, cfg).pace)
	cfg = server.config()
	cfg.Username = "shop"
	require.NotSame(t, one.pace, open(t, cfg).pace)
}

func TestARefusalForNowIsPausedFor(t *testing.T) {
	server := startMailServer(t, &mailServer{onRcpt: func(int, string) error { return refuse(450) }})
	s, err := New(server.config())
	require.NoError(t, err)
	defer func() { _ = s.Close() }()
	require.Equal(t, []time.Duration{2 * time.Second, 5 * time.Second}, s.pauses)
	s.pauses = []time.Duration{time.Hour}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	results, _ := s.Send(ctx, messages(1))
	require.LessOrEqual(t, server.rcpts["m0@x.test"], 1, "an hour lies between two tries")
	require.NotEqual(t, regulars.OutcomeUnknown, results[0].Outcome)
}
