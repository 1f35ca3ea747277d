package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// rooms are the .sql files of the packages around this one, by their names.
var rooms = map[string]fs.FS{}

// Register makes a package's .sql files known as room/file.sql.
func Register(room string, files fs.FS) bool {
	rooms[room] = files
	return true
}

// Params are ClickHouse query parameters: {brand:String} in a .sql file takes
// Params{"brand": "acme"}. Values are never pasted into the text.
type Params map[string]any

// Exec runs every statement of a .sql file, in their order.
func (db *DB) Exec(ctx context.Context, file string, p Params) error {
	statements, err := StatementsOf(file)
	if err != nil {
		return err
	}
	ctx, err = WithMap(named(ctx, file), p)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	started := time.Now()
	for i, statement := range statements {
		if err := db.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s, statement %d: %w", file, i+1, Redact(err))
		}
	}
	if db.trace != nil {
		db.trace(file, time.Since(started))
	}
	return nil
}

// Query runs the single statement of a .sql file; the caller closes the rows.
func (db *DB) Query(ctx context.Context, file string, p Params) (driver.Rows, error) {
	statements, err := StatementsOf(file)
	if err != nil {
		return nil, err
	}
	if len(statements) != 1 {
		return nil, fmt.Errorf("%s holds %d statements; a query needs one", file, len(statements))
	}
	ctx, err = WithMap(named(ctx, file), p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	rows, err := db.conn.Query(ctx, statements[0])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, Redact(err))
	}
	return rows, nil
}

// Select reads all rows of a query into dest, a pointer to a slice of structs
// with ch tags. It is for results that fit in memory.
func (db *DB) Select(ctx context.Context, dest any, file string, p Params) error {
	statements, err := StatementsOf(file)
	if err != nil {
		return err
	}
	ctx, err = WithMap(named(ctx, file), p)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := db.conn.Select(ctx, dest, strings.Join(statements, ";")); err != nil {
		return fmt.Errorf("%s: %w", file, Redact(err))
	}
	return nil
}

// Row reads the one row of a query into dest, column by column.
func (db *DB) Row(ctx context.Context, file string, p Params, dest ...any) error {
	rows, err := db.Query(ctx, file, p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return fmt.Errorf("%s: %w", file, errors.Join(ErrNoRows, rows.Err()))
	}
	if err := rows.Scan(dest...); err != nil {
		return fmt.Errorf("%s: %w", file, Redact(err))
	}
	return rows.Err()
}

func StatementsOf(file string) ([]string, error) {
	room, name, _ := strings.Cut(file, "/")
	files, known := rooms[room]
	if !known {
		return nil, fmt.Errorf("sql file %s: no package has registered %s", file, room)
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("sql file %s: %w", file, err)
	}
	return split(string(text)), nil
}

func WithMap(ctx context.Context, p Params) (context.Context, error) {
	texts := clickhouse.Parameters{}
	for name, value := range p {
		text, err := mapText(value)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		texts[name] = text
	}
	return clickhouse.Context(ctx, clickhouse.WithParameters(texts)), nil
}

func mapText(value any) (string, error) { return paramText(value), nil }
