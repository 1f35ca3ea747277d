package store

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"syscall"
)

// ErrNone says that no file matches a path.
var ErrNone = errors.New("no file matches")

// transient is an error that may go away: the same call may succeed later.
type transient struct{ error }

func (t transient) Unwrap() error { return t.error }

// Transient marks an error as one that may go away.
func Transient(err error) error {
	if err == nil {
		return nil
	}
	return transient{err}
}

// IsTransient reports whether an error may go away without anybody's doing: the
// network, a server that is failing, a file that is still being written. All
// others stay until a person changes the file or the config.
func IsTransient(err error) bool {
	var marked transient
	var network net.Error
	switch {
	case errors.As(err, &marked), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, io.ErrUnexpectedEOF):
		return true
	case !errors.As(err, &network):
		return false
	}
	// What this machine says of its own files has the methods of a net.Error, too: that one may
	// not be read stays so.
	own, is := network.(syscall.Errno)
	return !is || own.Temporary()
}

// bare is an error of an HTTP client without its address, which may hold secrets.
func bare(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
