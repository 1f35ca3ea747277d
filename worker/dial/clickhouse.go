package dial

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"regulars/deploy/local/address"
	"regulars/schema"
)

// usualClickHouse is where ClickHouse listens on this machine when nothing names
// another address.
const usualClickHouse = "127.0.0.1:9000"

// answerWithin is how long a server may take to greet a command.
const answerWithin = 3 * time.Second

// ClickHouse returns the options of a connection and the server they lead to. It
// returns ErrStackDown when nothing names a server and this folder's own is down.
func ClickHouse() (schema.Options, Server, error) {
	server := Server{Name: "ClickHouse", Addr: os.Getenv(address.ClickHouseEnv), From: "from " + address.ClickHouseEnv, env: address.ClickHouseEnv}
	var err error
	if server.Addr == "" {
		server, err = server.locate(func(s address.Stack) string { return s.ClickHouse }, usualClickHouse)
	}
	password, unreadable := password(server.Addr)
	return schema.Options{
		Addr:     server.Addr,
		Database: os.Getenv("CLICKHOUSE_DATABASE"),
		Username: os.Getenv("CLICKHOUSE_USERNAME"),
		Password: password,
		TLS:      os.Getenv("CLICKHOUSE_TLS") == "true",
	}, server, errors.Join(err, unreadable)
}

// password is that of the file which the environment names, or the environment's, or
// that of the local stack where the address is the stack's.
func password(addr string) (string, error) {
	if path := os.Getenv(address.PasswordFileEnv); path != "" {
		return address.ReadPassword(path)
	}
	if text, given := os.LookupEnv("CLICKHOUSE_PASSWORD"); given {
		return text, nil
	}
	if stack, up := address.Find(""); up && stack.ClickHouse == addr {
		return stack.Password()
	}
	return "", nil
}

// OpenClickHouse connects for a command, which shall not wait for a server that
// isn't there.
func OpenClickHouse(ctx context.Context) (*schema.DB, error) {
	options, server, err := ClickHouse()
	if err != nil {
		return nil, err
	}
	options.DialTimeout = answerWithin
	db, err := schema.Open(ctx, options)
	var answer *schema.Error
	if errors.As(err, &answer) {
		return nil, fmt.Errorf("ClickHouse at %s refuses: %w; see CLICKHOUSE_USERNAME, CLICKHOUSE_PASSWORD and CLICKHOUSE_PASSWORD_FILE", server, answer)
	}
	if err != nil {
		return nil, server.silent(err, answerWithin)
	}
	return db, nil
}
