//go:build unix

package flock_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local/flock"
)

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "a.lock")
	first, err := flock.Lock(t.Context(), path)
	require.NoError(t, err)

	_, ok, err := flock.Try(path)
	require.NoError(t, err)
	require.False(t, ok, "it is held")
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = flock.Lock(ended, path)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, path)

	require.NoError(t, first.Close())
	second, ok, err := flock.Try(path)
	require.NoError(t, err)
	require.True(t, ok, "it was released")
	require.NoError(t, second.Close())
}
