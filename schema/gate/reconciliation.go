package gate

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/present/cause"
	"regulars/schema"
)

// Reconciled is one line of the gate.
type Reconciled struct {
	Shop     string  `ch:"shop"`
	Entity   string  `ch:"entity"`
	LoadID   string  `ch:"load_id"`
	Platform *uint64 `ch:"platform"` // nil: the platform can't count
	Received uint64  `ch:"received"`
	Stored   uint64  `ch:"stored"`
	Rejected uint64  `ch:"rejected"`
	Unmapped uint64  `ch:"unmapped"` // orders with a status word that nobody mapped
	Words    string  `ch:"words"`    // those words, each with its number of orders
	OK       bool    `ch:"ok"`
	Reason   string  `ch:"reason"` // why it is not ok, and what to do

	Cause cause.Cause `ch:"cause"` // of Reason; of lines that an earlier release wrote there is none

	Unchanged bool `ch:"unchanged"` // files as an earlier load left them, with its counts

	// Of feeds: where the rows of their files went, and how the files were read where
	// that was found out and not declared.
	FileRows     uint64   `ch:"file_rows"`
	UsedRows     uint64   `ch:"used_rows"`
	RejectedRows uint64   `ch:"rejected_rows"`
	LeftOut      uint64   `ch:"left_out"`
	Blank        uint64   `ch:"blank"`
	Totals       uint64   `ch:"totals"`
	Taken        []string `ch:"taken"`
}

// PutReconciled records the lines of a night's gate.
func PutReconciled(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, lines []Reconciled) error {
	if len(lines) == 0 {
		return nil
	}
	batch, err := db.PrepareBatch(ctx, `INSERT INTO reconciliation
		(brand, date, shop, entity, load_id, platform, received, stored, rejected, unmapped, words, ok, reason, cause, unchanged, at, version)`)
	if err != nil {
		return fmt.Errorf("record the reconciliation of %s: %w", date, schema.Redact(err))
	}
	now := time.Now().UTC()
	for _, l := range lines {
		err := batch.Append(brand, date.Time(), l.Shop, l.Entity, l.LoadID, l.Platform, l.Received, l.Stored, l.Rejected, l.Unmapped, l.Words,
			l.OK, l.Reason, l.Cause.String(), l.Unchanged, now, uint64(now.UnixNano()))
		if err != nil {
			_ = batch.Abort()
			return fmt.Errorf("record the reconciliation of %s: %w", date, err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("record the reconciliation of %s: %w", date, schema.Redact(err))
	}
	return nil
}

// Reconciliation reads the lines of a night's gate, sorted by shop and entity.
func Reconciliation(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) ([]Reconciled, error) {
	var lines []Reconciled
	err := reconciliation.Select(ctx, db, &lines, nightParams{brand, date})
	return lines, err
}
