package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// mostKept bounds the disk that the files of one Keeper take.
const mostKept = 10 << 30

// Keeper opens files any number of times, and fetches those of other machines once: it
// keeps them as temporary files, up to 10 GiB of them together. What goes beyond is fetched
// again each time, and must be what it was. It is not safe for concurrent use; its zero
// value is ready.
type Keeper struct {
	most    int64 // 0: mostKept
	bytes   int64
	fetched map[string]fetched
}

// fetched is a file of another machine.
type fetched struct {
	file *os.File // nil: it wasn't kept
	sum  []byte
}

// Open returns a file of List for reading by ReadAt, and what ends the reading. Errors of
// IsTransient may go away; one of them says that a file changed since it was opened first.
func (k *Keeper) Open(ctx context.Context, e Entry) (f *os.File, done func() error, err error) {
	known := k.fetched[e.location()]
	if known.file != nil {
		return known.file, func() error { return nil }, nil
	}
	if f, err = Open(ctx, e); err != nil {
		return nil, nil, err
	}
	if !isRemote(e) {
		return f, f.Close, nil
	}
	size, sum, err := sumOf(ctx, f)
	if err == nil && known.sum != nil && !bytes.Equal(sum, known.sum) {
		err = Transient(fmt.Errorf("%s was written to while it was read: it is read again later", e.Path))
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	if k.fetched == nil {
		k.fetched = map[string]fetched{}
	}
	most := k.most
	if most == 0 {
		most = mostKept
	}
	if k.bytes+size > most {
		k.fetched[e.location()] = fetched{sum: sum}
		return f, f.Close, nil
	}
	k.bytes += size
	k.fetched[e.location()] = fetched{file: f, sum: sum}
	return f, func() error { return nil }, nil
}

// Close gives the disk back. The files are fetched again by whom opens them then.
func (k *Keeper) Close() error {
	var err error
	for _, one := range k.fetched {
		if one.file != nil {
			err = errors.Join(err, one.file.Close())
		}
	}
	k.fetched, k.bytes = nil, 0
	return err
}

func isRemote(e Entry) bool {
	scheme, _, remote := strings.Cut(e.location(), "://")
	return remote && !strings.EqualFold(scheme, "file")
}

// sumOf is the length and the checksum of a file.
func sumOf(ctx context.Context, f *os.File) (size int64, sum []byte, err error) {
	h := sha256.New()
	if size, err = io.Copy(h, &cancellable{ctx, f}); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return 0, nil, fmt.Errorf("read a temporary file again: %w", err)
	}
	return size, h.Sum(nil), nil
}
