package adoption

import (
	"context"
	"fmt"
	"strings"

	"regulars/schema"
)

// adopted are the tables that no shop can give again: the ledger, what people said to us
// themselves, and who was erased.
var adopted = []string{"deliveries", "delivery_attempts", "message_events", "suppressions", "campaign_runs", "consent_facts", "erased"}

const commonColumns = `SELECT name FROM system.columns WHERE database = currentDatabase() AND table = ? AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')
AND name IN (SELECT name FROM system.columns WHERE database = ? AND table = ?) ORDER BY position`

// Adopt copies the ledger of another database of the same server, which was made before
// the first release, as far as its tables have the same columns. It may run again: every
// row keeps its version. It returns the number of rows that it copied, by table.
func Adopt(ctx context.Context, db *schema.DB, from string) (map[string]uint64, error) {
	copied := map[string]uint64{}
	for _, table := range adopted {
		var columns []struct {
			Name string `ch:"name"`
		}
		if err := db.Conn().Select(ctx, &columns, commonColumns, table, from, table); err != nil {
			return nil, fmt.Errorf("compare table %s with that of %s: %w", table, from, schema.Redact(err))
		}
		if len(columns) == 0 {
			continue // the other database has no such table
		}
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = schema.QuoteColumn(c.Name)
		}
		list, source := strings.Join(names, ", "), schema.QuoteName(from)+"."+schema.QuoteName(table)
		if err := db.Conn().Exec(ctx, "INSERT INTO "+schema.QuoteName(table)+" ("+list+") SELECT "+list+" FROM "+source+" FINAL"); err != nil {
			return nil, fmt.Errorf("copy table %s of %s: %w", table, from, schema.Redact(err))
		}
		var n uint64
		if err := db.Conn().QueryRow(ctx, "SELECT count() FROM "+source+" FINAL").Scan(&n); err != nil {
			return nil, fmt.Errorf("count table %s of %s: %w", table, from, schema.Redact(err))
		}
		copied[table] = n
	}
	return copied, nil
}
