package keep_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/console/keep"
	"regulars/schema/schematest"
)

// slow is an answer that is made when it is let.
type slow struct {
	reads int
	let   chan error // what comes of one read
	gone  chan error // of the context of each read, once it was let
}

func (s *slow) read(ctx context.Context) (int, error) {
	s.reads++
	n := s.reads
	err := <-s.let
	s.gone <- ctx.Err()
	return n, err
}

// Who asks doesn't wait longer than their patience, and what they asked for is made once, for who
// asks again, also when they went away.
func TestWithin(t *testing.T) {
	clock := time.Unix(1_800_000_000, 0)
	k := keep.New(schematest.Open(t), func() time.Time { return clock })
	s := &slow{let: make(chan error, 1), gone: make(chan error, 1)}
	ask := func(ctx context.Context, patience time.Duration) (int, bool, error) {
		k.Patience = patience
		return keep.Within(ctx, k, keep.Question{Key: "a", Tables: []string{"targets"}}, s.read)
	}
	wait := func(n int) {
		t.Helper()
		answer, made, err := ask(t.Context(), time.Hour)
		require.NoError(t, err)
		require.True(t, made)
		require.Equal(t, n, answer)
	}
	leaving, leave := context.WithCancel(t.Context())
	_, made, err := ask(leaving, time.Nanosecond)
	require.NoError(t, err)
	require.False(t, made)
	leave()
	_, made, err = ask(leaving, time.Hour)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, made)
	_, made, err = ask(t.Context(), time.Nanosecond)
	require.NoError(t, err)
	require.False(t, made)
	s.let <- nil
	require.NoError(t, <-s.gone, "who went away ended it")
	wait(1)
	wait(1)
	require.Equal(t, 1, s.reads, "it was made more than once, or not kept")

	// What went wrong is for who asks again, and it is made then; without patience it is waited for.
	k.Forget()
	_, made, err = ask(t.Context(), time.Nanosecond)
	require.NoError(t, err)
	require.False(t, made)
	broken := errors.New("broken")
	s.let <- broken
	<-s.gone
	_, made, err = ask(t.Context(), time.Hour)
	require.ErrorIs(t, err, broken)
	require.True(t, made)
	s.let <- nil
	answer, made, err := ask(t.Context(), 0)
	require.NoError(t, err)
	require.True(t, made)
	require.Equal(t, 3, answer)
	<-s.gone

	// A failure that nobody asks for is no answer to who asks much later.
	k.Forget()
	_, _, err = ask(t.Context(), time.Nanosecond)
	require.NoError(t, err)
	s.let <- broken
	<-s.gone
	require.Eventually(t, func() bool { return k.Settled() }, time.Minute, time.Millisecond)
	clock = clock.Add(time.Minute)
	s.let <- nil
	wait(5)
	<-s.gone
}

// What panics is an error, and ends nobody.
func TestWithinAPanic(t *testing.T) {
	k := keep.New(schematest.Open(t), time.Now)
	k.Patience = time.Hour
	_, made, err := keep.Within(t.Context(), k, keep.Question{Key: "a", Tables: []string{"targets"}}, func(context.Context) (int, error) { panic("no such text") })
	require.ErrorContains(t, err, "no such text")
	require.True(t, made)
	answer, made, err := keep.Within(t.Context(), k, keep.Question{Key: "a", Tables: []string{"targets"}}, func(context.Context) (int, error) { return 7, nil })
	require.NoError(t, err)
	require.True(t, made)
	require.Equal(t, 7, answer)
}
