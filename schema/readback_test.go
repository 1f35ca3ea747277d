package schema_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars/schema"
)

// queueing acknowledges an insert before it is visible, as a server does whose
// profile has wait_for_async_insert = 0.
type queueing struct {
	driver.Conn
	acknowledged int
	late         string
}

func (q *queueing) Exec(ctx context.Context, statement string, args ...any) error {
	if !strings.HasPrefix(statement, "INSERT") {
		return q.Conn.Exec(ctx, statement, args...)
	}
	q.acknowledged++
	statement, q.late = q.late, statement
	if statement == "" {
		return nil
	}
	return q.Conn.Exec(ctx, statement, args...)
}

func TestCheckReadYourWrites(t *testing.T) {
	e := openEngine(t)
	require.NoError(t, schema.CheckReadYourWrites(t.Context(), e.db))

	q := &queueing{Conn: e.conn}
	require.ErrorIs(t, schema.CheckReadYourWrites(t.Context(), e.db.With(q)), schema.ErrNotReadBack)
	require.Equal(t, 1, q.acknowledged)

	var left uint64
	require.NoError(t, e.conn.QueryRow(t.Context(),
		"SELECT count() FROM system.tables WHERE database = currentDatabase() AND name LIKE 'check\\_%'").Scan(&left))
	require.Zero(t, left)
}

// The claim depends on these; a user's profile must not decide them.
func TestConnectionPinsReadYourWrites(t *testing.T) {
	e := openEngine(t)
	for name, want := range map[string]string{"async_insert": "0", "wait_for_async_insert": "1", "select_sequential_consistency": "1"} {
		var value string
		require.NoError(t, e.db.Conn().QueryRow(t.Context(), "SELECT toString(getSetting(?))", name).Scan(&value))
		require.Contains(t, []string{want, map[string]string{"0": "false", "1": "true"}[want]}, value, name)
	}
}
