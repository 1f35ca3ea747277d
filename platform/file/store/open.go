package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Open returns a file of List for reading. A remote one is fetched whole first.
// Errors of IsTransient may go away.
func Open(ctx context.Context, e Entry) (*os.File, error) {
	scheme, rest, remote := strings.Cut(e.location(), "://")
	if !remote {
		return openLocal(e.Path)
	}
	switch strings.ToLower(scheme) {
	case "file":
		return openLocal(rest)
	case "s3":
		return fetchS3(ctx, e)
	case "http", "https":
		return fetchHTTP(ctx, e)
	case "sftp":
		return fetchSFTP(ctx, e)
	}
	return nil, fmt.Errorf("%s: %s:// is not known: use a local path, s3://, https:// or sftp://", e.Path, scheme)
}

func openLocal(path string) (*os.File, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w %s: it was there when the files were listed", ErrNone, path)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return f, nil
}

// Spool copies bytes into a temporary file that is gone when it is closed.
func Spool(ctx context.Context, r io.Reader) (*os.File, error) {
	f, err := Temporary()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, &cancellable{ctx, r}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(fmt.Errorf("read the temporary file again: %w", err), f.Close())
	}
	return f, nil
}

// Temporary returns an empty file without a name: it is gone when it is closed.
func Temporary() (*os.File, error) {
	f, err := os.CreateTemp("", "regulars-file-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("unlink a temporary file: %w", err), f.Close())
	}
	return f, nil
}

// cancellable ends with its context.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
