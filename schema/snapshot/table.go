package snapshot

import (
	"context"
	"embed"
	"fmt"

	"regulars"
	"regulars/schema"
)

//go:embed *.sql
var files embed.FS

// Table is a view with the table that holds snapshots of it.
type Table struct {
	name  string // the table's
	view  string // how .sql files read the view
	rows  string // the same rows in the table
	stamp schema.Script[asOf]
	fill  schema.Script[fillParams]
}

type asOf struct {
	Brand string
	Date  regulars.BusinessDate
}

type fillParams struct {
	asOf
	Stamp uint64
	Work  schema.Identifier
}

var (
	// Trends holds kpi_trend. A file that reads it asks for one brand and one date.
	Trends = &Table{
		name:  "trend_snapshots",
		view:  "FROM kpi_trend\n",
		rows:  "FROM trend_snapshots\n",
		stamp: schema.NewScript[asOf]("snapshot", files, "trends_stamp.sql"),
		fill:  schema.NewScript[fillParams]("snapshot", files, "trends_fill.sql"),
	}
	// Members holds member_asof, of the parameters brand and date.
	Members = &Table{
		name: "member_snapshots",
		view: "FROM member_asof(brand = {brand:String}, date = {date:Date})",
		rows: "FROM (SELECT * EXCEPT (stamp, brand, date) FROM member_snapshots" +
			" WHERE member_snapshots.brand = {brand:String} AND member_snapshots.date = {date:Date})",
		stamp: schema.NewScript[asOf]("snapshot", files, "members_stamp.sql"),
		fill:  schema.NewScript[fillParams]("snapshot", files, "members_fill.sql"),
	}
)

// Current reports whether the table holds what the view returns now for a date.
func (t *Table) Current(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (bool, error) {
	s, err := t.stamps(ctx, db, asOf{brand, date})
	return s.current(), err
}

// Stamp returns the hash of all that the view reads as of a date; 0: it is being written.
func (t *Table) Stamp(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (uint64, error) {
	s, err := t.stamps(ctx, db, asOf{brand, date})
	return s.now, err
}

// stamps are what the view would be stamped with now, and what the stored snapshot
// bears; 0: the view's tables are being written, or there is no snapshot.
type stamps struct{ now, stored uint64 }

func (s stamps) current() bool { return s.now != 0 && s.now == s.stored }

func (t *Table) stamps(ctx context.Context, db *schema.DB, of asOf) (stamps, error) {
	var s stamps
	if err := t.stamp.Row(ctx, db, of, &s.now, &s.stored); err != nil {
		return s, fmt.Errorf("compare the stamps of %s for brand %s on %s: %w", t.name, of.Brand, of.Date, err)
	}
	return s, nil
}
