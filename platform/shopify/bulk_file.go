package shopify

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

const (
	bulkPage   = 100
	longestRow = 64 << 20 // bytes of a record with its lines
	fileTries  = 4        // reads of a file that bring nothing
)

var (
	// errTorn says that lines don't stand behind their order, as they were asked for.
	errTorn = errors.New("the rows of the file are not grouped")
	// errRow says that a row of a file can't be read.
	errRow = fmt.Errorf("%w: a row of the file", platform.ErrMalformed)
)

// bulkFile reads the file of a bulk operation: a JSON object per line, the lines of an order
// behind it. Each order is put together as a page would hold it, so that no more of the
// file is in memory than the records of one page.
type bulkFile struct {
	source *Source
	walk   walk
	at     *position
	emit   func(platform.Page) error

	whole   bool // the file is: its last record has all its lines
	record  []byte
	id      string // of the record
	nested  bool   // the record has lines
	records []record
	bytes   int
}

// read reads the file of a completed operation. Where its address no longer holds, or a
// row is spoilt on its way, it asks for the address again.
func (f *bulkFile) read(ctx context.Context, end outcome) error {
	f.whole = true
	for failed := 0; end.url != ""; {
		before := f.at.Bulk.Offset
		err := f.readRows(ctx, end.url, end.size)
		if err == nil || !gone(err) && !errors.Is(err, platform.ErrMalformed) {
			return err
		}
		if failed++; f.at.Bulk.Offset > before {
			failed = 1
		}
		if failed == fileTries {
			return err
		}
		if end, err = f.source.bulkEnd(ctx, f.walk, f.at.Bulk.ID); err != nil {
			return err
		}
	}
	return nil
}

// readPartial reads what a failed operation found. Its last record may lack lines, and is
// left out. It says nothing of the rest of the window, whose order nobody promises: what
// follows reads the window again. A file that can't be read yields nothing.
func (f *bulkFile) readPartial(ctx context.Context, end outcome) error {
	err := f.readRows(ctx, end.partial, 0)
	if gone(err) || errors.Is(err, platform.ErrMalformed) {
		return nil
	}
	return err
}

// readRows reads the file from the operation's offset on.
func (f *bulkFile) readRows(ctx context.Context, url string, size int64) error {
	f.record, f.records, f.bytes = nil, nil, 0
	call := platform.Call{Op: f.walk.op + ": file of the bulk operation", URL: url}
	body := f.source.client.http.Stream(ctx, call, f.at.Bulk.Offset, size)
	defer func() { _ = body.Close() }()
	rows := bufio.NewReaderSize(body, 128<<10)
	begin := f.at.Bulk.Offset // of the row under way
	for {
		row, err := f.row(rows)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if trimmed := bytes.TrimSpace(row); len(trimmed) > 0 {
			if err := f.add(trimmed, begin); err != nil {
				return err
			}
		}
		begin += int64(len(row))
		if err != nil {
			return f.end(begin)
		}
	}
}

// row reads up to the end of a line. The last one may have none.
func (f *bulkFile) row(rows *bufio.Reader) ([]byte, error) {
	var row []byte
	for {
		part, err := rows.ReadSlice('\n')
		if row == nil && err == nil {
			return part, nil
		}
		row = append(row, part...)
		if len(row)+len(f.record) > longestRow {
			return nil, &platform.Error{Op: f.walk.op, Err: fmt.Errorf("a record of the bulk operation is over %d MiB", longestRow>>20)}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return row, err
		}
	}
}

// add takes a row, which begins at an offset: another record, or a line of the one above.
func (f *bulkFile) add(row []byte, begin int64) error {
	id, parent, err := readIDs(row)
	if err != nil {
		return &platform.Error{Op: f.walk.op, Retryable: true, Err: err, Hint: "something between us and Shopify changes its files: look for a proxy"}
	}
	switch {
	case parent == "":
		if err := f.close(begin); err != nil {
			return err
		}
		f.id, f.nested = strings.Clone(id), false
		f.record = append(make([]byte, 0, 4*len(row)), row[:len(row)-1]...)
		return nil
	case f.record == nil, f.walk.nested.field == "", parent != f.id && strings.HasPrefix(f.id, "gid://"):
		return errTorn
	case !f.nested:
		f.nested = true
		f.record = append(f.record, `,"`+f.walk.nested.field+`":{"nodes":[`...)
	default:
		f.record = append(f.record, ',')
	}
	f.record = append(f.record, row...)
	return nil
}

// close reads the record that ends before an offset.
func (f *bulkFile) close(offset int64) error {
	if f.record == nil {
		return nil
	}
	if f.nested {
		f.record = append(f.record, "]}"...)
	}
	scan := jsonscan.New(append(f.record, '}'))
	r := f.walk.read(scan)
	if err := scan.End(); err != nil {
		return &platform.Error{Op: f.walk.op, Retryable: true, Err: fmt.Errorf("%w: %w", errRow, err)}
	}
	f.record = nil
	if before, known := f.at.seen[r.id]; known && before.Equal(r.at) {
		return nil // a page held it
	}
	f.records, f.bytes = append(f.records, r), f.bytes+len(r.raw)
	if len(f.records) < bulkPage && f.bytes < 4<<20 {
		return nil
	}
	return f.flush(offset)
}

// end is called behind the last row of the file.
func (f *bulkFile) end(offset int64) error {
	if f.whole {
		if err := f.close(offset); err != nil {
			return err
		}
	}
	return f.flush(offset)
}

// flush hands on the records before an offset.
func (f *bulkFile) flush(offset int64) error {
	if len(f.records) == 0 {
		return nil
	}
	next := *f.at
	next.Bulk = &operation{ID: f.at.Bulk.ID, Offset: offset, Tries: f.at.Bulk.Tries}
	page := pageOf(f.walk, f.records, next)
	f.records, f.bytes = nil, 0
	if err := f.emit(page); err != nil {
		return err
	}
	f.at.Bulk = next.Bulk
	return nil
}

// readIDs reads whose row it is: a record of its own has no parent.
func readIDs(row []byte) (id, parent string, err error) {
	if row[0] != '{' {
		return "", "", errRow
	}
	scan := jsonscan.New(row)
	scan.Object(func(key string) {
		switch key {
		case "id":
			id = scan.Text()
		case "__parentId":
			parent = scan.Text()
		}
	})
	if err := scan.End(); err != nil {
		return "", "", fmt.Errorf("%w: %w", errRow, err)
	}
	return id, parent, nil
}
