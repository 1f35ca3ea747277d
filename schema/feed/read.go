package feed

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ClickHouse/ch-go/proto"
	"regulars"
	"regulars/schema"
	"regulars/schema/intake"
)

// readFile loads one file of the feed into the rows.
func (im *importer) readFile(ctx context.Context, number int, file feedFile) error {
	t := im.table.at(file.location)
	im.byLine = t.Format == whitespace
	columns, err := describe(ctx, im.db, t)
	if errors.Is(err, errNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	types, err := im.types(ctx, columns)
	if err != nil {
		return err
	}
	err = im.copy(ctx, t, columns, "")
	if badValue(err) && t.Structure == "" {
		if columns, types, err = im.widen(ctx, t, columns, types); err != nil {
			return err
		}
		err = im.copy(ctx, t, columns, "")
	}
	if badValue(err) {
		err = im.copyGood(ctx, t, columns, file)
	}
	if err != nil {
		return unreadable(t, err)
	}
	return im.evaluate(ctx, number, file, types)
}

// copy loads a file as it is into the raw table, its rows numbered; extra are
// further settings.
func (im *importer) copy(ctx context.Context, t Table, columns []schema.Column, extra string) error {
	return im.copyBy(ctx, rawSelect(t, columns)+"\nSETTINGS "+t.settings()+extra)
}

func (im *importer) copyBy(ctx context.Context, selection string) error {
	if err := im.db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(im.raw)+" SYNC"); err != nil {
		return err
	}
	head := "CREATE TABLE " + schema.QuoteName(im.raw) +
		" ENGINE = MergeTree ORDER BY _row SETTINGS index_granularity = 1024, allow_suspicious_indices = 1 AS\n"
	return im.db.Conn().Exec(ctx, schema.Durable(head+selection))
}

func rawSelect(t Table, columns []schema.Column) string {
	row := fmt.Sprintf("toUInt64(assumeNotNull(_row_number) + 1 - %d) AS _row, toString(assumeNotNull(_file)) AS _file", t.skipped())
	from := t.as(structureOf(columns)).call()
	where := fmt.Sprintf(" WHERE assumeNotNull(_row_number) >= %d", t.skipped())
	if t.Format != whitespace {
		return "SELECT " + row + ", '' AS _problem, * FROM " + from + where
	}
	return wordsSelect(row, from+where, columns)
}

// wordsSelect splits lines at runs of blanks; empty lines are none.
func wordsSelect(row, from string, columns []schema.Column) string {
	var reads, checks []string
	for i, c := range columns {
		word := fmt.Sprintf("_words[%d]", i+1)
		read := word
		if kind := bare(c.Type); kind != "String" {
			read = fmt.Sprintf("accurateCastOrNull(%s, %s)", word, schema.QuoteText(kind))
			checks = append(checks, fmt.Sprintf("isNull(%s)", read), schema.QuoteText(c.Name+" is no "+kind))
			if !strings.Contains(c.Type, "Nullable(") {
				read = "assumeNotNull(" + read + ")"
			}
		}
		reads = append(reads, read+" AS "+schema.QuoteColumn(c.Name))
	}
	count := fmt.Sprintf("length(_words) != %d, concat('it has ', toString(length(_words)), ' columns, not %d')", len(columns), len(columns))
	return "SELECT _row, _file, multiIf(" + strings.Join(append([]string{count}, checks...), ", ") + ", '') AS _problem, _line, " +
		strings.Join(reads, ", ") + "\nFROM (SELECT " + row + ", line AS _line, extractAll(line, '[^\\\\s]+') AS _words FROM " + from + ")\n" +
		"WHERE notEmpty(_words)"
}

// widen reads the file to its end for its types, since what its head shows may
// not hold: order numbers that get a letter later. A column keeps the type of
// the head where the feed's expressions need it; its bad rows are rejected.
func (im *importer) widen(ctx context.Context, t Table, head []schema.Column, types map[string]string) ([]schema.Column, map[string]string, error) {
	whole, err := infer(ctx, im.db, t, inferFromAll)
	if err != nil || len(whole) != len(head) {
		return head, types, nil // a broken row: the types of the head are the best there are
	}
	columns := slices.Clone(head)
	for i := range whole {
		if whole[i] == columns[i] {
			continue
		}
		columns[i] = whole[i]
		wider, err := im.types(ctx, columns)
		if err != nil {
			columns[i] = head[i]
			continue
		}
		types = wider
	}
	return columns, types, nil
}

// copyGood copies what can be parsed and rejects the other rows.
func (im *importer) copyGood(ctx context.Context, t Table, columns []schema.Column, file feedFile) error {
	if t.Format == "JSONEachRow" {
		im.byLine = true
		// The parser takes a broken line and the one behind it for one.
		return im.copyBy(ctx, jsonSelect(t, columns)+"\nSETTINGS "+t.settings())
	}
	return im.copySkipping(ctx, t, columns, file)
}

// jsonSelect reads JSON line by line and says what is wrong with each.
func jsonSelect(t Table, columns []schema.Column) string {
	checks := []string{"NOT isValidJSON(_line)", schema.QuoteText("the row is not JSON")}
	var reads []string
	for _, c := range columns {
		name := schema.QuoteText(c.Name)
		read := fmt.Sprintf("JSONExtract(_line, %s, %s)", name, schema.QuoteText(c.Type))
		if strings.Contains(c.Type, "Nullable(") {
			checks = append(checks, fmt.Sprintf("isNull(%s) AND JSONType(_line, %s) != 'Null'", read, name), schema.QuoteText(c.Name+" is no "+bare(c.Type)))
		}
		reads = append(reads, read+" AS "+schema.QuoteColumn(c.Name))
	}
	lines := t
	lines.Format, lines.Structure = "LineAsString", "_line String"
	return "SELECT toUInt64(assumeNotNull(_row_number) + 1) AS _row, toString(assumeNotNull(_file)) AS _file, multiIf(" +
		strings.Join(checks, ", ") + ", '') AS _problem, _line, " + strings.Join(reads, ", ") + "\nFROM " + lines.call() +
		fmt.Sprintf(" WHERE trimBoth(_line, ' \\t\\r') != '' AND assumeNotNull(_row_number) >= %d", t.SkipLines)
}

