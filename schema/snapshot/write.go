package snapshot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/schema"
)

type (
	brandParams struct{ Brand string }
	datesParams struct {
		Brand string
		Table schema.Identifier
	}
)

var (
	lastScript  = schema.NewScript[brandParams]("snapshot", files, "last.sql")
	datesScript = schema.NewScript[datesParams]("snapshot", files, "old_dates.sql")
)

// ErrChanged says that what a snapshot was made from changed meanwhile.
var ErrChanged = errors.New("what it shows changed meanwhile: write it again")

// Write stores what the views return for the brand's last published date, where that
// isn't stored yet; readers see all of a table's new rows or none. While a derivation is
// at work, or after one that was killed, no members are stored: the generation that
// follows it stores them. It returns ErrChanged where the rows would be of two moments; what
// members do meanwhile, which in a large shop never ends, only leaves them not current.
func Write(ctx context.Context, db *schema.DB, brand string) error {
	var dates uint64
	var last time.Time
	if err := lastScript.Row(ctx, db, brandParams{brand}, &dates, &last); err != nil || dates == 0 {
		return err
	}
	of := asOf{brand, regulars.DateOf(last, time.UTC)}
	for _, t := range []*Table{Trends, Members} {
		if err := t.write(ctx, db, of); err != nil {
			return fmt.Errorf("store %s for brand %s on %s: %w", t.name, brand, of.Date, err)
		}
	}
	return nil
}

func (t *Table) write(ctx context.Context, db *schema.DB, of asOf) error {
	before, err := t.stamps(ctx, db, stampParams{of, true})
	if err != nil || before.now == 0 || before.current() {
		return err
	}
	work := schema.Identifier(fmt.Sprintf("work_%s_%s_%d", of.Brand, t.name, time.Now().UnixNano()))
	defer db.DropStaged(ctx, work)
	if err := t.run(ctx, db, of, "CREATE TABLE "+schema.QuoteName(string(work))+" AS "+t.name); err != nil {
		return err
	}
	if err := t.fill.Exec(ctx, db, fillParams{asOf: of, Stamp: before.now, Work: work}); err != nil {
		return err
	}
	after, err := t.stamps(ctx, db, stampParams{of, true})
	if err != nil {
		return err
	}
	if (after.now^before.now)&t.still != 0 {
		return ErrChanged
	}
	err = t.run(ctx, db, of, "ALTER TABLE "+t.name+" REPLACE PARTITION ({brand:String}, {date:Date}) FROM "+schema.QuoteName(string(work)))
	if err != nil {
		return err
	}
	return t.dropOld(ctx, db, of.Brand)
}

// dropOld keeps the newest date and the one before it, which somebody may be about to
// read.
func (t *Table) dropOld(ctx context.Context, db *schema.DB, brand string) error {
	var old []struct {
		Date time.Time `ch:"date"`
	}
	if err := datesScript.Select(ctx, db, &old, datesParams{brand, schema.Identifier(t.name)}); err != nil {
		return err
	}
	for _, o := range old {
		of := asOf{brand, regulars.DateOf(o.Date, time.UTC)}
		if err := t.run(ctx, db, of, "ALTER TABLE "+t.name+" DROP PARTITION ({brand:String}, {date:Date})"); err != nil {
			return err
		}
	}
	return nil
}

// run is for statements in which a table's name can't be a parameter.
func (t *Table) run(ctx context.Context, db *schema.DB, of asOf, statement string) error {
	return schema.Redact(db.Conn().Exec(schema.WithParams(ctx, of), statement))
}
