package channel_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
)

// times notes when each of n requests, asked for at once, may go.
func times(t *testing.T, n int, paces ...*channel.Pace) []time.Duration {
	t.Helper()
	began := time.Now()
	went := make(chan time.Duration, n)
	for i := range n {
		go func() {
			if paces[i%len(paces)].Wait(t.Context()) == nil {
				went <- time.Since(began)
			}
		}()
	}
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = <-went
	}
	return all
}

func every(gap time.Duration, n int, first time.Duration) []time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = first + time.Duration(i)*gap
	}
	return all
}

func TestPaceBelongsToTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := channel.PaceOf("test/a", 100), channel.PaceOf("test/a", 100)
		require.Same(t, one, other)
		require.NotSame(t, one, channel.PaceOf("test/b", 100))
		require.Equal(t, every(10*time.Millisecond, 22, 0), times(t, 22, one, other), "one at a time, without a burst")
		time.Sleep(time.Hour)
		require.Equal(t, every(10*time.Millisecond, 5, 0), times(t, 5, one), "an idle hour saves nothing up")
	})
}

func TestTheLastRateHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := channel.PaceOf("test/last", 100)
		channel.PaceOf("test/last", 4)
		require.Equal(t, every(250*time.Millisecond, 3, 0), times(t, 3, one))
		for _, without := range []float64{0, -1} {
			channel.PaceOf("test/last", without)
			require.Equal(t, every(0, 50, 0), times(t, 50, one))
		}
	})
}

func TestHoldStopsEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace := channel.PaceOf("test/hold", 10)
		pace.Hold(time.Minute)
		pace.Hold(time.Second) // a shorter one changes nothing
		require.Equal(t, every(100*time.Millisecond, 3, time.Minute), times(t, 3, pace))
		pace.Hold(-time.Second)
		require.Equal(t, every(100*time.Millisecond, 2, 100*time.Millisecond), times(t, 2, pace), "a hold that is over")
	})
}

func TestHoldStopsThoseWhoWaitForTheirTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace := channel.PaceOf("test/turn", 1)
		went := make(chan []time.Duration)
		go func() { went <- times(t, 4, pace) }()
		time.Sleep(500 * time.Millisecond)
		pace.Hold(time.Minute)
		all := <-went
		require.Zero(t, all[0])
		for i, at := range all[1:] {
			require.GreaterOrEqual(t, at, 60500*time.Millisecond)
			if i > 0 {
				require.Equal(t, time.Second, at-all[i], "no burst when the hold ends")
			}
		}
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		held, slow := channel.PaceOf("test/held", 0), channel.PaceOf("test/slow", 0.001)
		held.Hold(time.Hour)
		require.NoError(t, slow.Wait(t.Context()))
		for _, pace := range []*channel.Pace{held, slow} {
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			require.ErrorIs(t, pace.Wait(ctx), context.DeadlineExceeded)
			require.Equal(t, time.Second, time.Since(began))
			cancel()
			require.Error(t, pace.Wait(ctx))
		}
		began := time.Now()
		require.NoError(t, slow.Wait(t.Context()))
		require.InDelta(t, 999, time.Since(began).Seconds(), 1, "who left gave the turn back")
	})
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		for text, want := range map[string]time.Duration{
			"": 0, "7": 7 * time.Second, "0": 0, "-5": 0, "1.5": 0, "soon": 0, "9999999999": 24 * time.Hour,
			at(time.Minute): time.Minute, at(-time.Minute): 0, at(48 * time.Hour): 24 * time.Hour,
		} {
			require.Equal(t, want, channel.RetryAfter(http.Header{"Retry-After": {text}}), text)
		}
		require.Zero(t, channel.RetryAfter(nil))
	})
}

// Each index is handed out once, the last one too, however many workers there are.
func TestFanHandsOutEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 15, 16, 17, 100} {
		handed := make([]atomic.Int64, n)
		require.NoError(t, channel.Fan(t.Context(), n, 16, func(i int) error {
			handed[i].Add(1)
			return nil
		}))
		for i := range handed {
			require.EqualValues(t, 1, handed[i].Load(), "%d of %d", i, n)
		}
	}
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
