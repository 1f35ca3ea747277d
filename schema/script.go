package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Script is a .sql file together with the struct that its parameters come from:
// {load_id:String} takes the field LoadID. Values are never pasted into the text.
type Script[P any] struct {
	name       string // room/file.sql, as errors and system.query_log show it
	statements []string
	oneThread  bool
}

// NoParams are the parameters of a script that has none.
type NoParams struct{}

// NewScript reads a .sql file of a room. It is for package variables: it panics
// where the file doesn't exist, where a parameter of the file has no field in P or
// one of another type, and where a field of P is no parameter. So a misspelt
// parameter can't reach a night: no program and no test that contains it starts.
func NewScript[P any](room string, files fs.FS, file string) Script[P] {
	s, used := newScript[P](room, files, file)
	for _, f := range fieldsOf(reflect.TypeFor[P]()) {
		if !used[f.name] {
			panic(fmt.Sprintf("%s doesn't take the parameter %s: remove the field from %s", s.name, f.name, reflect.TypeFor[P]()))
		}
	}
	return s
}

// NewStep is NewScript for one of several files that share their parameters: each
// takes only some of them. Unused reports the fields that none takes.
func NewStep[P any](room string, files fs.FS, file string) Script[P] {
	s, used := newScript[P](room, files, file)
	taken(reflect.TypeFor[P](), used)
	return s
}

func newScript[P any](room string, files fs.FS, file string) (Script[P], map[string]bool) {
	name := room + "/" + file
	read, err := fs.ReadFile(files, file)
	if err != nil {
		panic(fmt.Sprintf("sql file %s: %v", name, err))
	}
	text := ExpandKeyed(string(read))
	used, err := checkParams(text, reflect.TypeFor[P]())
	if err != nil {
		panic(fmt.Sprintf("sql file %s: %v", name, err))
	}
	statements := split(text)
	for i, statement := range statements {
		statements[i] = Durable(statement)
	}
	return Script[P]{name: name, statements: statements}, used
}

// Name is the file's, with its room: ledger/plan.sql.
func (s Script[P]) Name() string { return s.name }

// OneThread is the script that ClickHouse runs on one of its processors. It is for small
// statements that are asked many times: to share one costs more than its work.
func (s Script[P]) OneThread() Script[P] {
	s.oneThread = true
	return s
}

// asked is the context in which the script is asked.
func (s Script[P]) asked(ctx context.Context, db *DB, p P) context.Context {
	ctx = named(ctx, s.name)
	if s.oneThread {
		settings := db.Settings()
		settings["max_threads"] = 1
		ctx = clickhouse.Context(ctx, clickhouse.WithSettings(settings))
	}
	return WithParams(ctx, p)
}

// Text is the script's single statement, for those that are made into another one.
func (s Script[P]) Text() string { return strings.Join(s.statements, ";\n") }

// Exec runs every statement, in their order.
func (s Script[P]) Exec(ctx context.Context, db *DB, p P) error {
	ctx = s.asked(ctx, db, p)
	started := time.Now()
	for i, statement := range s.statements {
		if err := db.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s, statement %d: %w", s.name, i+1, Redact(err))
		}
	}
	if db.trace != nil {
		db.trace(s.name, time.Since(started))
	}
	return nil
}

// Query runs the script, which must be a single statement; the caller closes the
// rows.
func (s Script[P]) Query(ctx context.Context, db *DB, p P) (driver.Rows, error) {
	statement, err := s.single()
	if err != nil {
		return nil, err
	}
	rows, err := db.conn.Query(s.asked(ctx, db, p), statement)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, Redact(err))
	}
	return rows, nil
}

// Select reads all rows into dest, a pointer to a slice of structs with ch tags.
// It is for results that fit in memory.
func (s Script[P]) Select(ctx context.Context, db *DB, dest any, p P) error {
	statement, err := s.single()
	if err != nil {
		return err
	}
	started := time.Now()
	if err := db.conn.Select(s.asked(ctx, db, p), dest, statement); err != nil {
		return fmt.Errorf("%s: %w", s.name, Redact(err))
	}
	if db.trace != nil {
		db.trace(s.name, time.Since(started))
	}
	return nil
}

// Row reads the one row of the script into dest, column by column. It returns
// ErrNoRows where there is none.
func (s Script[P]) Row(ctx context.Context, db *DB, p P, dest ...any) error {
	started := time.Now()
	rows, err := s.Query(ctx, db, p)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return fmt.Errorf("%s: %w", s.name, errors.Join(ErrNoRows, Redact(rows.Err())))
	}
	if err := rows.Scan(dest...); err != nil {
		return fmt.Errorf("%s: %w", s.name, Redact(err))
	}
	if db.trace != nil {
		db.trace(s.name, time.Since(started))
	}
	return Redact(rows.Err())
}

func (s Script[P]) single() (string, error) {
	if len(s.statements) != 1 {
		return "", fmt.Errorf("%s holds %d statements; a query needs one", s.name, len(s.statements))
	}
	return s.statements[0], nil
}

// ErrNoRows says that a query which should return a row returned none.
var ErrNoRows = errors.New("no rows")

// named marks queries with their file, so that system.query_log shows what each
// file costs.
func named(ctx context.Context, file string) context.Context {
	ctx = context.WithValue(ctx, fileKey{}, file)
	return clickhouse.Context(ctx, clickhouse.WithClientInfo(clickhouse.ClientInfo{Comment: []string{file}}))
}

// split cuts a file at semicolons that end a line.
func split(text string) []string {
	var statements []string
	for part := range strings.SplitSeq(text, ";\n") {
		part = strings.TrimSuffix(strings.TrimSpace(part), ";")
		if withoutComments(part) != "" {
			statements = append(statements, part)
		}
	}
	return statements
}

func withoutComments(statement string) string {
	var kept []string
	for line := range strings.Lines(statement) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
