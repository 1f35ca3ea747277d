package view

import (
	"context"
	"time"

	"regulars/schema"
)

// ShopRow is how the pulls of one entity of a shop stand.
type ShopRow struct {
	Shop      string     `ch:"shop"`
	Entity    string     `ch:"entity"`
	WholeTo   *time.Time `ch:"whole_to"` // all that changed before it is there; nil: no pull was whole yet
	State     string     `ch:"state"`    // of the newest load, as are those below
	Detail    string     `ch:"detail"`   // why it is not whole
	Received  uint64     `ch:"received"`
	Stored    uint64     `ch:"stored"`
	Rejected  uint64     `ch:"rejected"`
	Platform  *uint64    `ch:"platform"` // the platform's own count; nil: it can't count
	StartedAt time.Time  `ch:"started_at"`
	SweptAt   *time.Time `ch:"swept_at"` // the last sweep of the whole shop; nil: none
	Open      uint64     `ch:"open"`     // differences that it left
}

// Shops lists the shops of a brand that were ever pulled, by entity.
func Shops(ctx context.Context, db *schema.DB, brand string) ([]ShopRow, error) {
	var rows []ShopRow
	err := allShops.Select(ctx, db, &rows, brandParams{brand})
	return rows, err
}
