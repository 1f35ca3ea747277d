package localtest

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/deploy/local/flock"
)

const tenantRole = "tenant"

func TestMain(m *testing.M) {
	local.Role(tenantRole, rent)
	local.RunRole()
	os.Exit(m.Run())
}

// rent joins the stack in os.Args[1], prints its addresses and keeps the lease
// until its standard input ends.
func rent(ctx context.Context) error {
	h := home{dir: os.Args[1], idle: time.Second}
	addresses, lease, err := h.join(ctx, func(string) {})
	if err != nil {
		return err
	}
	defer lease.Close()
	if err := json.NewEncoder(os.Stdout).Encode(addresses); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// tenant is another process with a lease.
type tenant struct {
	command *exec.Cmd
	input   io.Closer
	output  *bufio.Reader
}

func newTenant(t *testing.T, h home) tenant {
	t.Helper()
	command := exec.Command(local.Executable(), h.dir)
	command.Env = append(os.Environ(), local.RoleEnv+"="+tenantRole)
	command.Stderr = os.Stderr
	input, err := command.StdinPipe()
	require.NoError(t, err)
	output, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill() })
	return tenant{command: command, input: input, output: bufio.NewReader(output)}
}

func (r tenant) addresses(t *testing.T) address.Stack {
	t.Helper()
	line, err := r.output.ReadBytes('\n')
	require.NoError(t, err)
	var addresses address.Stack
	require.NoError(t, json.Unmarshal(line, &addresses))
	return addresses
}

// requireAnswers asks both engines something.
func requireAnswers(t *testing.T, addresses address.Stack) {
	t.Helper()
	password, err := addresses.Password()
	require.NoError(t, err)
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{addresses.ClickHouse}, Auth: clickhouse.Auth{Password: password}})
	require.NoError(t, err)
	defer conn.Close()
	var version string
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT version()").Scan(&version))
	require.Regexp(t, `^26\.7\.`, version)

	temporal, err := client.DialContext(t.Context(), client.Options{HostPort: addresses.Temporal})
	require.NoError(t, err)
	defer temporal.Close()
	_, err = temporal.CheckHealth(t.Context(), &client.CheckHealthRequest{})
	require.NoError(t, err)
}

// requireEnds waits until daemon and stack are gone.
func requireEnds(t *testing.T, h home) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, lock := range []string{h.daemonLock(), filepath.Join(h.stack(), "tree.lock")} {
		file, err := flock.Lock(ctx, lock)
		require.NoError(t, err)
		require.NoError(t, file.Close())
	}
}

// newHome is a short directory, because a socket's path has a small limit.
func newHome(t *testing.T) home {
	t.Helper()
	dir, err := os.MkdirTemp("", "localtest")
	require.NoError(t, err)
	h := home{dir: dir, idle: time.Second}
	t.Cleanup(func() {
		requireEnds(t, h)
		require.NoError(t, os.RemoveAll(dir))
	})
	return h
}

func TestSharedStackAnswers(t *testing.T) {
	requireAnswers(t, Stack(t))
	require.Equal(t, Stack(t), Stack(t))
}

func TestProcessesShareOneStack(t *testing.T) {
	h := newHome(t)
	first, second := newTenant(t, h), newTenant(t, h) // at once: one of them starts it
	addresses := first.addresses(t)
	require.Equal(t, addresses, second.addresses(t))

	require.NoError(t, first.command.Process.Kill())
	_ = first.command.Wait()
	time.Sleep(3 * h.idle)
	requireAnswers(t, addresses) // the second still has its lease

	require.NoError(t, second.input.Close())
	require.NoError(t, second.command.Wait())
	requireEnds(t, h)
	_, up := address.Find(h.stack())
	require.False(t, up)
}

func TestAKilledDaemonIsReplaced(t *testing.T) {
	h := newHome(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	program, err := buildDaemon(t.Context())
	require.NoError(t, err)
	daemon := exec.Command(program, h.dir, h.idle.String())
	require.NoError(t, daemon.Start())
	first, err := h.dialUntil(ctx, nil)
	require.NoError(t, err)
	_, err = await(ctx, first, func(string) {})
	require.NoError(t, err)

	require.NoError(t, daemon.Process.Kill())
	_ = daemon.Wait()
	addresses, lease, err := h.join(ctx, func(string) {})
	require.NoError(t, err)
	requireAnswers(t, addresses)
	require.NoError(t, lease.Close())
}

func TestAFailedStartShowsTheDaemonsLog(t *testing.T) {
	h := newHome(t)
	var err error
	h.program, err = buildDaemon(t.Context())
	require.NoError(t, err)
	t.Setenv("PATH", "")
	t.Setenv("HOME", h.dir)
	t.Setenv("XDG_CACHE_HOME", h.dir)
	_, _, err = h.join(t.Context(), func(string) {})
	require.ErrorContains(t, err, ": install ")
	require.ErrorContains(t, err, h.log())
}
