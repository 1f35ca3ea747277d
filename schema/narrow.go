package schema

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// Narrow lets queries see only those rows of some tables that meet a condition, also within
// the views that they read: a view that gathers all members then gathers the one who is asked
// for, by the keys of its tables. ClickHouse narrows after FINAL, so no older version of a row
// shows. The conditions are SQL of ours, by the table; nothing from outside belongs into one.
func Narrow(ctx context.Context, conditions map[string]string) context.Context {
	all := make([]string, 0, len(conditions))
	for _, table := range slices.Sorted(maps.Keys(conditions)) {
		all = append(all, QuoteText(table)+":"+QuoteText(conditions[table]))
	}
	return clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"additional_table_filters": "{" + strings.Join(all, ",") + "}"}))
}
