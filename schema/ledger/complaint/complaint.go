package complaint

import (
	"context"
	"embed"
	"fmt"

	"regulars"
	"regulars/schema"
	"regulars/schema/ledger"
)

//go:embed *.sql
var files embed.FS

type params struct {
	Brand, Campaign string
	Date            regulars.BusinessDate
	Least           uint64
}

var script = schema.NewScript[params]("complaint", files, "count.sql")

// Count returns how many members complained of a run's messages, and how many were sent; or
// zeros where the whole brand has fewer complaints than least.
func Count(ctx context.Context, db *schema.DB, r ledger.Run, least uint64) (complaints, sent uint64, err error) {
	if err := script.Row(ctx, db, params{r.Brand, r.Campaign, r.Date, least}, &complaints, &sent); err != nil {
		return 0, 0, fmt.Errorf("count the complaints of %s: %w", r, err)
	}
	return complaints, sent, nil
}
