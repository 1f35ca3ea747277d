package feed

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regulars/schema"
	"slices"
	"strings"
)

// makeRows makes the table in which the feed's fields wait, sorted by record.
func (im *importer) makeRows(ctx context.Context) error {
	var columns []string
	for _, f := range im.entity.fields {
		columns = append(columns, schema.QuoteName(f.name)+" "+storedAs[f.kind].kind)
	}
	statement := fmt.Sprintf("CREATE TABLE %s (file_no UInt32, row UInt64, problem String, %s) ENGINE = MergeTree ORDER BY (%s, file_no, row) SETTINGS allow_nullable_key = 1",
		schema.QuoteName(im.rows), strings.Join(columns, ", "), schema.QuoteName(im.entity.fields[0].name))
	if err := im.db.Conn().Exec(ctx, schema.Durable(statement)); err != nil {
		return fmt.Errorf("make a table for a feed's rows: %w", schema.Redact(err))
	}
	return nil
}

// types returns which type each of the feed's expressions has over the columns of
// a file. It names the expression that makes no sense, and the columns.
func (im *importer) types(ctx context.Context, columns []schema.Column) (map[string]string, error) {
	from := "null(" + schema.QuoteText(structureOf(columns)+", `_row` UInt64, `_file` String") + ")"
	types := map[string]string{}
	for _, f := range im.entity.fields {
		e, given := expression(im.feed, f.name)
		if !given {
			continue
		}
		described, err := im.db.Columns(ctx, "DESCRIBE (SELECT "+named(e, valueName(f.name))+" FROM "+from+")")
		if err != nil {
			return nil, im.wrong("columns."+f.name, e, columns, err)
		}
		types[f.name] = described[0].Type
		if len(described) != 1 {
			return nil, fmt.Errorf("feed %s: columns.%s: %s is more than one expression", im.feed.Path, f.name, e)
		}
	}
	if _, err := im.db.Columns(ctx, "DESCRIBE (SELECT 1 FROM "+from+im.where()+")"); err != nil {
		return nil, im.wrong("where", im.feed.Where, columns, err)
	}
	for _, f := range im.entity.fields {
		t, given := types[f.name]
		if !given {
			continue
		}
		e, _ := expression(im.feed, f.name)
		query := "DESCRIBE (SELECT " + f.value(t) + " FROM (SELECT " + named(e, valueName(f.name)) + " FROM " + from + "))"
		if _, err := im.db.Columns(ctx, query); err != nil {
			return nil, fmt.Errorf("feed %s: columns.%s: a %s can't be read as %s: %w", im.feed.Path, f.name, t, storedAs[f.kind].kind, schema.Redact(err))
		}
	}
	return types, nil
}

// wrong says what is wrong with an expression as such. ClickHouse's message
// quotes names of columns here, no values.
func (im *importer) wrong(key, e string, columns []schema.Column, err error) error {
	if _, answered := schema.CodeOf(err); !answered {
		return fmt.Errorf("check the expressions of feed %s: %w", im.feed.Path, err)
	}
	return fmt.Errorf("feed %s: %s: %s can't be computed: %s; the file's columns are %s", im.feed.Path, key, e, schema.Explain(err), schema.NamesOf(columns))
}

// named gives an expression a name; the line break ends a comment in it.
func named(e, name string) string { return "(" + e + "\n) AS " + name }

func (im *importer) where() string {
	if strings.TrimSpace(im.feed.Where) == "" {
		return ""
	}
	return " WHERE (" + im.feed.Where + "\n)"
}

// evaluate computes the feed's fields over the raw table. Where a row's
// expression fails the row is found, rejected and left out.
func (im *importer) evaluate(ctx context.Context, number int, file feedFile, types map[string]string) error {
	err := im.fill(ctx, number, types, nil)
	if badValue(err) {
		bad, seen, findErr := im.failing(ctx, file, types)
		if findErr != nil {
			return findErr
		}
		if seen > 0 {
			return im.keepRejected(ctx, seen)
		}
		if err = im.refill(ctx, number, types, bad); err != nil {
			return fmt.Errorf("compute the fields of %s: %w", file.name, schema.Redact(err))
		}
	}
	if err != nil {
		return fmt.Errorf("compute the fields of %s: %w", file.name, schema.Redact(err))
	}
	if err := im.noteProblems(ctx, number, file); err != nil {
		return err
	}
	return im.keepRejected(ctx, 0)
}

