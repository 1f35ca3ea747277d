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
	stamp schema.Script[stampParams]
	fill  schema.Script[fillParams]
	still uint64 // the bits of the stamp that must not change while it is written
}

type asOf struct {
	Brand string
	Date  regulars.BusinessDate
}

// stampParams ask for a stamp, with what members did or without.
type stampParams struct {
	asOf
	Did bool
}

const (
	all uint64 = 1<<64 - 1
	// derived are the bits of the stamp of members that are of what is derived and set; the
	// others are of what members did.
	derived uint64 = 0xFFFFFFFF_00000000
)

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
		stamp: schema.NewStep[stampParams]("snapshot", files, "trends_stamp.sql"),
		fill:  schema.NewScript[fillParams]("snapshot", files, "trends_fill.sql"),
		still: all,
	}
	// Members holds member_asof, of the parameters brand and date.
	Members = &Table{
		name: "member_snapshots",
		view: "FROM member_asof(brand = {brand:String}, date = {date:Date})",
		rows: "FROM (SELECT * EXCEPT (stamp, brand, date) FROM member_snapshots" +
			" WHERE member_snapshots.brand = {brand:String} AND member_snapshots.date = {date:Date})",
		stamp: schema.NewStep[stampParams]("snapshot", files, "members_stamp.sql"),
		fill:  schema.NewScript[fillParams]("snapshot", files, "members_fill.sql"),
		still: derived,
	}
)

// Current reports whether the table holds what the view returns now for a date.
func (t *Table) Current(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (bool, error) {
	s, err := t.stamps(ctx, db, stampParams{asOf{brand, date}, true})
	return s.current(), err
}

// Standing is how what is stored of a date's members is to what member_asof returns now.
type Standing int

// Standings.
const (
	Behind   Standing = iota // something that is derived or set has changed since, or nothing is stored
	ButDeeds                 // the same, but for what members did since: their events, and what they answered
	Same
)

// CurrentButDeeds reports whether members are stored of a date as member_asof returns them now,
// but for what they did since. It reads small tables only.
func CurrentButDeeds(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (bool, error) {
	s, err := Members.stamps(ctx, db, stampParams{asOf{brand, date}, false})
	return s.standing() != Behind, err
}

// StandingOf returns how the stored members of a date stand.
func StandingOf(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (Standing, error) {
	s, err := Members.stamps(ctx, db, stampParams{asOf{brand, date}, true})
	return s.standing(), err
}

func (s stamps) standing() Standing {
	switch {
	case s.current():
		return Same
	case s.now&derived != 0 && (s.now^s.stored)&derived == 0:
		return ButDeeds
	}
	return Behind
}

// Stamp returns the hash of all that the view reads as of a date; 0: it is being written.
func (t *Table) Stamp(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (uint64, error) {
	s, err := t.stamps(ctx, db, stampParams{asOf{brand, date}, true})
	return s.now, err
}

// stamps are what the view would be stamped with now, and what the stored snapshot
// bears; 0: the view's tables are being written, or there is no snapshot.
type stamps struct{ now, stored uint64 }

func (s stamps) current() bool { return s.now != 0 && s.now == s.stored }

func (t *Table) stamps(ctx context.Context, db *schema.DB, of stampParams) (stamps, error) {
	var s stamps
	if err := t.stamp.Row(ctx, db, of, &s.now, &s.stored); err != nil {
		return s, fmt.Errorf("compare the stamps of %s for brand %s on %s: %w", t.name, of.Brand, of.Date, err)
	}
	return s, nil
}
