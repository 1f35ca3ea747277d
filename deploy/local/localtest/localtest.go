package localtest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"regulars/deploy/local"
)

// startLimit bounds the wait for the shared stack; Temporal's first build is in it.
const startLimit = 20 * time.Minute

// given is what this process was started with, whatever a test sets later.
var given = local.Given()

var (
	shared      sync.Once
	sharedStack local.Addresses
	sharedErr   error
	//lint:ignore U1000 held: the connection stays open until this process ends
	sharedLease net.Conn
)

// Stack gives the addresses of the one ClickHouse and the one Temporal that all
// test binaries of a checkout share, and starts them when nobody has. It fails
// the test when they can't be had. TEMPORAL_ADDRESS and CLICKHOUSE_ADDR name
// servers to use instead.
//
// The servers are shared: a test makes a database and a task queue of its own.
func Stack(tb testing.TB) local.Addresses {
	tb.Helper()
	shared.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		sharedStack, sharedLease, sharedErr = find(ctx)
	})
	if sharedErr != nil {
		tb.Fatalf("the tests' shared stack: %v", sharedErr)
	}
	return sharedStack
}

// find joins the shared stack, unless the environment names all servers.
func find(ctx context.Context) (local.Addresses, net.Conn, error) {
	if given.ClickHouse != "" && given.Temporal != "" {
		return given, nil, nil
	}
	addresses, lease, err := checkoutHome().join(ctx, func(line string) {
		fmt.Fprintln(os.Stderr, "shared stack:", line)
	})
	if given.ClickHouse != "" {
		addresses.ClickHouse, addresses.ClickHouseHTTP = given.ClickHouse, given.ClickHouseHTTP
	}
	if given.Temporal != "" {
		addresses.Temporal, addresses.TemporalUI = given.Temporal, ""
	}
	return addresses, lease, err
}

// Private starts a stack of the test's own, for tests that stop or kill parts
// of it. It ends with the test.
func Private(tb testing.TB, parts local.Parts) *local.Stack {
	tb.Helper()
	stack, err := local.Up(tb.Context(), local.Options{
		Dir:       filepath.Join(tb.TempDir(), "stack"),
		Parts:     parts,
		FreePorts: true,
		Own:       true,
		Progress:  func(line string) { tb.Log(line) },
	})
	if err != nil {
		tb.Fatalf("private stack: %v", err)
	}
	tb.Cleanup(func() {
		if err := stack.Close(); err != nil {
			tb.Errorf("close private stack: %v", err)
		}
	})
	return stack
}