// refill fills again without the bad rows. What the failed attempt left must go
// first: an insert is whole only per block.
func (im *importer) refill(ctx context.Context, number int, types map[string]string, bad []uint64) error {
	err := im.db.Conn().Exec(ctx, fmt.Sprintf("DELETE FROM %s WHERE file_no = %d", schema.QuoteName(im.rows), number))
	if err != nil {
		return err
	}
	return im.fill(ctx, number, types, bad)
}

func (im *importer) fill(ctx context.Context, number int, types map[string]string, bad []uint64) error {
	names := []string{"file_no", "row", "problem"}
	for _, f := range im.entity.fields {
		names = append(names, schema.QuoteName(f.name))
	}
	condition := "_problem = ''"
	if len(bad) > 0 {
		condition += " AND _row NOT IN (" + strings.ReplaceAll(strings.Trim(fmt.Sprint(bad), "[]"), " ", ", ") + ")"
	}
	return im.db.Conn().Exec(ctx, fmt.Sprintf("INSERT INTO %s (%s)\nSELECT %d, _row, %s", schema.QuoteName(im.rows), strings.Join(names, ", "), number, im.computed(types, condition)))
}

// computed is what stands behind SELECT: the problem and the fields of the raw
// rows that meet the condition and the feed's own where.
func (im *importer) computed(types map[string]string, condition string) string {
	var values, reads, problems, outer []string
	for _, f := range im.entity.fields {
		t, given := types[f.name]
		if !given {
			outer = append(outer, storedAs[f.kind].none)
			if f.needed {
				problems = append(problems, "true", schema.QuoteText(f.name+" is empty"))
			}
			continue
		}
		e, _ := expression(im.feed, f.name)
		values = append(values, named(e, valueName(f.name)))
		reads = append(reads, f.value(t)+" AS _r_"+f.name)
		problems = append(problems, f.problems(t)...)
		outer = append(outer, "_r_"+f.name)
	}
	problem := "''"
	if len(problems) > 0 {
		problem = "multiIf(" + strings.Join(problems, ", ") + ", '')"
	}
	// A problem is a condition over nullable values: null means that it is none.
	problem = "ifNull(" + problem + ", '')"
	return problem + ", " + strings.Join(outer, ", ") +
		"\nFROM (SELECT *, " + strings.Join(reads, ", ") +
		"\nFROM (SELECT _row, " + strings.Join(values, ",\n") +
		"\nFROM " + schema.QuoteName(im.raw) + " PREWHERE " + condition + im.where() + "))"
}

// failing finds the rows over which an expression fails, by halves, and rejects
// them. Where there are too many it stops; seen is how far it came then.
func (im *importer) failing(ctx context.Context, file feedFile, types map[string]string) (bad []uint64, seen uint64, err error) {
	var last uint64
	if err := im.db.Conn().QueryRow(ctx, "SELECT max(_row) FROM "+schema.QuoteName(im.raw)).Scan(&last); err != nil {
		return nil, 0, fmt.Errorf("count the rows of %s: %w", file.name, schema.Redact(err))
	}
	found := map[uint64]string{}
	err = im.search(ctx, types, found, 1, last)
	gaveUp := errors.Is(err, errTooMany)
	if err != nil && !gaveUp {
		return nil, 0, fmt.Errorf("look for the rows of %s that fail: %w", file.name, err)
	}
	bad = slices.Sorted(maps.Keys(found))
	raw, err := im.rawOf(ctx, bad)
	if err != nil {
		return nil, 0, err
	}
	if gaveUp {
		seen = bad[len(bad)-1]
	}
	for _, row := range bad {
		im.reject(file, row, found[row], raw[row])
	}
	return bad, seen, nil
}

// errTooMany ends a search.
var errTooMany = errors.New("too many rows fail")

// search notes each row from low to high that fails, and why, until there are
// too many.
func (im *importer) search(ctx context.Context, types map[string]string, found map[uint64]string, low, high uint64) error {
	if im.tooMany(len(found), low-1) {
		return errTooMany
	}
	err := im.try(ctx, "_row, "+im.computed(types, between(low, high)))
	if err == nil {
		return nil
	}
	if !badValue(err) {
		return schema.Redact(err)
	}
	if low == high {
		found[low], err = im.blame(ctx, low, err)
		return err
	}
	middle := low + (high-low)/2
	if err := im.search(ctx, types, found, low, middle); err != nil {
		return err
	}
	return im.search(ctx, types, found, middle+1, high)
}

