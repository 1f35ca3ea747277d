package file

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"regulars/cell"
	"regulars/platform/file/store"
	"regulars/platform/file/workbook"
)

// sheetRows are the rows of one sheet of an .xlsx.
type sheetRows struct {
	name  string
	spool *os.File // of a packed one; nil otherwise
	book  *workbook.Book
	rows  *workbook.Rows  // nil: no sheet has any
	first []workbook.Cell // a row that was looked at, and comes again
	names []string
	cells []string
	typed []bool
	skip  int64
	blank int64
}

func openSheet(s *source, d *dialect) (reader, error) {
	r := &sheetRows{name: s.name, skip: int64(d.SkipLines)}
	if err := r.openBook(s); err != nil {
		return nil, errors.Join(err, r.close())
	}
	if err := r.openRows(d); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *sheetRows) openBook(s *source) error {
	f, size := s.f, s.size
	if !s.isSheet() {
		stream, err := s.stream()
		if err != nil {
			return err
		}
		r.spool, err = store.Spool(s.ctx, stream)
		if err = errors.Join(err, stream.Close()); err != nil {
			return err
		}
		f = r.spool
		if size, err = r.spool.Seek(0, io.SeekEnd); err != nil {
			return fmt.Errorf("look at the unpacked %s: %w", s.name, err)
		}
	}
	var err error
	r.book, err = workbook.Open(f, size)
	if errors.Is(err, workbook.ErrNone) {
		return refused(s.name, "holds a zip that is no workbook: pack the file itself")
	}
	return r.judge(err)
}

// judge makes what the workbook's reader says an error of the file.
func (r *sheetRows) judge(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return broken(r.name, err)
}

// openRows chooses the sheet and reads its header.
func (r *sheetRows) openRows(d *dialect) error {
	sheet, err := r.choose(d)
	if err != nil || sheet == nil {
		return err
	}
	if r.rows, err = r.book.Rows(*sheet); err != nil {
		return r.judge(err)
	}
	if d.NoHeader && len(d.Columns) > 0 {
		r.names = d.Columns
	} else if err := r.readHeader(d); err != nil {
		return err
	}
	r.cells, r.typed = make([]string, len(r.names)), make([]bool, len(r.names))
	return nil
}

// row returns the cells of the next row below the skipped ones.
func (r *sheetRows) row() ([]workbook.Cell, error) {
	if cells := r.first; cells != nil {
		r.first = nil
		return cells, nil
	}
	if r.rows == nil {
		return nil, io.EOF
	}
	for {
		cells, err := r.rows.Next()
		if err != nil {
			return nil, r.judge(err)
		}
		switch {
		case r.rows.Number() <= r.skip:
		case len(cells) == 0:
			r.blank++
		default:
			return cells, nil
		}
	}
}

func (r *sheetRows) readHeader(d *dialect) error {
	if len(d.Columns) > 0 {
		return unclear(r.name, "columns are named, but the sheet has a header: write that it has none, or leave the names out")
	}
	cells, err := r.row()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	names := make([]string, cells[len(cells)-1].Column+1)
	if d.NoHeader {
		r.first = cells
	} else {
		for _, c := range cells {
			names[c.Column] = c.Text
		}
	}
	r.names, err = headerNames(r.name, names)
	return err
}

// choose returns the declared sheet, or the only one that is shown and has a cell;
// nil: none has any.
func (r *sheetRows) choose(d *dialect) (*workbook.Sheet, error) {
	sheets := r.book.Sheets()
	if d.Sheet != "" {
		i := slices.IndexFunc(sheets, func(s workbook.Sheet) bool { return s.Name == d.Sheet })
		if i < 0 {
			return nil, unclear(r.name, "there is no sheet %q: write sheet: %s", shorten(d.Sheet), sheetNames(sheets))
		}
		return &sheets[i], nil
	}
	var filled []workbook.Sheet
	for _, s := range sheets {
		if s.Hidden {
			continue
		}
		has, err := r.hasCells(s)
		if err != nil {
			return nil, err
		}
		if has {
			filled = append(filled, s)
		}
	}
	switch len(filled) {
	case 0:
		return nil, nil
	case 1:
		d.found("sheet")
		d.Sheet = filled[0].Name
		return &filled[0], nil
	}
	return nil, unclear(r.name, "%d sheets have rows: write sheet: %s", len(filled), sheetNames(filled))
}

func (r *sheetRows) hasCells(s workbook.Sheet) (bool, error) {
	rows, err := r.book.Rows(s)
	if err != nil {
		return false, r.judge(err)
	}
	has, err := rows.HasCells()
	return has, r.judge(errors.Join(err, rows.Close()))
}

func sheetNames(sheets []workbook.Sheet) string {
	var names []string
	for _, s := range sheets {
		names = append(names, shorten(s.Name))
	}
	return strings.Join(names, ", or ")
}

func (r *sheetRows) next(row *cell.Row) error {
	for {
		cells, err := r.row()
		if err != nil {
			return err
		}
		*row = cell.Row{Line: r.rows.Number()}
		clear(r.cells)
		clear(r.typed)
		row.Problem = r.fill(cells)
		switch {
		case row.Problem != "":
			row.Raw = rawCells(cells)
		case allBlank(r.cells):
			r.blank++
			continue
		default:
			row.Cells, row.Typed = r.cells, r.typed
		}
		return nil
	}
}

func (r *sheetRows) fill(cells []workbook.Cell) (problem string) {
	for _, c := range cells {
		switch {
		case c.Problem != "":
			return fmt.Sprintf("cell %s%d %s", workbook.ColumnName(c.Column), r.rows.Number(), c.Problem)
		case c.Column < len(r.cells):
			r.cells[c.Column], r.typed[c.Column] = c.Text, c.Typed
		case strings.TrimSpace(c.Text) != "":
			return fmt.Sprintf("a cell in column %s, the header ends with column %s", workbook.ColumnName(c.Column), workbook.ColumnName(max(0, len(r.cells)-1)))
		}
	}
	return ""
}

func rawCells(cells []workbook.Cell) string {
	var b strings.Builder
	for _, c := range cells {
		if b.Len() < largestRaw {
			fmt.Fprintf(&b, "%s: %s\t", workbook.ColumnName(c.Column), c.Text)
		}
	}
	return strings.ToValidUTF8(b.String()[:min(b.Len(), largestRaw)], "")
}

func (r *sheetRows) columns() []string { return r.names }

func (r *sheetRows) counted() (blank, lines int64) {
	if r.rows == nil {
		return r.blank, 0
	}
	return r.blank, r.rows.Number()
}

func (r *sheetRows) close() error {
	var err error
	if r.rows != nil {
		err = r.rows.Close()
	}
	if r.book != nil {
		err = errors.Join(err, r.book.Close())
	}
	if r.spool != nil {
		err = errors.Join(err, r.spool.Close())
	}
	return err
}
