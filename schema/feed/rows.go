package feed

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"regulars/schema"
	"regulars/schema/feed/formula"
	"regulars/schema/intake"
)

// makeRows makes the table in which the feed's fields wait, sorted by record.
func (im *importer) makeRows(ctx context.Context) error {
	var columns []string
	for _, f := range im.entity.fields {
		columns = append(columns, schema.QuoteName(f.name)+" "+storedAs[f.kind])
	}
	statement := fmt.Sprintf("CREATE TABLE %s (file_no UInt32, row UInt64, problem String DEFAULT '', %s) ENGINE = MergeTree ORDER BY (%s, file_no, row) SETTINGS allow_nullable_key = 1",
		schema.QuoteName(im.rows), strings.Join(columns, ", "), schema.QuoteName(im.entity.fields[0].name))
	// A power cut takes the load along with its rows: they needn't outlive it.
	if err := im.db.Conn().Exec(ctx, statement); err != nil {
		return fmt.Errorf("make a table for a feed's rows: %w", schema.Redact(err))
	}
	return nil
}

// values are the fields of some rows, column by column. Of each field one of the
// slices is in use, by its kind.
type values struct {
	field  feedField
	text   []string
	times  []*time.Time
	money  []*decimal.Decimal
	number []*float64
	flags  []*bool
	tags   [][]string
}

func newValues(f feedField, rows int) *values {
	v := &values{field: f}
	switch f.kind {
	case timeField, dayField:
		v.times = make([]*time.Time, rows)
	case moneyField:
		v.money = make([]*decimal.Decimal, rows)
	case numberField:
		v.number = make([]*float64, rows)
	case flagField:
		v.flags = make([]*bool, rows)
	case tagsField:
		v.tags = make([][]string, rows)
	default:
		v.text = make([]string, rows)
	}
	return v
}

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
// error, or that of the rows before, is returned by the next call or by stored.
func (im *importer) store(ctx context.Context, file int, b *formula.Batch, fields []*values, stay []int) error {
	if len(stay) == 0 {
		return nil
	}
	numbers, rows := make([]uint32, len(stay)), make([]uint64, len(stay))
	for i, at := range stay {
		numbers[i], rows[i] = uint32(file), uint64(b.Rows[at].Line)
	}
	names, columns := []string{"file_no", "row"}, []any{numbers, rows}
	for _, v := range fields {
		names, columns = append(names, schema.QuoteName(v.field.name)), append(columns, v.kept(stay))
	}
	statement := "INSERT INTO " + schema.QuoteName(im.rows) + " (" + strings.Join(names, ", ") + ")"
	if err := im.stored(); err != nil {
		return err
	}
	im.storing = make(chan error, 1)
	go func() { im.storing <- intake.InsertColumns(ctx, im.db, statement, columns) }()
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
