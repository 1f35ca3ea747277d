package approval

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger"
)

//go:embed *.sql
var files embed.FS

type (
	recordParams struct {
		Brand, Campaign string
		Date            regulars.BusinessDate
		Mark            uint64
		By              string
		At              time.Time
	}
	markParams struct {
		Brand, Campaign string
		Date            regulars.BusinessDate
	}
)

var (
	recordScript = schema.NewScript[recordParams]("approval", files, "record.sql")
	markScript   = schema.NewScript[markParams]("approval", files, "mark.sql")
)

// Record records the mark of the texts with which somebody let a run be sent.
func Record(ctx context.Context, db *schema.DB, r ledger.Run, mark uint64, by string, at time.Time) error {
	err := recordScript.Exec(ctx, db, recordParams{r.Brand, r.Campaign, r.Date, mark, by, at.UTC()})
	if err != nil {
		return fmt.Errorf("record what was approved of %s: %w", r, err)
	}
	return nil
}

// Mark returns the mark of the texts with which a run was let go last, and by whom; 0: by
// nobody.
func Mark(ctx context.Context, db *schema.DB, r ledger.Run) (mark uint64, by string, err error) {
	err = markScript.Row(ctx, db, markParams{r.Brand, r.Campaign, r.Date}, &mark, &by)
	if errors.Is(err, schema.ErrNoRows) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read what was approved of %s: %w", r, err)
	}
	return mark, by, nil
}
