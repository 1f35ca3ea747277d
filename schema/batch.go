package schema

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// prepareBatch opens a batch. The driver watches the context while a batch is
// sent and closes its connection when the context ends; the watch may outlive the
// sending by a moment, and a context that is cancelled right after it then closes
// a connection that another query uses by now. So a batch heeds its context's
// deadline, but can't be cancelled: it is sent in one go.
func (db *DB) PrepareBatch(ctx context.Context, statement string, options ...driver.PrepareBatchOption) (driver.Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return db.conn.PrepareBatch(uncancelled{ctx}, statement, options...)
}

// keptBytes is how much all loads of a process may keep while they wait for more of their
// kind, which makes inserts cheaper.
const keptBytes = 72 << 20

// Keep takes so many bytes of what loads may keep, and reports whether there were so many
// left. GiveBack gives them back.
func (db *DB) Keep(bytes int) bool {
	if db.kept.Add(int64(bytes)) <= keptBytes {
		return true
	}
	db.kept.Add(-int64(bytes))
	return false
}

// GiveBack gives back what Keep took.
func (db *DB) GiveBack(bytes int) { db.kept.Add(-int64(bytes)) }

// uncancelled is a context with its values and its deadline that never ends.
type uncancelled struct{ context.Context }

func (uncancelled) Done() <-chan struct{} { return nil }
func (uncancelled) Err() error            { return nil }

// InsertRows inserts n rows, which appendRow appends to the batch one by one; none where n is
// 0. It keeps the connection while they are appended: a batch that gives it back meanwhile
// asks ClickHouse twice.
func (db *DB) InsertRows(ctx context.Context, table string, n int, appendRow func(b driver.Batch, i int) error) error {
	if n == 0 {
		return nil
	}
	batch, err := db.PrepareBatch(ctx, "INSERT INTO "+table)
	if err != nil {
		return fmt.Errorf("write %s: %w", table, Redact(err))
	}
	for i := range n {
		if err := appendRow(batch, i); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("write %s: %w", table, Redact(err))
	}
	return nil
}