// tooMany reports when looking for further bad rows is a waste: there are too
// many, or they are most of those seen, so that an expression must be wrong.
func (im *importer) tooMany(found int, seen uint64) bool {
	return len(im.rejected)+found > maxRejected || found >= shareFrom && uint64(found)*2 > seen
}

func between(low, high uint64) string {
	return fmt.Sprintf("_problem = '' AND _row BETWEEN %d AND %d", low, high)
}

// try computes a selection and forgets it.
func (im *importer) try(ctx context.Context, selection string) error {
	var sum uint64
	return im.db.Conn().QueryRow(ctx, "SELECT sum(sipHash64(tuple(*))) FROM (SELECT "+selection+")").Scan(&sum)
}

// blame names the expression that fails on a row, and how.
func (im *importer) blame(ctx context.Context, row uint64, cause error) (string, error) {
	e, cause, err := im.culprit(ctx, row, cause)
	if err != nil {
		return "", err
	}
	code, _ := schema.CodeOf(cause)
	var name string
	if err := im.db.Conn().QueryRow(ctx, fmt.Sprintf("SELECT errorCodeToName(%d)", code)).Scan(&name); err != nil {
		return "", fmt.Errorf("name ClickHouse's error %d: %w", code, schema.Redact(err))
	}
	return e + " fails with " + name, nil
}

func (im *importer) culprit(ctx context.Context, row uint64, cause error) (string, error, error) {
	from := " FROM " + schema.QuoteName(im.raw) + " PREWHERE " + between(row, row)
	suspects := []string{"where"}
	for _, f := range im.entity.fields {
		suspects = append(suspects, f.name)
	}
	for _, name := range suspects {
		e, given := expression(im.feed, name)
		if name == "where" {
			e, given = im.feed.Where, im.where() != ""
		}
		if !given {
			continue
		}
		err := im.try(ctx, named(e, valueName(name))+from)
		if err != nil && !badValue(err) {
			return "", nil, schema.Redact(err)
		}
		if err != nil {
			return name + ": " + e, err, nil
		}
	}
	return "an expression", cause, nil
}

// noteProblems rejects the rows of a file whose fields can't be used, whether
// the file's reader or the fields' found it.
func (im *importer) noteProblems(ctx context.Context, number int, file feedFile) error {
	query := fmt.Sprintf("SELECT row, problem FROM (SELECT _row AS row, _problem AS problem FROM %s WHERE _problem != '' "+
		"UNION ALL SELECT row, problem FROM %s WHERE file_no = %d AND problem != '') ORDER BY row LIMIT %d",
		schema.QuoteName(im.raw), schema.QuoteName(im.rows), number, maxRejected+1)
	rows, err := im.db.Conn().Query(ctx, query)
	if err != nil {
		return fmt.Errorf("look for bad rows in %s: %w", file.name, schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	var numbers []uint64
	var problems []string
	for rows.Next() {
		var row uint64
		var problem string
		if err := rows.Scan(&row, &problem); err != nil {
			return err
		}
		numbers, problems = append(numbers, row), append(problems, problem)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	raw, err := im.rawOf(ctx, numbers)
	if err != nil {
		return err
	}
	for i, row := range numbers {
		im.reject(file, row, problems[i], raw[row])
	}
	return nil
}

// rawOf reads rows as they stood in the file.
func (im *importer) rawOf(ctx context.Context, numbers []uint64) (map[uint64]string, error) {
	raw := map[uint64]string{}
	if len(numbers) == 0 {
		return raw, nil
	}
	text := "formatRowNoNewline('JSONEachRow', * EXCEPT (_row, _file, _problem))"
	if im.byLine {
		text = "_line"
	}
	list := strings.ReplaceAll(strings.Trim(fmt.Sprint(numbers), "[]"), " ", ", ")
	rows, err := im.db.Conn().Query(ctx, "SELECT _row, "+text+" FROM "+schema.QuoteName(im.raw)+" WHERE _row IN ("+list+")")
	if err != nil {
		return nil, fmt.Errorf("read rejected rows: %w", schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row uint64
		var one string
		if err := rows.Scan(&row, &one); err != nil {
			return nil, err
		}
		raw[row] = one
	}
	return raw, rows.Err()
}
