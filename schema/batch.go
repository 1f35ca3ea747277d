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

// HoldBatch opens a batch that keeps its connection while its caller asks ClickHouse other
// things. Only a fourth of the connections may be kept so, since a load that keeps one needs
// another: it returns no batch where none is left. The release must be called once the batch
// was sent or aborted.
func (db *DB) HoldBatch(ctx context.Context, statement string) (batch driver.Batch, release func(), err error) {
	if db.held.Add(1) > int64(db.limits.MaxConnections/4) {
		db.held.Add(-1)
		return nil, nil, nil
	}
	release = func() { db.held.Add(-1) }
	if batch, err = db.PrepareBatch(ctx, statement); err != nil {
		release()
		return nil, nil, err
	}
	return batch, release, nil
}

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
