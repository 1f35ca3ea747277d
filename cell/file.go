package cell

import (
	"context"
	"errors"
)

// ErrBroken is wrapped in errors of a file that is broken by itself: cut short, a
// wrong checksum, not what its name says. Trying again doesn't help.
var ErrBroken = errors.New("the file is broken")

// ErrForeign is wrapped in errors of files in a format that is left to ClickHouse.
var ErrForeign = errors.New("the format is ClickHouse's own")

// File is one file of a feed.
type File struct {
	Path  string // where it is
	Name  string // without its folders
	Size  int64  // in bytes; -1: not known
	Stamp string // changes with its content: a time, a tag; empty: not known
}

// Files is where the rows of a feed come from.
type Files interface {
	// List returns the files, sorted by path. It is an error when there is none.
	List(ctx context.Context) ([]File, error)
	// Open begins to read one of them.
	Open(ctx context.Context, f File) (Rows, error)
}

// Rows reads one file from its first row to its last.
type Rows interface {
	// Columns returns the header, or the names that were declared.
	Columns() []string
	// Next returns the next row, io.EOF behind the last. A row that can't be used
	// has a Problem; any other error means that nothing of the file is to be used.
	Next() (*Row, error)
	// Blank returns how many rows without any text were left out so far.
	Blank() int64
	// Found returns how the file is written, as far as it was found out and not
	// declared: "encoding big5", "delimiter ;".
	Found() []string
	Close() error
}
