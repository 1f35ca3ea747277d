package dial_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/deploy/local/flock"
	"regulars/deploy/local/localtest"
	"regulars/worker/dial"
)

// bound is for a test that would otherwise hang: a server that never answers is
// given up long before.
const bound = 30 * time.Second

// inFolder makes an empty working directory and forgets what names servers.
func inFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv("TEMPORAL_CONFIG_FILE", filepath.Join(t.TempDir(), "none.toml"))
	for _, name := range []string{address.TemporalEnv, address.ClickHouseEnv, address.PasswordFileEnv, "CLICKHOUSE_PASSWORD", "TEMPORAL_NAMESPACE"} {
		t.Setenv(name, "")
		require.NoError(t, os.Unsetenv(name))
	}
}

// openBoth opens ClickHouse and dials Temporal, of which neither may succeed.
func openBoth(t *testing.T) (clickhouse, temporal error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), bound)
	defer cancel()
	_, clickhouse = dial.OpenClickHouse(ctx)
	_, temporal = dial.DialTemporal(ctx, &config.Config{})
	require.NoError(t, ctx.Err(), "it waited for ever")
	return clickhouse, temporal
}

// closed is an address of this machine at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}

// mute is an address that takes every connection and never answers.
func mute(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String() // the kernel accepts
}

func TestNothingListens(t *testing.T) {
	inFolder(t)
	addr := closed(t)
	t.Setenv(address.ClickHouseEnv, addr)
	t.Setenv(address.TemporalEnv, addr)
	clickhouse, temporal := openBoth(t)
	require.EqualError(t, clickhouse, "ClickHouse does not answer at "+addr+" (from CLICKHOUSE_ADDR): connection refused; start the stack with `go run ./starter up`, or set CLICKHOUSE_ADDR")
	require.EqualError(t, temporal, "Temporal does not answer at "+addr+" (from TEMPORAL_ADDRESS): connection refused; start the stack with `go run ./starter up`, or set TEMPORAL_ADDRESS")
}

func TestAServerThatNeverAnswers(t *testing.T) {
	inFolder(t)
	addr := mute(t)
	t.Setenv(address.ClickHouseEnv, addr)
	t.Setenv(address.TemporalEnv, addr)
	clickhouse, temporal := openBoth(t)
	require.EqualError(t, clickhouse, "ClickHouse does not answer at "+addr+" (from CLICKHOUSE_ADDR): no answer within 3s; start the stack with `go run ./starter up`, or set CLICKHOUSE_ADDR")
	require.EqualError(t, temporal, "Temporal does not answer at "+addr+" (from TEMPORAL_ADDRESS): no answer within 3s; start the stack with `go run ./starter up`, or set TEMPORAL_ADDRESS")
}

func passwordOf(t *testing.T) string {
	t.Helper()
	options, _, err := dial.ClickHouse()
	require.NoError(t, err)
	return options.Password
}

// servers are what both functions say of where the servers are.
func servers(t *testing.T) (clickhouse, temporal string) {
	t.Helper()
	options, c, err := dial.ClickHouse()
	require.NoError(t, err)
	require.Equal(t, options.Addr, c.Addr)
	clientOptions, s, err := dial.Temporal(&config.Config{})
	require.NoError(t, err)
	require.Equal(t, clientOptions.HostPort, s.Addr)
	return c.String(), s.String()
}

// The environment comes first, then the stack that is up here, then the default.
func TestWhereServersAre(t *testing.T) {
	inFolder(t)
	clickhouse, temporal := servers(t)
	require.Equal(t, "127.0.0.1:9000 (the default)", clickhouse)
	require.Equal(t, "localhost:7233 (the default)", temporal)

	up := address.Stack{ClickHouse: mute(t), Temporal: mute(t), PasswordFile: filepath.Join(t.TempDir(), "password")}
	require.NoError(t, os.WriteFile(up.PasswordFile, []byte("the stack's\n"), 0o600))
	owner, err := flock.Lock(t.Context(), filepath.Join(address.Dir, address.OwnerLock))
	require.NoError(t, err)
	defer func() { _ = owner.Close() }()
	require.NoError(t, os.Mkdir(filepath.Join(address.Dir, "data"), 0o755))
	require.NoError(t, up.Write(address.Dir))
	clickhouse, temporal = servers(t)
	require.Equal(t, up.ClickHouse+" (from .local/stack.json)", clickhouse)
	require.Equal(t, up.Temporal+" (from .local/stack.json)", temporal)
	require.Equal(t, "the stack's", passwordOf(t))
	t.Setenv(address.ClickHouseEnv, up.ClickHouse)
	require.Equal(t, "the stack's", passwordOf(t), "the stack's, whatever names it")
	t.Setenv("CLICKHOUSE_PASSWORD", "the environment's")
	require.Equal(t, "the environment's", passwordOf(t))
	own := filepath.Join(t.TempDir(), "own")
	t.Setenv(address.PasswordFileEnv, own)
	_, _, err = dial.ClickHouse()
	require.ErrorContains(t, err, "the file with ClickHouse's password")
	require.NoError(t, os.WriteFile(own, []byte("the file's"), 0o600))
	require.Equal(t, "the file's", passwordOf(t))
	require.NoError(t, os.Unsetenv(address.PasswordFileEnv))
	require.NoError(t, os.Unsetenv("CLICKHOUSE_PASSWORD"))

	file := filepath.Join(t.TempDir(), "temporal.toml")
	require.NoError(t, os.WriteFile(file, []byte("[profile.default]\naddress = \"cloud:7233\"\n"), 0o600))
	t.Setenv("TEMPORAL_CONFIG_FILE", file)
	_, temporal = servers(t)
	require.Equal(t, "cloud:7233 (from "+file+")", temporal)

	t.Setenv(address.ClickHouseEnv, "a:1")
	t.Setenv(address.TemporalEnv, "b:2")
	require.Empty(t, passwordOf(t), "another server never gets the stack's")
	clickhouse, temporal = servers(t)
	require.Equal(t, "a:1 (from CLICKHOUSE_ADDR)", clickhouse)
	require.Equal(t, "b:2 (from TEMPORAL_ADDRESS)", temporal)
}

// A wrong password is said to be one, and ends nothing.
func TestAWrongPassword(t *testing.T) {
	stack := localtest.Stack(t)
	inFolder(t)
	t.Setenv(address.ClickHouseEnv, stack.ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD", "wrong")
	_, err := dial.OpenClickHouse(t.Context())
	require.ErrorContains(t, err, "ClickHouse at "+stack.ClickHouse+" (from CLICKHOUSE_ADDR) refuses: ")
	require.ErrorContains(t, err, "Authentication failed")
	require.ErrorContains(t, err, "see CLICKHOUSE_USERNAME, CLICKHOUSE_PASSWORD and CLICKHOUSE_PASSWORD_FILE")
	t.Setenv(address.PasswordFileEnv, stack.PasswordFile)
	db, err := dial.OpenClickHouse(t.Context())
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// A folder that has a stack of its own never talks to another one.
func TestAStackThatIsDown(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.MkdirAll(filepath.Join(address.Dir, "data"), 0o755))
	clickhouse, temporal := openBoth(t)
	require.ErrorIs(t, clickhouse, dial.ErrStackDown)
	require.ErrorContains(t, clickhouse, "start it with `go run ./starter up`, or name another ClickHouse by CLICKHOUSE_ADDR")
	require.ErrorIs(t, temporal, dial.ErrStackDown)
	require.ErrorContains(t, temporal, "name another Temporal by TEMPORAL_ADDRESS")
}
