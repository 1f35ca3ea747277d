package feed

import (
	"context"
	"fmt"
	"strings"
	"time"

	"regulars/cell"
	"regulars/schema"
	"regulars/schema/feed/formula"
	"regulars/schema/intake"
)

// rowsSettings are those of the rows. A power cut takes the load along with its rows: they
// needn't outlive it. Each insert is a part in one file, and parts are merged only where
// there are very many: the rows are read but a few times, and merging took ClickHouse
// twice as long as storing them.
const rowsSettings = "allow_nullable_key = 1, min_parts_to_merge_at_once = 100, min_bytes_for_wide_part = 1000000000, " +
	"fsync_after_insert = 0, fsync_part_directory = 0, min_rows_to_fsync_after_merge = 0, min_compressed_bytes_to_fsync_after_merge = 0, old_parts_lifetime = 1"

// makeRows makes the table in which the feed's fields wait, sorted by record.
func (im *importer) makeRows(ctx context.Context) error {
	var columns []string
	for _, f := range im.entity.fields {
		columns = append(columns, schema.QuoteName(f.name)+" "+storedAs[f.kind])
		if f.kind == moneyField {
			units := schema.QuoteName(unitsOf(f.name))
			columns[len(columns)-1] += fmt.Sprintf(" DEFAULT if(isNull(%[1]s), NULL, reinterpret(assumeNotNull(%[1]s), 'Decimal(18, 4)'))", units)
			columns = append(columns, units+" Nullable(Int64) EPHEMERAL")
		}
	}
	statement := fmt.Sprintf("CREATE TABLE %s (file_no UInt32, row UInt64, %s) ENGINE = MergeTree ORDER BY (%s, file_no, row) SETTINGS %s",
		schema.QuoteName(im.rows), strings.Join(columns, ", "), schema.QuoteName(im.entity.fields[0].name), rowsSettings)
	if err := im.db.Conn().Exec(ctx, statement); err != nil {
		return fmt.Errorf("make a table for a feed's rows: %w", schema.Redact(err))
	}
	return nil
}

// values are the fields of some rows, column by column. Of each field one of the
// slices is in use, by its kind; what points to something points into the one behind it,
// so that a cell costs no allocation.
type values struct {
	field  feedField
	text   []string
	times  []*time.Time
	money  []*int64 // units of 0.0001
	number []*float64
	flags  []*bool
	tags   [][]string

	moments []time.Time
	units   []int64
	numbers []float64

	style   cell.DateStyle // of dates
	figures cell.NumberStyle
	open    bool // only a cell that can be read in no other way is read at all
	proved  bool // how its fractions are written is known
}

func newValues(f feedField) *values { return &values{field: f} }

// reset makes room for so many rows, all without a value.
func (v *values) reset(rows int) {
	switch v.field.kind {
	case timeField, dayField:
		v.times, v.moments = cleared(v.times, rows), cleared(v.moments, rows)
	case moneyField:
		v.money, v.units = cleared(v.money, rows), cleared(v.units, rows)
	case numberField:
		v.number, v.numbers = cleared(v.number, rows), cleared(v.numbers, rows)
	case flagField:
		v.flags = cleared(v.flags, rows)
	case tagsField:
		v.tags = cleared(v.tags, rows)
	default:
		v.text = cleared(v.text, rows)
	}
}

func cleared[T any](list []T, rows int) []T {
	if cap(list) < rows {
		return make([]T, rows)
	}
	list = list[:rows]
	clear(list)
	return list
}

// column is the name under which the values are inserted.
func (v *values) column() string {
	if v.field.kind == moneyField {
		return unitsOf(v.field.name)
	}
	return v.field.name
}

// unitsOf is the column into which a field's amounts are inserted as whole numbers, which
// costs a fraction of what decimals of any size do.
func unitsOf(field string) string { return field + "_units" }

// kept are the values of the rows that stay, in the form of the driver.
func (v *values) kept(stay []int) any {
	switch v.field.kind {
	case timeField, dayField:
		return chosen(v.times, stay)
	case moneyField:
		return chosen(v.money, stay)
	case numberField:
		return chosen(v.number, stay)
	case flagField:
		return chosen(v.flags, stay)
	case tagsField:
		return chosen(v.tags, stay)
	}
	return chosen(v.text, stay)
}

func chosen[T any](all []T, stay []int) []T {
	if len(stay) == len(all) {
		return all
	}
	some := make([]T, len(stay))
	for i, at := range stay {
		some[i] = all[at]
	}
	return some
}

// store adds the rows that can be used to the table, while the next ones are read. Its
// error, or that of the rows before, is returned by the next call or by stored. The fields
// must stay as they are until then.
func (r *fileReader) store(ctx context.Context, b *formula.Batch, fields []*values, stay []int) error {
	if len(stay) == 0 {
		return nil
	}
	numbers, rows := make([]uint32, len(stay)), make([]uint64, len(stay))
	for i, at := range stay {
		numbers[i], rows[i] = uint32(r.number), uint64(b.Rows[at].Line)
	}
	names, columns := []string{"file_no", "row"}, []any{numbers, rows}
	for _, v := range fields {
		names, columns = append(names, schema.QuoteName(v.column())), append(columns, v.kept(stay))
	}
	if err := r.im.stored(); err != nil {
		return err
	}
	if r.into == nil {
		r.into = intake.NewInserter(r.im.db, "INSERT INTO "+schema.QuoteName(r.im.rows)+" ("+strings.Join(names, ", ")+")")
	}
	r.im.storing = make(chan error, 1)
	go func() { r.im.storing <- r.into.Insert(ctx, columns) }()
	return nil
}

// stored waits until all rows that were handed over are in the table.
func (im *importer) stored() error {
	if im.storing == nil {
		return nil
	}
	err := <-im.storing
	im.storing = nil
	if err != nil {
		return fmt.Errorf("store rows of feed %s: %w", im.feed.Path, err)
	}
	return nil
}
