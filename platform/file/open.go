package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"regulars/cell"
	"regulars/platform/file/store"
)

// Entry is one file: where it stands, its name, size and stamp.
type Entry = store.Entry

// List returns the files that a path stands for, sorted by path: see package store.
func List(ctx context.Context, path string) ([]Entry, error) { return store.List(ctx, path) }

// Dialect is how a file is written. What is empty is found out.
type Dialect struct {
	Format    string   // csv, json, parquet, xlsx, Whitespace, or the name of ClickHouse's format; empty: by the file's name and beginning
	Encoding  string   // utf-8, utf-16le, big5, gbk, shift_jis, windows-1252 …
	Delimiter string   // , ; tab | or any other sign; blanks for runs of them
	Quote     string   // one sign, or none; empty: "
	NoHeader  bool     // the first row is a row
	SkipLines int      // lines above the header; rows of a sheet
	Sheet     string   // of a workbook
	Columns   []string // names of the columns where there is no header
}

// dialect is a Dialect that is being completed.
type dialect struct {
	Dialect
	escapes bool     // the format's cells have escapes, as databases write them
	finds   []string // what was found
}

func (d *dialect) found(what string) { d.finds = append(d.finds, what) }

// Counts is how much of a file was read so far. Every record of a file is a row or blank.
type Counts struct {
	Rows  int64 // returned by Next, with a Problem or without
	Bad   int64 // those with a Problem
	Blank int64 // without any text, left out
	Lines int64 // lines of a text; the rows of a sheet, the records of others
}

// reader reads the rows of one format.
type reader interface {
	columns() []string
	next(row *cell.Row) error
	counted() (blank, lines int64)
	close() error
}

// Rows are the rows of one file, in a stream.
type Rows struct {
	source  *source
	done    func() error // ends the file
	reader  reader
	dialect *dialect
	row     cell.Row
	headers cell.Headers
	rows    int64
	bad     int64
	err     error
}

// Open opens a file of List, and finds out how it is written where the dialect
// doesn't say. Returns ErrUnclear where its owner must say it, ErrRefused for what is
// no table, ErrBroken where it is cut short, ErrForeign for a format that ClickHouse
// must read itself. Those of IsTransient may go away.
func Open(ctx context.Context, e Entry, d Dialect) (*Rows, error) {
	if foreign(d.Format) {
		return nil, &fault{kind: ErrForeign, text: fmt.Sprintf("%s: %s is read by ClickHouse", e.Path, d.Format)}
	}
	f, err := store.Open(ctx, e)
	if err != nil {
		return nil, err
	}
	return openFile(ctx, f, f.Close, e, d)
}

// openFile reads a file that is open already; done ends it.
func openFile(ctx context.Context, f *os.File, done func() error, e Entry, d Dialect) (*Rows, error) {
	s, err := newSource(ctx, f, e.Path, e.Name)
	if err != nil {
		return nil, errors.Join(err, done())
	}
	r := &Rows{source: s, done: done, dialect: &dialect{Dialect: d}}
	r.dialect.Columns = slices.Clone(d.Columns)
	if r.reader, err = openAs(s, r.dialect); err != nil {
		return nil, errors.Join(err, done())
	}
	return r, nil
}

func openAs(s *source, d *dialect) (reader, error) {
	head, err := s.head()
	if err != nil {
		return nil, err
	}
	kind, err := kindOfFile(s, d, head)
	if err != nil {
		return nil, err
	}
	d.Format = kind
	switch kind {
	case kindSheet:
		return openSheet(s, d)
	case kindParquet:
		return openParquet(s, d)
	case kindJSON:
		return openJSON(s, d, head)
	}
	return openText(s, kind, d, head)
}

// head returns how the unpacked file begins.
func (s *source) head() ([]byte, error) {
	if s.isSheet() {
		return nil, nil
	}
	r, err := s.stream()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	head, err := io.ReadAll(io.LimitReader(r, 64<<10))
	return head, err
}

// Columns are the names of the columns, as the header has them without blanks
// around; none where the file is empty.
func (r *Rows) Columns() []string { return r.reader.columns() }

// Dialect is how the file is read: what was declared, and what was found.
func (r *Rows) Dialect() Dialect { return r.dialect.Dialect }

// Found names the parts of the dialect that were found, not declared: format,
// encoding, delimiter, sheet.
func (r *Rows) Found() []string { return r.dialect.finds }

// Next returns the next row; it is valid until the call after. Returns io.EOF at the
// end. A row that can't be used has a Problem. An error means that the file is not
// read to its end: nothing of it is to be used.
func (r *Rows) Next() (*cell.Row, error) {
	if r.err != nil {
		return nil, r.err
	}
	var err error
	if r.rows%1024 == 0 {
		err = r.source.ctx.Err()
	}
	if err == nil {
		err = r.reader.next(&r.row)
	}
	if errors.Is(err, io.EOF) {
		if changed := r.source.changed(); changed != nil {
			err = changed
		}
	}
	if err != nil {
		r.err = err
		return nil, err
	}
	r.headers.Judge(&r.row, r.reader.columns())
	r.rows++
	if r.row.Problem != "" {
		r.bad++
	}
	return &r.row, nil
}

// Counts is how much was read so far.
func (r *Rows) Counts() Counts {
	c := Counts{Rows: r.rows, Bad: r.bad}
	c.Blank, c.Lines = r.reader.counted()
	return c
}

// Close ends the reading; a temporary file is gone then.
func (r *Rows) Close() error {
	return errors.Join(r.reader.close(), r.done())
}
