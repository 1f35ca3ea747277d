package snapshot

import (
	"context"
	"fmt"

	"regulars"
	"regulars/schema"
)

// Staged is what a view returns for one date, kept for who asks for it many times: planning
// the view costs more than reading its rows. Drop it in the end; what a kill leaves is
// removed by a later derivation.
type Staged struct {
	table *Table
	db    *schema.DB
	work  schema.Identifier
	of    asOf
}

type missingParams struct {
	asOf
	Among schema.Identifier
}

var missingScript = schema.NewScript[missingParams]("snapshot", files, "missing.sql")

// Stage reads a view for a date.
func (t *Table) Stage(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (*Staged, error) {
	of := asOf{brand, date}
	work, err := db.Stage(schema.WithParams(ctx, of), brand, "staged", "SELECT * "+t.view)
	if err != nil {
		return nil, fmt.Errorf("stage %s for brand %s on %s: %w", t.name, brand, date, err)
	}
	return &Staged{t, db, work, of}, nil
}

// StageOf is Members.Stage of those alone whose ids another table has, as they were when the date
// was published: what is stored of it, also where events have come since. Where one of them isn't
// stored it reads the view.
func StageOf(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, among schema.Identifier) (*Staged, error) {
	var missing uint64
	if err := missingScript.Row(ctx, db, missingParams{asOf{brand, date}, among}, &missing); err != nil {
		return nil, err
	}
	t := Members
	text := "SELECT * " + t.view
	if missing == 0 {
		text = "SELECT * " + t.rows
	}
	of := asOf{brand, date}
	text += "\nWHERE member_id IN (SELECT member_id FROM " + schema.QuoteName(string(among)) + ")"
	work, err := db.Stage(schema.WithParams(ctx, of), brand, "staged", text)
	if err != nil {
		return nil, fmt.Errorf("stage some of %s for brand %s on %s: %w", t.name, brand, date, err)
	}
	return &Staged{t, db, work, of}, nil
}

// Of reports whether it is of a brand and a date.
func (s *Staged) Of(brand string, date regulars.BusinessDate) bool {
	return s != nil && s.of == asOf{brand, date}
}

// Over returns a text that reads the staged rows in place of the view.
func (s *Staged) Over(text string) (string, error) {
	return s.table.Instead(text, "FROM "+schema.QuoteName(string(s.work)))
}

// Drop removes the rows; of nil it does nothing.
func (s *Staged) Drop(ctx context.Context) {
	if s != nil {
		s.db.DropStaged(ctx, s.work)
	}
}
