package advice

import (
	"context"

	"regulars"
	"regulars/schema"
)

type keptKey struct {
	Brand string
	Date  regulars.BusinessDate
}

type keptParams struct {
	keptKey
	Shown string
}

var (
	putScript  = schema.NewScript[keptParams]("advice", files, "put_suggestion.sql")
	lastScript = schema.NewScript[keptKey]("advice", files, "last_suggestion.sql")
)

// Keep keeps what people see of the suggestion that was made after the night of a date.
func Keep(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, shown string) error {
	return putScript.Exec(ctx, db, keptParams{keptKey{brand, date}, shown})
}

// Kept returns what was kept last, up to a date; empty: nothing.
func Kept(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (shown string, err error) {
	return shown, lastScript.Row(ctx, db, keptKey{brand, date}, &shown)
}
