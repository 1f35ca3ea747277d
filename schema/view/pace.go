package view

import (
	"context"
	"time"

	"regulars/schema"
)

// Pace returns how long a day of a backfill takes here; 0 where nothing ran yet.
func Pace(ctx context.Context, db *schema.DB, brand string) (time.Duration, error) {
	var ms int64
	err := dayPace.Row(ctx, db, brandParams{brand}, &ms)
	return time.Duration(ms) * time.Millisecond, err
}
