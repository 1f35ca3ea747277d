package rows

import (
	"context"
	"fmt"

	"regulars/schema"
	"regulars/schema/column"
)

// write inserts n rows, whose columns are those of the table in their order.
func write(ctx context.Context, db *schema.DB, table string, n int, columns func() []any) error {
	if n == 0 {
		return nil
	}
	batch, err := db.PrepareBatch(ctx, "INSERT INTO "+table)
	if err != nil {
		return fmt.Errorf("write %s: %w", table, schema.Redact(err))
	}
	into, all := batch.Columns(), columns()
	if len(into) != len(all) {
		_ = batch.Abort()
		return fmt.Errorf("the table %s has %d columns and not %d: is the worker older than the database?", table, len(into), len(all))
	}
	var hand column.Hand
	for i, values := range all {
		if filled, is := values.(column.Column); is {
			err = hand.Give(filled, into[i])
		} else {
			_, err = into[i].Append(values)
		}
		if err != nil {
			_ = batch.Abort()
			return fmt.Errorf("write %s, column %s: %w", table, into[i].Name(), err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("write %s: %w", table, schema.Redact(err))
	}
	return nil
}

// plain is a column as the driver takes it at once.
func plain[R, V any](rows []R, of func(*R) V) []V {
	values := make([]V, len(rows))
	for i := range rows {
		values[i] = of(&rows[i])
	}
	return values
}

// words are a column of few words.
func words[R any](rows []R, of func(*R) string) *column.Words {
	c := &column.Words{}
	for i := range rows {
		c.Add(of(&rows[i]))
	}
	return c
}

// lists are a column of arrays.
func lists[R, V, C any, P interface {
	*C
	column.Column
}](rows []R, of func(*R) []V, add func(*column.Lists[C, P], V)) *column.Lists[C, P] {
	c := &column.Lists[C, P]{}
	for i := range rows {
		for _, value := range of(&rows[i]) {
			add(c, value)
		}
		c.End()
	}
	return c
}
