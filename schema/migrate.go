package schema

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var files embed.FS

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations
(
    name    String,
    hash    String,
    state   LowCardinality(String),
    at      DateTime64(3, 'UTC'),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY name`

// Migrate takes the tables to this program's migrations, forward only. Two
// workers may call it at once: every statement is written so that making a
// thing that exists already does nothing. A migration that was applied and
// edited afterwards is an error. Afterwards every table is durable: what it has
// acknowledged outlives a power cut.
func (db *DB) Migrate(ctx context.Context) error {
	if err := db.conn.Exec(ctx, Durable(migrationsTable)); err != nil {
		return fmt.Errorf("make the table of migrations: %w", Redact(err))
	}
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := db.apply(ctx, name, applied); err != nil {
			return err
		}
	}
	return db.makeDurable(ctx)
}

func (db *DB) applied(ctx context.Context) (map[string]string, error) {
	rows, err := db.conn.Query(ctx, "SELECT name, hash FROM schema_migrations FINAL WHERE state = 'done'")
	if err != nil {
		return nil, fmt.Errorf("read the table of migrations: %w", Redact(err))
	}
	defer func() { _ = rows.Close() }()
	applied := map[string]string{}
	for rows.Next() {
		var name, hash string
		if err := rows.Scan(&name, &hash); err != nil {
			return nil, fmt.Errorf("read the table of migrations: %w", err)
		}
		applied[name] = hash
	}
	return applied, rows.Err()
}

func (db *DB) apply(ctx context.Context, file string, applied map[string]string) error {
	text, err := fs.ReadFile(files, file)
	if err != nil {
		return err
	}
	name, hash := path.Base(file), HashOf(text)
	if before, done := applied[name]; done {
		if before != hash {
			return fmt.Errorf("migration %s was changed after it was applied: put it back and write the change as a new migration", name)
		}
		return nil
	}
	for i, statement := range split(string(text)) {
		if err := db.conn.Exec(ctx, Durable(idempotent(statement))); err != nil {
			return fmt.Errorf("migration %s, statement %d: %w", name, i+1, Redact(err))
		}
	}
	now := time.Now()
	err = db.conn.Exec(ctx, "INSERT INTO schema_migrations VALUES (?, ?, 'done', ?, ?)",
		name, hash, now, uint64(now.UnixNano()))
	if err != nil {
		return fmt.Errorf("record migration %s: %w", name, Redact(err))
	}
	return nil
}

// idempotent lets two workers run the same migration at once.
func idempotent(statement string) string {
	for _, kind := range []string{"CREATE TABLE ", "CREATE VIEW "} {
		statement = strings.Replace(statement, kind, kind+"IF NOT EXISTS ", 1)
	}
	return statement
}

func HashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