// copySkipping copies what ClickHouse's parser of the format lets pass.
func (im *importer) copySkipping(ctx context.Context, t Table, columns []schema.Column, file feedFile) error {
	errorsFile := filepath.Join(os.TempDir(), im.raw+".errors")
	defer func() { _ = os.Remove(errorsFile) }()
	left := maxRejected - len(im.rejected)
	allow := fmt.Sprintf(", input_format_allow_errors_num = %d", left)
	err := im.copy(ctx, t, columns, allow+", input_format_record_errors_file_path = "+schema.QuoteText(errorsFile))
	if code, _ := schema.CodeOf(err); code == proto.ErrDatabaseAccessDenied || code == proto.ErrCannotOpenFile {
		errorsFile = im.raw + ".errors" // where ClickHouse may write: a server's user_files, or the stack's own folder
		defer im.empty(ctx, errorsFile)
		err = im.copy(ctx, t, columns, allow+", input_format_record_errors_file_path = "+schema.QuoteText(errorsFile))
	}
	if err != nil {
		return fmt.Errorf("more than %d rows of %s can't be parsed: correct format, structure or skip_lines: %w", left, file.name, schema.Redact(err))
	}
	return im.noteUnparsed(ctx, errorsFile, file)
}

// empty takes the records of people out of a file that only ClickHouse can reach.
func (im *importer) empty(ctx context.Context, file string) {
	_ = im.db.Conn().Exec(context.WithoutCancel(ctx), "INSERT INTO FUNCTION file("+schema.QuoteText(file)+
		", 'LineAsString', 'line String') SETTINGS engine_file_truncate_on_insert = 1 SELECT ''")
}

// noteUnparsed rejects the rows that ClickHouse left out and gives those behind
// them their own numbers again.
func (im *importer) noteUnparsed(ctx context.Context, errorsFile string, file feedFile) error {
	rows, err := im.db.Conn().Query(ctx, "SELECT toUInt64(number), raw FROM file("+schema.QuoteText(errorsFile)+
		", 'CSV', 'at String, database Nullable(String), source Nullable(String), number UInt64, reason String, raw String', 'none') ORDER BY number")
	if err != nil {
		return fmt.Errorf("read which rows of %s could not be parsed: %w", file.name, schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	var numbers []uint64
	for rows.Next() {
		var number uint64
		var raw string
		if err := rows.Scan(&number, &raw); err != nil {
			return err
		}
		numbers = append(numbers, number)
		im.reject(file, number, "the row can't be parsed as "+im.table.Format, raw)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return im.renumber(ctx, numbers)
}

// renumber moves the numbers of the rows that were read by those left out
// before them.
func (im *importer) renumber(ctx context.Context, left []uint64) error {
	steps := make([]string, len(left))
	for i, number := range left {
		steps[i] = fmt.Sprint(number - uint64(i))
	}
	renumbered := im.raw + "2"
	statements := []string{
		"DROP TABLE IF EXISTS " + schema.QuoteName(renumbered) + " SYNC",
		"CREATE TABLE " + schema.QuoteName(renumbered) + " ENGINE = MergeTree ORDER BY _row SETTINGS index_granularity = 1024 AS SELECT * REPLACE(" +
			"_row + arrayCount(step -> step <= _row, CAST([" + strings.Join(steps, ",") + "], 'Array(UInt64)')) AS _row) FROM " + schema.QuoteName(im.raw),
		"DROP TABLE " + schema.QuoteName(im.raw) + " SYNC",
		"RENAME TABLE " + schema.QuoteName(renumbered) + " TO " + schema.QuoteName(im.raw),
	}
	for _, statement := range statements {
		if err := im.db.Conn().Exec(ctx, schema.Durable(statement)); err != nil {
			return fmt.Errorf("number the rows that were read: %w", schema.Redact(err))
		}
	}
	return nil
}

func (im *importer) reject(file feedFile, row uint64, reason, raw string) {
	im.rejected = append(im.rejected, regulars.Rejected{
		Entity: im.feed.Entity, ID: fmt.Sprintf("%s:%d", file.name, row), Reason: reason, Raw: []byte(raw),
	})
}

// keepRejected stores the rejected rows found since it was last called, and
// fails when there are too many: more than the limit, or most of the rows seen.
func (im *importer) keepRejected(ctx context.Context, seen uint64) error {
	if err := intake.InsertRejected(ctx, im.db, im.load, im.rejected[im.kept:]); err != nil {
		return err
	}
	im.kept = len(im.rejected)
	many := fmt.Sprintf("more than %d rows", maxRejected)
	switch {
	case im.kept > maxRejected:
	case seen > 0:
		many = fmt.Sprintf("%d of the first %d rows", im.kept, seen)
	default:
		return nil
	}
	first := im.rejected[0]
	return fmt.Errorf("feed %s: %s are rejected, the first is %s: %s; correct the feed's columns or where, or the file",
		im.feed.Path, many, first.ID, first.Reason)
}
