package schema

import (
	"context"
	"fmt"
)

// memberParts are how many partitions a brand has in the tables of members'
// orders and stages, and how many parts all its members are taken in, which bounds
// the memory: each reads its own partition.
const MemberParts = 8

// replacePartition puts another table's rows in the place of a brand's partition,
// at once and without copying them.
func (db *DB) ReplacePartition(ctx context.Context, table, from, brand string) error {
	return db.replace(ctx, table, from, "{brand:String}", brand)
}

// replaceMemberParts does so where the members of a brand are partitioned, one
// partition after the other.
func (db *DB) ReplaceMemberParts(ctx context.Context, table, from, brand string) error {
	for part := range MemberParts {
		if err := db.replace(ctx, table, from, fmt.Sprintf("({brand:String}, %d)", part), brand); err != nil {
			return err
		}
	}
	return nil
}

// replace writes the tables' names into the statement, since they can't be query
// parameters there.
func (db *DB) replace(ctx context.Context, table, from, partition, brand string) error {
	ctx = WithParams(ctx, struct{ Brand string }{brand})
	statement := "ALTER TABLE " + QuoteName(table) + " REPLACE PARTITION " + partition + " FROM " + QuoteName(from)
	if err := db.conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("put partition %s of %s in %s: %w", partition, from, table, Redact(err))
	}
	return nil
}

// DropTable drops a work table if it is there. Who can't do anything about a failure
// may ignore the error: a table that stays is dropped by a later derivation.
func (db *DB) DropTable(ctx context.Context, table string) error {
	if err := db.conn.Exec(ctx, "DROP TABLE IF EXISTS "+QuoteName(table)+" SYNC"); err != nil {
		return fmt.Errorf("drop the work table %s: %w", table, Redact(err))
	}
	return nil
}
