package channel_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
)

func TestPaceBelongsToTheAccount(t *testing.T) {
	one, other := channel.PaceOf("test/a", 100), channel.PaceOf("test/a", 100)
	require.Same(t, one, other)
	require.NotSame(t, one, channel.PaceOf("test/b", 100))

	start := time.Now()
	for range 11 {
		require.NoError(t, one.Wait(t.Context()))
		require.NoError(t, other.Wait(t.Context()))
	}
	require.GreaterOrEqual(t, time.Since(start), 190*time.Millisecond)
}

func TestPaceHoldStopsEverybodyAndTheContextEndsIt(t *testing.T) {
	pace := channel.PaceOf("test/hold", 0)
	pace.Hold(50 * time.Millisecond)
	start := time.Now()
	require.NoError(t, pace.Wait(t.Context()))
	require.GreaterOrEqual(t, time.Since(start), 50*time.Millisecond)

	pace.Hold(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, pace.Wait(ctx), context.DeadlineExceeded)
}

func TestFanStopsHandingOutAndCutsNothingOff(t *testing.T) {
	broken := errors.New("account")
	var started, ended atomic.Int32
	err := channel.Fan(t.Context(), 1000, 8, func(i int) error {
		started.Add(1)
		defer ended.Add(1)
		time.Sleep(time.Millisecond)
		if i == 20 {
			return broken
		}
		return nil
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, started.Load(), ended.Load())
	require.Less(t, started.Load(), int32(60))

	ctx, cancel := context.WithCancel(t.Context())
	var sent atomic.Int32
	err = channel.Fan(ctx, 1000, 4, func(int) error {
		if sent.Add(1) == 10 {
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, sent.Load(), int32(20))
	require.NoError(t, channel.Fan(t.Context(), 0, 4, nil))
}
