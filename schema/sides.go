package schema

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// NoBound is of queries that may take as long as they do.
const NoBound = 0

// KeepSides lets ClickHouse join as it is written, the right side first, and ends a query
// after so many seconds. It is for queries about few members, which stand on the right: it
// then drops the others while it reads the left side. By itself it exchanges the two where it
// takes the left one for smaller, and reads and groups everybody.
func KeepSides(ctx context.Context, seconds int) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"query_plan_join_swap_table": "false", "max_execution_time": seconds}))
}
