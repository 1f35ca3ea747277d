package desk

import (
	"context"
	"fmt"
	"time"

	"regulars/schema"
)

// PutSplit records that two identifiers are not one person's, or that they are after all.
// The next night links people by it, and restates what follows.
func PutSplit(ctx context.Context, db *schema.DB, brand string, a, b uint64, active bool, by string, at time.Time) error {
	batch, err := db.PrepareBatch(ctx, "INSERT INTO identity_splits (brand, a, b, active, by, at, version)")
	if err != nil {
		return fmt.Errorf("undo a link: %w", schema.Redact(err))
	}
	if err := batch.Append(brand, min(a, b), max(a, b), active, by, at.UTC(), uint64(at.UnixNano())); err != nil {
		return fmt.Errorf("undo a link: %w", err)
	}
	return schema.Redact(batch.Send())
}
