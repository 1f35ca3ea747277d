package schema

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
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

// Stage writes the rows of a query aside, into a work table of a brand that it names.
// The table need not outlive a power cut. Drop it by DropStaged; what a kill leaves is dropped
// by a later derivation. Where the context ends by itself the name says when, so that an
// erasure need not wait for the table of somebody who is gone.
func (db *DB) Stage(ctx context.Context, brand, what, query string) (Identifier, error) {
	if ends, bounded := ctx.Deadline(); bounded {
		what += fmt.Sprintf("_until_%d", ends.Unix())
	}
	work := Identifier(fmt.Sprintf("work_%s_%s_%d_%d", brand, what, time.Now().UnixNano(), rand.Uint32()))
	if err := db.conn.Exec(ctx, "CREATE TABLE "+QuoteName(string(work))+" ENGINE = MergeTree ORDER BY tuple() AS\n"+query); err != nil {
		db.DropStaged(ctx, work)
		return "", Redact(err)
	}
	return work, nil
}

// DropStaged drops work tables, also where the context has ended; no name is none.
func (db *DB) DropStaged(ctx context.Context, tables ...Identifier) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	for _, table := range tables {
		if table != "" {
			_ = db.DropTable(ctx, string(table))
		}
	}
}
