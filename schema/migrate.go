package schema

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"regulars"
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

// ErrNewer says that a newer release has migrated the database: this one doesn't know
// what its tables mean now.
var ErrNewer = errors.New("the database was migrated by a newer release")

// ErrEdited says that the database was made by other statements than this release's.
var ErrEdited = errors.New("a migration differs from the one that was applied")

// Migrate takes the tables to this program's migrations, forward only. Two
// workers may call it at once: every statement is written so that making a
// thing that exists already does nothing. It returns ErrEdited where a migration that
// was applied has other statements now, comments and blanks aside, and ErrNewer where
// one was applied that this release doesn't have. Afterwards every table is durable: what
// it has acknowledged outlives a power cut.
//
// It returns ErrRestoring while the database is being restored.
func (db *DB) Migrate(ctx context.Context) error {
	restoring, err := db.Restoring(ctx)
	if err != nil {
		return err
	}
	if restoring {
		return ErrRestoring
	}
	return db.migrate(ctx)
}

func (db *DB) migrate(ctx context.Context) error {
	if err := db.conn.Exec(ctx, Durable(migrationsTable)); err != nil {
		return fmt.Errorf("make the table of migrations: %w", Redact(err))
	}
	applied, err := db.applied(ctx)
	if err != nil {
		return err
	}
	if err := CheckKnown(slices.Collect(maps.Keys(applied))); err != nil {
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

// Applied lists the migrations that the database has, by their files.
func (db *DB) Applied(ctx context.Context) ([]string, error) {
	applied, err := db.applied(ctx)
	return slices.Sorted(maps.Keys(applied)), err
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
	name, hash := path.Base(file), hashOfStatements(text)
	if before, done := applied[name]; done {
		if before != hash && !slices.Contains(hashesOfTexts[name], before) {
			return fmt.Errorf("%w: %s: this database is of a build before %s, or the file was changed: see docs/upgrades.md", ErrEdited, name, regulars.Version)
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

// CheckKnown returns ErrNewer if one of the applied migrations, named by their files, is
// one that only a newer release has.
func CheckKnown(applied []string) error {
	for _, name := range slices.Sorted(slices.Values(applied)) {
		if _, err := fs.Stat(files, "migrations/"+name); err != nil {
			return fmt.Errorf("%w (%s is unknown to %s): run that release or a later one; see docs/upgrades.md", ErrNewer, name, regulars.Version)
		}
	}
	return nil
}

// hashOfStatements is the mark of a migration's statements: comments and blanks, which
// may be bettered after it has landed, are no part of it.
func hashOfStatements(text []byte) string {
	return HashOf([]byte(strings.Join(strings.Fields(withoutCommentsAnywhere(string(text))), " ")))
}

// withoutCommentsAnywhere takes out every comment to a line's end that doesn't stand in
// a text or a name.
func withoutCommentsAnywhere(text string) string {
	var kept strings.Builder
	quote := rune(0)
	comment := false
	for i, r := range text {
		switch {
		case comment:
			comment = r != '\n'
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '`' || r == '"':
			quote = r
		case strings.HasPrefix(text[i:], "--"):
			comment = true
		}
		if !comment {
			kept.WriteRune(r)
		}
	}
	return kept.String()
}

// MigrationsMark is one mark of all migrations: two programs of the same mark make the
// same tables.
func MigrationsMark() (string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return "", err
	}
	var all []byte
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		all = append(append(all, name...), text...)
	}
	return HashOf(all), nil
}

// HashOf is a short mark of a text.
func HashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
