package schema

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/config"
)

// Options say where ClickHouse is.
type Options struct {
	Addr     string // host:port of the native protocol
	Database string // default regulars
	Username string // default "default"
	Password string
	TLS      bool
	// DialTimeout bounds the wait for a connection and for the server's greeting;
	// 10 s when zero.
	DialTimeout time.Duration
	Limits      config.ClickHouse                     // what this process may take; its zero is config.DefaultClickHouse
	Trace       func(file string, took time.Duration) // is called with each .sql file that ran to its end, if set; Query's rows are read by others
}

// DB is one ClickHouse database that holds our tables. It is safe for
// concurrent use.
type DB struct {
	conn     driver.Conn
	database string
	limits   config.ClickHouse
	trace    func(file string, took time.Duration)
	nodeKeys *sync.Map     // brand to identity.Key, of those that were checked
	held     *atomic.Int64 // batches of HoldBatch that are open
}

// Open connects and makes the database if there is none. It doesn't migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Database == "" {
		o.Database = "regulars"
	}
	if o.Limits == (config.ClickHouse{}) {
		o.Limits = config.DefaultClickHouse()
	}
	if err := createDatabase(ctx, o); err != nil {
		return nil, err
	}
	conn, err := clickhouse.Open(clientOptions(o, o.Database))
	if err != nil {
		return nil, fmt.Errorf("open clickhouse at %s: %w", o.Addr, err)
	}
	return &DB{conn: traced{conn, o.Database}, database: o.Database, limits: o.Limits, trace: o.Trace, nodeKeys: &sync.Map{}, held: &atomic.Int64{}}, nil
}

func createDatabase(ctx context.Context, o Options) error {
	conn, err := clickhouse.Open(clientOptions(o, ""))
	if err != nil {
		return fmt.Errorf("open clickhouse at %s: %w", o.Addr, err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+QuoteName(o.Database)); err != nil {
		return fmt.Errorf("make database %s at %s (is ClickHouse running? `starter up` starts one): %w",
			o.Database, o.Addr, Redact(err))
	}
	return nil
}

func clientOptions(o Options, database string) *clickhouse.Options {
	username := o.Username
	if username == "" {
		username = "default"
	}
	dialTimeout := o.DialTimeout
	if dialTimeout == 0 {
		dialTimeout = 10 * time.Second
	}
	options := &clickhouse.Options{
		Addr:            []string{o.Addr},
		Auth:            clickhouse.Auth{Database: database, Username: username, Password: o.Password},
		DialTimeout:     dialTimeout,
		ReadTimeout:     10 * time.Minute,
		MaxOpenConns:    o.Limits.MaxConnections,
		MaxIdleConns:    (o.Limits.MaxConnections + 1) / 2,
		ConnMaxLifetime: time.Hour,
		Settings:        settingsOf(o.Limits),
	}
	if o.TLS {
		options.TLS = tlsConfig()
	}
	return options
}

// settingsOf hold for every query. The partitions of our replacing tables follow
// from their keys, so FINAL needs no merge across them, and conditions on keys
// are looked at before the other columns are read; sorting and grouping spill to
// disk rather than fail. Compiling expressions cost a night a fifth
// of its time, with 1,000 orders and with 1,000,000: our queries are many and differ. What an insert repeats is left to FINAL and to merges,
// which makes inserts three times as fast. A claim of deliveries must read what
// was just written, so inserts are synchronous and reads see every acknowledged one,
// whatever the server's profile says. Our tables have one replica; on a server that
// replicates them all the same, its profile needs insert_quorum as well
// (CheckReadYourWrites notices where it is missing).
func settingsOf(limits config.ClickHouse) clickhouse.Settings {
	return clickhouse.Settings{
		"do_not_merge_across_partitions_select_final": 1,
		"optimize_move_to_prewhere_if_final":          1,
		"max_bytes_before_external_group_by":          uint64(1) << 30,
		"max_bytes_before_external_sort":              uint64(1) << 30,
		"max_memory_usage":                            uint64(limits.MaxMemory),
		"max_threads":                                 limits.MaxThreads,
		"join_use_nulls":                              0,
		"prefer_column_name_to_alias":                 1,
		"allow_replace_partition_from_empty_source":   1,
		"optimize_on_insert":                          0,
		"max_insert_threads":                          4,
		"session_timezone":                            "UTC",
		"compile_expressions":                         0,
		"compile_aggregate_expressions":               0,
		"compile_sort_description":                    0,
		"async_insert":                                0,
		"wait_for_async_insert":                       1,
		"select_sequential_consistency":               1,
	}
}

// Settings are those that hold for every query of this database, as a new map: a
// query that changes one must give all.
func (db *DB) Settings() clickhouse.Settings { return settingsOf(db.limits) }

// Conn is the connection itself, for statements that no .sql file can hold.
func (db *DB) Conn() driver.Conn { return db.conn }

// Database is the name of the database.
func (db *DB) Database() string { return db.database }

// ID is the server's own name of the database, which no other has, on whatever address.
func (db *DB) ID(ctx context.Context) (string, error) {
	var id string
	if err := db.conn.QueryRow(ctx, "SELECT toString(uuid) FROM system.databases WHERE name = currentDatabase()").Scan(&id); err != nil {
		return "", fmt.Errorf("ask ClickHouse which database it is: %w", Redact(err))
	}
	return id, nil
}

// Close gives the connections back.
func (db *DB) Close() error { return db.conn.Close() }

// Ping reports whether ClickHouse answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.conn.Ping(ctx); err != nil {
		return fmt.Errorf("clickhouse does not answer: %w", Redact(err))
	}
	return nil
}

// Drop removes the database with everything in it. It is for tests and for
// starting afresh.
func (db *DB) Drop(ctx context.Context) error {
	if err := db.conn.Exec(ctx, "DROP DATABASE IF EXISTS "+QuoteName(db.database)+" SYNC"); err != nil {
		return fmt.Errorf("drop database %s: %w", db.database, Redact(err))
	}
	return nil
}

// Rename gives the database, with everything in it, another name. Its views keep naming
// the tables of the old one, and this connection is of no more use.
func (db *DB) Rename(ctx context.Context, name string) error {
	if err := db.conn.Exec(ctx, "RENAME DATABASE "+QuoteName(db.database)+" TO "+QuoteName(name)); err != nil {
		return fmt.Errorf("rename database %s to %s: %w", db.database, name, Redact(err))
	}
	return nil
}

// Exists reports whether the server has a database of a name.
func (db *DB) Exists(ctx context.Context, name string) (bool, error) {
	var n uint64
	if err := db.conn.QueryRow(ctx, "SELECT count() FROM system.databases WHERE name = ?", name).Scan(&n); err != nil {
		return false, fmt.Errorf("look for database %s: %w", name, Redact(err))
	}
	return n > 0, nil
}

func QuoteName(name string) string { return "`" + name + "`" }

func tlsConfig() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS12} }
