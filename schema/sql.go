package schema

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"

	"regulars"
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
	ctx, err = WithParams(asking(ctx, file), p)
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
	ctx, err = WithParams(asking(ctx, file), p)
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
	ctx, err = WithParams(asking(ctx, file), p)
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

// ErrNoRows says that a query which should give a row gave none.
var ErrNoRows = errors.New("no rows")

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

func WithParams(ctx context.Context, p Params) (context.Context, error) {
	texts := clickhouse.Parameters{}
	for name, value := range p {
		text, err := paramText(value)
		if err != nil {
			return nil, fmt.Errorf("parameter %s: %w", name, err)
		}
		texts[name] = text
	}
	return clickhouse.Context(ctx, clickhouse.WithParameters(texts)), nil
}

// asking marks queries with their file, by which system.query_log tells what each
// file costs.
func asking(ctx context.Context, file string) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithClientInfo(clickhouse.ClientInfo{Comment: []string{file}}))
}

func paramText(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case regulars.BusinessDate:
		return string(v), nil
	case time.Time:
		return v.UTC().Format("2006-01-02 15:04:05.000"), nil
	case bool:
		if v {
			return "1", nil
		}
		return "0", nil
	case int, int64, uint64, uint32, uint8, float64:
		return fmt.Sprint(v), nil
	case []string:
		return textArray(v), nil
	case []uint64, []float64:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ","), nil
	}
	return "", fmt.Errorf("a %T can't be a query parameter", value)
}

func textArray(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// values are what ClickHouse's errors repeat of the data: in quotes of both
// kinds, or behind the word here or uuid.
var values = []struct {
	text *regexp.Regexp
	left string
}{
	{regexp.MustCompile(`'(?:[^'\\]|\\.)*'`), "'…'"},
	{regexp.MustCompile(`"(?:[^"\\]|\\.)*"`), `"…"`},
	{regexp.MustCompile(`( here:| uuid) .*?(: Cannot |: In scope |: While |$)`), "$1 …$2"},
	{regexp.MustCompile(`[^\s"'<>@]+@[^\s"'<>@]+`), "…"},
}

// Redact takes the values out of ClickHouse's errors, which repeat data: an
// address or a name must not reach a log or Temporal. Only the first line is
// kept, since those behind it show rows; the code stays.
func Redact(err error) error {
	var exception *proto.Exception
	if !errors.As(err, &exception) {
		return err
	}
	text, _, _ := strings.Cut(exception.Message, "\n")
	for _, v := range values {
		text = v.text.ReplaceAllString(text, v.left)
	}
	if len(text) > 600 {
		text = text[:600] + "…"
	}
	return &Error{Code: exception.Code, Name: exception.Name, Message: text}
}

// Error is what ClickHouse answered, without the values it quotes.
type Error struct {
	Code    int32
	Name    string
	Message string
}

func (e *Error) Error() string {
	return fmt.Sprintf("clickhouse %d %s: %s", e.Code, e.Name, e.Message)
}

func tlsConfig() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS12} }
