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

	"regulars/deploy/local/address"
)

// startLimit bounds the wait for the shared stack; Temporal's first build is in it.
const startLimit = 20 * time.Minute

// given is what this process was started with, whatever a test sets later.
var given = address.Given()

var (
	shared      sync.Once
	sharedStack address.Stack
	sharedErr   error
	//lint:ignore U1000 held: the connection stays open until this process ends
	sharedLease net.Conn
)

// Stack returns the addresses of the one ClickHouse and the one Temporal that all
// test binaries of a checkout share, and starts them when nobody has. It fails
// the test when they can't be had. TEMPORAL_ADDRESS and CLICKHOUSE_ADDR name
// servers to use instead.
//
// The servers are shared: a test makes a database and a task queue of its own.
func Stack(tb testing.TB) address.Stack {
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

// Locks returns the folder for the locks of what the tests of a checkout share, and
// reports whether only they use their ClickHouse.
func Locks() (dir string, mine bool) {
	return filepath.Join(checkoutHome().dir, "locks"), given.ClickHouse == ""
}

// Password is that of the shared ClickHouse's user default.
func Password(tb testing.TB) string {
	tb.Helper()
	password, err := Stack(tb).Password()
	if err != nil {
		tb.Fatalf("the tests' shared stack: %v", err)
	}
	return password
}

// find joins the shared stack, unless the environment names all servers.
func find(ctx context.Context) (address.Stack, net.Conn, error) {
	if given.ClickHouse != "" && given.Temporal != "" {
		return given, nil, nil
	}
	addresses, lease, err := checkoutHome().join(ctx, func(line string) {
		fmt.Fprintln(os.Stderr, "shared stack:", line)
	})
	if given.ClickHouse != "" {
		addresses.ClickHouse, addresses.ClickHouseHTTP = given.ClickHouse, given.ClickHouseHTTP
		addresses.PasswordFile = given.PasswordFile
	}
	if given.Temporal != "" {
		addresses.Temporal, addresses.TemporalUI = given.Temporal, ""
	}
	return addresses, lease, err
}
