package schema

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// readBacks is how often CheckReadYourWrites writes and reads.
const readBacks = 20

// ErrNotReadBack means that the server doesn't show what it has just acknowledged.
// No campaign may be sent with it: a claim that another worker can't see yet lets
// both send.
var ErrNotReadBack = errors.New("clickhouse doesn't show what it has just acknowledged: " +
	"turn off async_insert for this user, and where tables are replicated set insert_quorum and select_sequential_consistency in its profile")

// CheckReadYourWrites proves, on a table of its own that it drops again, that every
// insert is seen by the very next query, whichever of our connections asks. It
// returns ErrNotReadBack if one isn't.
func CheckReadYourWrites(ctx context.Context, db *DB) (err error) {
	table := QuoteName("check_" + strings.ReplaceAll(uuid.NewString(), "-", ""))
	if err := db.conn.Exec(ctx, Durable("CREATE TABLE "+table+" (n UInt32) ENGINE = MergeTree ORDER BY n")); err != nil {
		return fmt.Errorf("make a table to check that what is written is read: %w", Redact(err))
	}
	defer func() {
		err = errors.Join(err, Redact(db.conn.Exec(context.WithoutCancel(ctx), "DROP TABLE "+table)))
	}()
	for n := range uint64(readBacks) {
		if err := db.conn.Exec(ctx, fmt.Sprintf("INSERT INTO %s SELECT %d", table, n)); err != nil {
			return fmt.Errorf("write to check that it is read: %w", Redact(err))
		}
		var seen uint64
		if err := db.conn.QueryRow(ctx, "SELECT count() FROM "+table).Scan(&seen); err != nil {
			return fmt.Errorf("read what was written: %w", Redact(err))
		}
		if seen != n+1 {
			return fmt.Errorf("%w (%d of %d rows)", ErrNotReadBack, seen, n+1)
		}
	}
	return nil
}
