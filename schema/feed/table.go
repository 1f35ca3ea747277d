package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ClickHouse/ch-go/proto"

	"regulars/schema"
)

// whitespace is the format of lines whose columns stand between runs of blanks.
const whitespace = "Whitespace"

// FileTable is how ClickHouse reads the files of a feed; platform/file makes it.
type Table struct {
	Function    string // the table function: file, s3 or url
	Location    string // its first argument; may be a glob where the function is file or s3
	Format      string // a ClickHouse format, or Whitespace
	Structure   string // a column list; empty: ClickHouse infers it
	Compression string // gzip, zstd, …, none, or auto
	SkipLines   int
}

// feedFile is one file of a feed, as ClickHouse sees it.
type feedFile struct {
	location string
	name     string
	size     int64 // -1: unknown
	stamp    string
}

func (t Table) at(location string) Table {
	t.Location = location
	return t
}

func (t Table) as(structure string) Table {
	t.Structure = structure
	return t
}

func (t Table) call() string {
	format, structure := t.Format, t.Structure
	if format == whitespace {
		format, structure = "LineAsString", "line String"
	}
	if structure == "" {
		structure = "auto"
	}
	return fmt.Sprintf("%s(%s, %s, %s, %s)", t.Function, schema.QuoteText(t.Location), schema.QuoteText(format), schema.QuoteText(structure), schema.QuoteText(t.Compression))
}

// skipped is how many of the skipped lines ClickHouse counts as rows: formats
// without a setting for it read them.
func (t Table) skipped() int {
	if t.skipSetting() != "" {
		return 0
	}
	return t.SkipLines
}

func (t Table) skipSetting() string {
	switch {
	case strings.HasPrefix(t.Format, "CSV"):
		return "input_format_csv_skip_first_lines"
	case strings.HasPrefix(t.Format, "TSV"), strings.HasPrefix(t.Format, "TabSeparated"):
		return "input_format_tsv_skip_first_lines"
	}
	return ""
}

// settings read a file by one thread: only then are its rows numbered right.
func (t Table) settings() string {
	text := "max_threads = 1, max_insert_threads = 1, input_format_parallel_parsing = 0, input_format_csv_skip_trailing_empty_lines = 1, " +
		"input_format_tsv_skip_trailing_empty_lines = 1, input_format_csv_allow_cr_end_of_line = 1, input_format_tsv_crlf_end_of_line = 1, " +
		"input_format_tsv_empty_as_default = 1, " +
		"input_format_parquet_local_time_as_utc = 0"
	if name := t.skipSetting(); name != "" && t.SkipLines > 0 {
		text += fmt.Sprintf(", %s = %d", name, t.SkipLines)
	}
	return text
}

// filesOf lists what the location stands for, sorted by path.
func filesOf(ctx context.Context, db *schema.DB, t Table) ([]feedFile, error) {
	listing := t
	listing.Format, listing.Structure, listing.Compression = "One", "", "none"
	query := fmt.Sprintf("SELECT _path, _file, ifNull(toInt64(_size), -1), ifNull(toUnixTimestamp(_time), 0), ifNull(toString(_etag), '') FROM %s ORDER BY _path", listing.call())
	if t.Function == "file" {
		query = strings.Replace(query, "ifNull(toString(_etag), '')", "''", 1)
	}
	rows, err := db.Conn().Query(ctx, query)
	if err != nil {
		return nil, unreadable(t, err)
	}
	defer func() { _ = rows.Close() }()
	var files []feedFile
	for rows.Next() {
		var path, etag string
		var changed uint32
		f := feedFile{location: t.Location}
		if err := rows.Scan(&path, &f.name, &f.size, &changed, &etag); err != nil {
			return nil, fmt.Errorf("list the files of %s: %w", t.Location, err)
		}
		switch t.Function {
		case "file":
			f.location = path
		case "s3":
			f.location = "s3://" + path
		}
		if changed > 0 || etag != "" {
			f.stamp = fmt.Sprintf("%d %s", changed, etag)
		}
		files = append(files, f)
	}
	if err := rows.Err(); err != nil {
		return nil, unreadable(t, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no file matches %s: look at the path, which ClickHouse's machine must see", t.Location)
	}
	return files, nil
}

func structureOf(columns []schema.Column) string {
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = schema.QuoteColumn(c.Name) + " " + c.Type
	}
	return strings.Join(texts, ", ")
}

