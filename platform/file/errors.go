package file

import (
	"errors"
	"fmt"

	"regulars/platform/file/store"
)

var (
	// ErrNone says that no file matches a path.
	ErrNone = store.ErrNone

	// ErrBroken marks a file that is cut short, or whose checksum is wrong: nothing
	// of it is to be used. It stays so until the file is replaced.
	ErrBroken = errors.New("the file is broken")

	// ErrUnclear marks a file that can be read in several ways, or in none, until
	// its owner says how: the error names the key to write.
	ErrUnclear = errors.New("it isn't clear how the file is written")

	// ErrRefused marks what is no table that can be read: a PDF, an old .xls, a web page.
	ErrRefused = errors.New("the file can't be read")

	// ErrForeign marks a format of ClickHouse's that it must read itself.
	ErrForeign = errors.New("the format is read by ClickHouse")
)

// IsTransient reports whether an error of List, Open or Next may go away without
// anybody's doing. All others stay until a person changes the file or the config.
func IsTransient(err error) bool {
	return !errors.Is(err, ErrBroken) && !errors.Is(err, ErrUnclear) && !errors.Is(err, ErrRefused) && store.IsTransient(err)
}

// fault is an error of one file: its text says all, its kind is one of the above.
type fault struct {
	kind error
	text string
	err  error // what a library said; may be nil
}

func (f *fault) Error() string { return f.text }

func (f *fault) Unwrap() []error {
	if f.err == nil {
		return []error{f.kind}
	}
	return []error{f.kind, f.err}
}

func broken(name string, err error) error {
	return &fault{kind: ErrBroken, err: err, text: fmt.Sprintf("%s is broken (%v): nothing of it is used; export or copy it again", name, err)}
}

func unclear(name, format string, args ...any) error {
	return &fault{kind: ErrUnclear, text: name + ": " + fmt.Sprintf(format, args...)}
}

func refused(name, format string, args ...any) error {
	return &fault{kind: ErrRefused, text: name + " " + fmt.Sprintf(format, args...)}
}

func transientf(format string, args ...any) error {
	return store.Transient(fmt.Errorf(format, args...))
}

// shorten cuts a text that goes into an error.
func shorten(text string) string {
	const most = 40
	n := 0
	for i := range text {
		if n == most {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

var errNoWorkbook = errors.New("there is no workbook in it")

var errNotAsNamed = errors.New("its content is not what its name says")
