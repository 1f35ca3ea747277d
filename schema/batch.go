package schema

import (
	"context"

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

// uncancelled is a context with its values and its deadline that never ends.
type uncancelled struct{ context.Context }

func (uncancelled) Done() <-chan struct{} { return nil }
func (uncancelled) Err() error            { return nil }