// inferFrom are the numbers of rows from which types are inferred, fewer after
// more failed: a row that is broken must not hide those before it.
var inferFrom = []int{25_000, 1_000, 100, 10, 1}

// inferFromAll reads a file to its end to infer its types.
const inferFromAll = 1_000_000_000_000

// errNoRows says that a file holds no row, at most a header: a day without sales.
var errNoRows = errors.New("the file holds no row")

// describe returns the columns of a file, or errNoRows where it holds nothing to infer
// them from.
func describe(ctx context.Context, db *schema.DB, t Table) ([]schema.Column, error) {
	if t.Structure != "" {
		columns, err := db.Columns(ctx, "DESCRIBE TABLE null("+schema.QuoteText(t.Structure)+")")
		if err != nil {
			return nil, fmt.Errorf("structure %q is not a ClickHouse column list: %w", t.Structure, schema.Redact(err))
		}
		return columns, nil
	}
	var first error
	for _, n := range inferFrom {
		columns, err := infer(ctx, db, t, n)
		if err == nil {
			return columns, nil
		}
		if first == nil {
			first = err
		}
		if code, _ := schema.CodeOf(err); code != proto.ErrCannotExtractTableStructure {
			break
		}
	}
	if code, _ := schema.CodeOf(first); code == proto.ErrCannotExtractTableStructure {
		if empty, err := holdsNoRow(ctx, db, t); err != nil || empty {
			return nil, cmp.Or(err, errNoRows)
		}
	}
	return nil, unreadable(t, first)
}

// holdsNoRow reports whether a file of text has no more lines than its header.
func holdsNoRow(ctx context.Context, db *schema.DB, t Table) (bool, error) {
	lines := t
	lines.Format, lines.Structure = "LineAsString", "line String"
	above := t.SkipLines + headerLines(t.Format)
	var found uint64
	query := fmt.Sprintf("SELECT count() FROM (SELECT 1 FROM %s WHERE notEmpty(trimBoth(replaceAll(line, '\r', ''))) LIMIT %d)", lines.call(), above+1)
	if err := db.Conn().QueryRow(ctx, query).Scan(&found); err != nil {
		return false, fmt.Errorf("count the lines of %s: %w", t.Location, schema.Redact(err))
	}
	return found <= uint64(above), nil
}

// headerLines is how many lines of a format stand above its rows.
func headerLines(format string) int {
	switch {
	case strings.HasSuffix(format, "WithNamesAndTypes"):
		return 2
	case strings.HasSuffix(format, "WithNames"):
		return 1
	}
	return 0
}

// commaFormats are the formats that infer the types of tabbed ones. ClickHouse's
// inference of tabbed files takes T1 for a number, and 1 before 0.5 for text.
var commaFormats = map[string]string{
	"TabSeparated": "CSV", "TSV": "CSV", "TabSeparatedWithNames": "CSVWithNames", "TSVWithNames": "CSVWithNames",
}

const tabbed = ", format_csv_delimiter = '\t', input_format_csv_allow_whitespace_or_tab_as_delimiter = 1, input_format_csv_trim_whitespaces = 0, " +
	"format_csv_allow_double_quotes = 0, format_csv_allow_single_quotes = 0"

