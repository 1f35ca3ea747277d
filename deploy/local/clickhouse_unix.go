//go:build linux || darwin

package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"

	"regulars/deploy/local/address"
)

// clickhouseRole is ClickHouse itself, as a library in a process of its own.
const clickhouseRole = "clickhouse"

// httpEnv asks ClickHouse to serve HTTP, too.
const httpEnv = "REGULARS_CLICKHOUSE_HTTP"

// serveQuery opens the ports, then reads standard input until it ends; until then
// ClickHouse serves.
func serveQuery() string {
	query := "SYSTEM START LISTEN TCP; "
	if os.Getenv(httpEnv) != "" {
		query += "SYSTEM START LISTEN HTTP; "
	}
	return query + "SELECT count() FROM table"
}

// runClickHouse serves with os.Args[1:]: the library, the config file, the
// data's directory, the address for clients and ClickHouse's own behind it.
func runClickHouse(ctx context.Context) error {
	if len(os.Args) != 6 {
		return errors.New("give the library, the config file, the data directory and two addresses")
	}
	library, config, data := os.Args[1], os.Args[2], os.Args[3]
	if err := startRelay(os.Args[4], relay{to: os.Args[5], passwordHash: os.Getenv(passwordHashEnv), data: data}); err != nil {
		return err
	}
	if err := endInputWith(ctx); err != nil {
		return err
	}
	clickhouseLocal, err := load(library)
	if err != nil {
		return err
	}
	clickhouseLocal(
		"clickhouse-local",
		"--config-file="+config,
		"--path="+data,
		"--query="+serveQuery(),
		"--structure=x String",
		"--input-format=LineAsString",
		"--log-level=warning", // the config file's level is not heeded
	)
	if ctx.Err() == nil {
		return errors.New("ClickHouse ended unasked; what it printed stands above")
	}
	return nil
}

// endInputWith gives the process a standard input that ends with the context.
func endInputWith(ctx context.Context) error {
	reader, writer, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	if err := unix.Dup2(int(reader.Fd()), 0); err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = writer.Close() })
	return nil
}

// load returns ClickHouse's command line as a function.
func load(library string) (func(args ...string), error) {
	handle, err := purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("load ClickHouse (it needs glibc on Linux; else set %s to a server that runs): %w", address.ClickHouseEnv, err)
	}
	var commandLine func(argc int32, argv unsafe.Pointer) unsafe.Pointer
	purego.RegisterLibFunc(&commandLine, handle, "chdb_query_cmdline")
	return func(args ...string) {
		var pins runtime.Pinner
		defer pins.Unpin()
		argv := make([]*byte, len(args)+1)
		for i, arg := range args {
			argv[i] = &append([]byte(arg), 0)[0]
			pins.Pin(argv[i])
		}
		commandLine(int32(len(args)), unsafe.Pointer(&argv[0]))
	}, nil
}
