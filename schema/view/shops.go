package view

import (
	"context"
	"time"

	"regulars/schema"
)

// ShopLine is how far one entity of a shop is loaded. A time that isn't known is the epoch.
type ShopLine struct {
	Shop     string    `ch:"shop"`
	Entity   string    `ch:"entity"`
	LoadedTo time.Time `ch:"loaded_to"`
	TriedAt  time.Time `ch:"tried_at"`
	State    string    `ch:"state"`  // of the last try
	Detail   string    `ch:"detail"` // of the last try
	SweptAt  time.Time `ch:"swept_at"`
}

// Shops lists how far the shops of a brand are loaded.
func Shops(ctx context.Context, db *schema.DB, brand string) ([]ShopLine, error) {
	var lines []ShopLine
	err := shopLines.Select(ctx, db, &lines, brandParams{brand})
	return lines, err
}

// Pace returns how long a day of a backfill takes here; 0 where nothing ran yet.
func Pace(ctx context.Context, db *schema.DB, brand string) (time.Duration, error) {
	var ms int64
	err := dayPace.Row(ctx, db, brandParams{brand}, &ms)
	return time.Duration(ms) * time.Millisecond, err
}
