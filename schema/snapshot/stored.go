package snapshot

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/schema"
)

// Stored says of which date members are stored, and since when.
type Stored struct {
	Date regulars.BusinessDate // empty: none are
	At   time.Time
}

var storedScript = schema.NewScript[asOf]("snapshot", files, "members_stored.sql")

// StoredOf returns what is stored of a brand's members last, of a date or of one before it,
// whatever has come since.
func StoredOf(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (Stored, error) {
	var of, at time.Time
	err := storedScript.Row(ctx, db, asOf{brand, date}, &of, &at)
	if errors.Is(err, schema.ErrNoRows) {
		return Stored{}, nil
	}
	return Stored{regulars.DateOf(of, time.UTC), at}, err
}