// infer returns the columns of a file by its first rows.
func infer(ctx context.Context, db *schema.DB, t Table, rows int) ([]schema.Column, error) {
	columns, err := inferBy(ctx, db, t, rows, "")
	if err != nil || commaFormats[t.Format] == "" {
		return columns, err
	}
	t.Format = commaFormats[t.Format]
	typed, err := inferBy(ctx, db, t, rows, tabbed)
	if err != nil || schema.NamesOf(typed) != schema.NamesOf(columns) {
		return columns, nil // a name or value that only the file's own format can read
	}
	return typed, nil
}

func inferBy(ctx context.Context, db *schema.DB, t Table, rows int, extra string) ([]schema.Column, error) {
	return db.Columns(ctx, fmt.Sprintf("DESCRIBE TABLE %s SETTINGS %s, input_format_max_rows_to_read_for_schema_inference = %d, "+
		"input_format_max_bytes_to_read_for_schema_inference = %d, input_format_csv_allow_variable_number_of_columns = 1, "+
		"input_format_tsv_allow_variable_number_of_columns = 1, schema_inference_use_cache_for_file = 0, "+
		"schema_inference_use_cache_for_url = 0, schema_inference_use_cache_for_s3 = 0%s",
		t.call(), t.settings(), rows, max(32<<20, rows), extra))
}

// unreadable says why ClickHouse can't read a feed's files, and what to do.
func unreadable(t Table, err error) error {
	code, _ := schema.CodeOf(err)
	remedy := ""
	switch code {
	case proto.ErrFileDoesntExist:
		return fmt.Errorf("there is no file %s on ClickHouse's machine: correct the path, or write s3:// or https://", t.Location)
	case proto.ErrDatabaseAccessDenied, proto.ErrCannotOpenFile:
		remedy = " (a ClickHouse server reads local files only below its user_files_path: put the file there, or serve it by s3:// or https://; the embedded stack reads only the folders of the feeds that the config had when it was started: start it again)"
	case proto.ErrUnknownFormat:
		remedy = " (format must be a ClickHouse format name, such as CSVWithNames)"
	case proto.ErrCannotExtractTableStructure:
		remedy = " (write structure: with the columns and their types, or correct format)"
	}
	return fmt.Errorf("read %s as %s: %w%s", t.Location, t.Format, schema.Redact(err), remedy)
}

// badValue reports whether ClickHouse failed for what a row holds, not for how the
// query is written nor for the moment.
func badValue(err error) bool {
	code, answered := schema.CodeOf(err)
	return answered && slices.Contains(badValues, code)
}

var badValues = []proto.Error{
	proto.ErrCannotParseText, proto.ErrCannotParseQuotedString, proto.ErrCannotParseInputAssertionFailed,
	proto.ErrAttemptToReadAfterEOF, proto.ErrCannotReadAllData, proto.ErrTooManyArgumentsForFunction, proto.ErrBadArguments,
	proto.ErrCannotParseDate, proto.ErrCannotParseDatetime, proto.ErrIllegalTypeOfArgument, proto.ErrTypeMismatch,
	proto.ErrArgumentOutOfBound, proto.ErrCannotConvertType, proto.ErrCannotParseNumber, proto.ErrEmptyDataPassed,
	proto.ErrIncorrectData, proto.ErrTooLargeArraySize, proto.ErrTooLargeStringSize, proto.ErrIllegalDivision,
	proto.ErrTooManyRows, proto.ErrSizesOfArraysDontMatch, proto.ErrCannotInsertNullInOrdinaryColumn, proto.ErrAmbiguousColumnName,
	proto.ErrCannotParseUUID, proto.ErrFunctionThrowIfValueIsNonZero, proto.ErrDecimalOverflow, proto.ErrCannotCompileRegexp,
	proto.ErrCannotParseDomainValueFromString, proto.ErrBadQueryParameter, proto.ErrCannotParseBool,
	proto.ErrCannotExtractTableStructure, proto.ErrCannotParseIpv4, proto.ErrCannotParseIpv6, proto.ErrUnknownElementOfEnum,
}
