package local

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
	if err := s.ensurePassword(); err != nil {
		return err
	}
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
	http, err := listenable(0) // the door's, where HTTP is asked for
	if err != nil {
		return fmt.Errorf("no free port on loopback: %w", err)
	}
	s.Addresses.ClickHouse = loopback(tcp)
	s.clickhouse.child = Child{
		Name: "clickhouse",
		Role: clickhouseRole,
		Args: []string{library, s.path("clickhouse", "config.xml"), s.data("clickhouse"), loopback(tcp), loopback(behind)},
		Env: []string{
			"REGULARS_CLICKHOUSE_TCP_PORT=" + strconv.Itoa(behind),
			"REGULARS_CLICKHOUSE_HTTP_PORT=" + strconv.Itoa(http),
			"REGULARS_CLICKHOUSE_BACKUPS=" + s.Backups(),
			passwordHashEnv + "=" + hashOf(s.password),
		},
		dir:       s.path("clickhouse", "files"),
		inherited: clickhouseEnv,
		confined:  s.clickhouseReach(library),
	}
	s.options.Progress("ClickHouse is starting")
	if !s.options.HTTP {
		return s.StartClickHouse(ctx)
	}
	s.clickhouse.child.Env = append(s.clickhouse.child.Env, httpEnv+"=1")
	return s.behindDoor(clickhouseHTTPPort, loopback(http), credentials{}, &s.Addresses.ClickHouseHTTP, func() error { return s.StartClickHouse(ctx) })
}

// clickhouseReach is what ClickHouse may touch of the file system: what file() reads
// for the feeds, and its own. It is nil, everything, where the kernel can't help.
func (s *Stack) clickhouseReach(library string) *reach {
	if !confinable() {
		s.options.Progress("this system can't keep ClickHouse to the feeds' folders: who has its password may read what you may read")
		return nil
	}
	return &reach{
		Read:  append([]string{filepath.Dir(library), s.path("clickhouse")}, s.options.Feeds...),
		Write: append([]string{s.data("clickhouse"), s.path("clickhouse", "files"), s.Backups()}, s.options.Writable...),
	}
}

// Backups is the folder that ClickHouse writes backups to, and restores them from.
func (s *Stack) Backups() string { return s.path(address.Backups) }

func (s *Stack) writeClickHouseConfig() error {
	err := errors.Join(
		os.RemoveAll(s.path("clickhouse", "files")), // what a killed load left there are people's records
		os.MkdirAll(s.path("clickhouse", "files"), 0o700),
		os.MkdirAll(s.data("clickhouse"), 0o700),
		os.MkdirAll(s.Backups(), 0o700),
		os.WriteFile(s.path("clickhouse", "config.xml"), clickhouseConfig, 0o600),
		os.WriteFile(s.path("clickhouse", "users.xml"), clickhouseUsers, 0o600),
	)
	if err != nil {
		return fmt.Errorf("ClickHouse's config: %w", err)
	}
	return nil
}

func (s *Stack) pingClickHouse(ctx context.Context) error {
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr: []string{s.Addresses.ClickHouse}, DialTimeout: time.Second,
		Auth: clickhouse.Auth{Username: clickhouseUser, Password: s.password},
	})
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Ping(ctx)
}
