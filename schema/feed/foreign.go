package feed

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars/cell"
	"regulars/schema"
	"regulars/schema/feed/formula"
)

// Formats that the worker doesn't read are ClickHouse's: it opens the file itself,
// which its machine must see, and hands on its rows as text, numbers and times in
// the form of their types.

// foreignFormats are the formats of ClickHouse that a file's name tells.
var foreignFormats = map[string]string{".orc": "ORC", ".arrow": "Arrow", ".avro": "Avro"}

// foreignRows are the rows of a file that ClickHouse reads.
type foreignRows struct {
	columns []string
	rows    driver.Rows
	row     cell.Row
	into    []any
	failed  func(error) error
}

// openForeign lets ClickHouse read a file.
func (im *importer) openForeign(ctx context.Context, file cell.File) (cell.Rows, error) {
	call, format := im.foreignCall(file)
	columns, err := im.db.Columns(ctx, "DESCRIBE TABLE "+call)
	if err != nil {
		return nil, unreadable(file.Path, format, err)
	}
	var names, texts []string
	r := &foreignRows{row: cell.Row{Cells: make([]string, len(columns)), Typed: make([]bool, len(columns))}}
	for i, c := range columns {
		kind := formula.Bare(c.Type)
		names = append(names, c.Name)
		texts = append(texts, formula.TextOf(false, schema.QuoteColumn(c.Name), kind)+fmt.Sprintf(" AS _text_%d", i))
		r.row.Typed[i] = kind != "String"
		r.into = append(r.into, &r.row.Cells[i])
	}
	r.columns = names
	r.failed = func(err error) error { return unreadable(file.Path, format, err) }
	query := "SELECT " + strings.Join(texts, ", ") + " FROM " + call + fmt.Sprintf(" WHERE assumeNotNull(_row_number) >= %d", im.feed.SkipLines) +
		" SETTINGS max_threads = 1, input_format_parallel_parsing = 0"
	if r.rows, err = im.db.Conn().Query(ctx, query); err != nil {
		return nil, unreadable(file.Path, format, err)
	}
	r.row.Line = int64(im.feed.SkipLines)
	return r, nil
}

// foreignCall is the table function that reads a file, and its format.
func (im *importer) foreignCall(file cell.File) (call, format string) {
	function, location := "file", file.Path
	if scheme, rest, remote := strings.Cut(file.Path, "://"); remote {
		switch scheme {
		case "s3":
			function = "s3"
		case "file":
			location = rest
		default:
			function = "url"
		}
	} else if absolute, err := filepath.Abs(location); err == nil {
		location = absolute
	}
	name := strings.ToLower(file.Name)
	for _, packed := range []string{".gz", ".zst", ".bz2", ".xz", ".lz4", ".br"} {
		name = strings.TrimSuffix(name, packed)
	}
	format = cmp.Or(im.feed.Format, foreignFormats[path.Ext(name)])
	structure := cmp.Or(strings.TrimSpace(im.feed.Structure), "auto")
	return fmt.Sprintf("%s(%s, %s, %s, 'auto')", function, schema.QuoteText(location), schema.QuoteText(format), schema.QuoteText(structure)), format
}

func (r *foreignRows) Columns() []string { return r.columns }
func (r *foreignRows) Blank() int64      { return 0 }
func (r *foreignRows) Found() []string   { return nil }
func (r *foreignRows) Close() error      { return r.rows.Close() }

func (r *foreignRows) Next() (*cell.Row, error) {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, r.failed(err)
		}
		return nil, io.EOF
	}
	if err := r.rows.Scan(r.into...); err != nil {
		return nil, err
	}
	r.row.Line++
	return &r.row, nil
}

// unreadable says why ClickHouse can't read a file, and what to do.
func unreadable(location, format string, err error) error {
	code, _ := schema.CodeOf(err)
	remedy := ""
	switch code {
	case proto.ErrFileDoesntExist:
		return fmt.Errorf("there is no file %s on ClickHouse's machine: correct the path, or write s3:// or https://", location)
	case proto.ErrDatabaseAccessDenied, proto.ErrCannotOpenFile:
		remedy = " (a ClickHouse server reads local files only below its user_files_path: put the file there, or serve it by s3:// or https://; the embedded stack reads only the folders of the feeds that the config had when it was started: start it again)"
	case proto.ErrUnknownFormat:
		remedy = " (format must be csv, json, xlsx, parquet or words, or a ClickHouse format name, such as CSVWithNames)"
	case proto.ErrCannotExtractTableStructure:
		remedy = " (write structure: with the columns and their types, or correct format)"
	}
	return fmt.Errorf("read %s as %s: %w%s", location, format, schema.Redact(err), remedy)
}
