package address_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local/address"
	"regulars/deploy/local/flock"
)

// A stack is found when its file is whole, its owner lives and its parts answer.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	found := func() bool {
		_, up := address.Find(dir)
		return up
	}
	require.False(t, found(), "no file")

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	stack := address.Stack{ClickHouse: listener.Addr().String(), MailUI: "127.0.0.1:1"}
	require.NoError(t, stack.Write(dir))
	require.False(t, found(), "nobody owns it: its process was killed")

	owner, err := flock.Lock(t.Context(), filepath.Join(dir, address.OwnerLock))
	require.NoError(t, err)
	got, up := address.Find(dir)
	require.True(t, up)
	require.Equal(t, stack, got)

	require.NoError(t, listener.Close())
	require.False(t, found(), "ClickHouse does not answer")
	require.NoError(t, address.Stack{MailUI: "127.0.0.1:1"}.Write(dir))
	require.True(t, found(), "a part that is absent need not answer")

	require.NoError(t, os.WriteFile(filepath.Join(dir, address.File), []byte("{"), 0o600))
	require.False(t, found(), "half a file")
	require.NoError(t, address.Forget(dir))
	require.NoError(t, address.Forget(dir), "it is forgotten already")
	require.False(t, found())
	require.NoError(t, owner.Close())
}

func TestGiven(t *testing.T) {
	t.Setenv(address.TemporalEnv, "t:1")
	t.Setenv(address.ClickHouseEnv, "c:2")
	t.Setenv(address.ClickHouseHTTPEnv, "")
	require.Equal(t, address.Stack{Temporal: "t:1", ClickHouse: "c:2"}, address.Given())
}
