package view

import (
	"context"

	"regulars"
	"regulars/schema"
)

// RejectedRow is a record that a night could not understand. It holds personal
// data: show it to the person at the command line, and nowhere else.
type RejectedRow struct {
	Shop   string `ch:"shop"`
	Entity string `ch:"entity"`
	Record string `ch:"record"` // its id, or its place in the file
	Reason string `ch:"reason"`
	Raw    string `ch:"raw"`
	All    uint64 `ch:"all"` // how many there are beyond the limit, too
}

// RejectedRows lists the first records that the pulls of a night rejected. Of
// files as they were before there are none: they were shown then.
func RejectedRows(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, limit int) ([]RejectedRow, error) {
	var rows []RejectedRow
	err := rejected.Select(ctx, db, &rows, rejectedParams{brand, date, limit})
	return rows, err
}
