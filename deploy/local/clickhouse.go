package local

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars/deploy/local/address"
)

const (
	clickhouseTCPPort  = 9000
	clickhouseHTTPPort = 8123

	clickhouseWait = 90 * time.Second
)

//go:embed clickhouse/config.xml
var clickhouseConfig []byte

//go:embed clickhouse/users.xml
var clickhouseUsers []byte

// libraryPackages names, per platform, the npm package that holds libchdb.
var libraryPackages = map[string]string{
	"darwin/amd64": "@chdb/lib-darwin-x64",
	"darwin/arm64": "@chdb/lib-darwin-arm64",
	"linux/amd64":  "@chdb/lib-linux-x64-gnu",
	"linux/arm64":  "@chdb/lib-linux-arm64-gnu",
}

func libraryPackage() (string, error) {
	name, ok := libraryPackages[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return "", fmt.Errorf("ClickHouse can't be embedded on %s/%s (only Linux and macOS, amd64 and arm64); set %s to a server that runs", runtime.GOOS, runtime.GOARCH, address.ClickHouseEnv)
	}
	return name, nil
}

func (s *Stack) startClickHouse(ctx context.Context, library string) error {
	if err := s.writeClickHouseConfig(); err != nil {
		return err
	}
	tcp, err := s.options.port(clickhouseTCPPort)
	if err != nil {
		return err
	}
	behind, err := listenable(0) // the relay's
	if err != nil {
		return fmt.Errorf("no free port on loopback: %w", err)
	}
	http, err := s.options.port(clickhouseHTTPPort)
	if err != nil {
		return err
	}
	s.Addresses.ClickHouse, s.Addresses.ClickHouseHTTP = loopback(tcp), loopback(http)
	s.clickhouseChild = Child{
		Name: "clickhouse",
		Role: clickhouseRole,
		Args: []string{library, s.path("clickhouse", "config.xml"), s.data("clickhouse"), loopback(tcp), loopback(behind)},
		Env: []string{
			"REGULARS_CLICKHOUSE_TCP_PORT=" + strconv.Itoa(behind),
			"REGULARS_CLICKHOUSE_HTTP_PORT=" + strconv.Itoa(http),
		},
	}
	s.options.Progress("ClickHouse is starting")
	return s.StartClickHouse(ctx)
}

func (s *Stack) writeClickHouseConfig() error {
	dir := s.path("clickhouse")
	err := errors.Join(
		os.MkdirAll(dir, 0o755),
		os.MkdirAll(s.data("clickhouse"), 0o755),
		os.WriteFile(s.path("clickhouse", "config.xml"), clickhouseConfig, 0o644),
		os.WriteFile(s.path("clickhouse", "users.xml"), clickhouseUsers, 0o644),
	)
	if err != nil {
		return fmt.Errorf("ClickHouse's config: %w", err)
	}
	return nil
}

// StartClickHouse starts ClickHouse, at the same addresses and over the same
// data as before when it had been ended.
func (s *Stack) StartClickHouse(ctx context.Context) error {
	if s.clickhouseChild.Name == "" {
		return errors.New("start ClickHouse: it is not a part of this stack")
	}
	process, err := s.startReady(ctx, s.clickhouseChild, clickhouseWait, s.pingClickHouse)
	if err != nil {
		return err
	}
	s.ClickHouse = process
	return nil
}

func (s *Stack) pingClickHouse(ctx context.Context) error {
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{s.Addresses.ClickHouse}, DialTimeout: time.Second})
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Ping(ctx)
}
