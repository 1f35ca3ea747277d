package snapshot

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"regulars"
	"regulars/schema"
)

// Script is a .sql file that reads a view, or the view's snapshot.
type Script[P any] struct {
	table        *Table
	live, stored schema.Script[P]
}

// NewScript is schema.NewScript for a file that reads the view of a table. It also
// panics where the file doesn't.
func NewScript[P any](t *Table, room string, files fs.FS, file string) Script[P] {
	return Script[P]{t, schema.NewScript[P](room, files, file), schema.NewScript[P](room, stored{files, t}, file)}
}

// Of returns the script to run for a date: one that reads the snapshot where that is
// current, else one that reads the view. Run it at once.
func (s Script[P]) Of(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (schema.Script[P], error) {
	current, err := s.table.Current(ctx, db, brand, date)
	if err != nil || !current {
		return s.live, err
	}
	return s.stored, nil
}

// Live returns the script that reads the view, and Stored the one that reads what is stored of
// a date, whether that is current or not.
func (s Script[P]) Live() schema.Script[P]   { return s.live }
func (s Script[P]) Stored() schema.Script[P] { return s.stored }

// Over is Of for a statement that no file holds alone: it returns the text, reading the
// snapshot where that is current.
func (t *Table) Over(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, text string) (string, error) {
	current, err := t.Current(ctx, db, brand, date)
	if err != nil || !current {
		return text, err
	}
	return t.in(text)
}

// Shape returns a text that reads the table in place of its view, whatever is stored: for
// questions about columns and conditions, which no row answers. To plan the view takes
// ClickHouse half a second.
func (t *Table) Shape(text string) (string, error) { return t.in(text) }

// in returns a text that reads the table in place of its view.
func (t *Table) in(text string) (string, error) { return t.Instead(text, t.rows) }

// Instead returns a text that reads other rows in place of the view's.
func (t *Table) Instead(text, rows string) (string, error) {
	if !strings.Contains(text, t.view) {
		return "", fmt.Errorf("it doesn't read the view of %s: write %q", t.name, strings.TrimSpace(t.view))
	}
	return strings.ReplaceAll(text, t.view, rows), nil
}

// stored are files in which a table stands in place of its view.
type stored struct {
	fs.FS
	table *Table
}

func (f stored) ReadFile(name string) ([]byte, error) {
	text, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil, err
	}
	replaced, err := f.table.in(string(text))
	return []byte(replaced), err
}
