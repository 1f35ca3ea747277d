package metric

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// WorkTable returns the name of a table that a computation makes and drops; its
// number is the computation's own. What a killed one leaves is dropped by a later
// derivation, which finds it by the brand.
func WorkTable(brand, table string, number uint64) schema.Identifier {
	return schema.Identifier(fmt.Sprintf("work_%s_%s_%d", brand, table, number))
}

// DropWork drops work tables, also when the context of their computation has ended.
// It returns no error: what it can't drop, a later derivation does.
func DropWork(db *schema.DB, tables ...schema.Identifier) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, table := range tables {
		_ = db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(string(table))+" SYNC")
	}
}
