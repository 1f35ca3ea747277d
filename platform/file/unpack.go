package file

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// packing is one way in which a file is packed.
type packing struct {
	extensions []string
	magic      string // how it begins; empty: only the name shows it
	open       func(io.Reader) (io.Reader, error)
}

var packings = []packing{
	{[]string{".gz", ".gzip"}, "\x1f\x8b", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{[]string{".zst", ".zstd"}, "\x28\xb5\x2f\xfd", openZstd},
	{[]string{".bz2"}, "BZh", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
	{[]string{".xz"}, "\xfd7zXZ\x00", func(r io.Reader) (io.Reader, error) { return xz.NewReader(r) }},
	{[]string{".lz4"}, "\x04\x22\x4d\x18", func(r io.Reader) (io.Reader, error) { return lz4.NewReader(r), nil }},
	{[]string{".br"}, "", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
}

// largestWindow bounds how far a packed file may look back, and so the memory that
// unpacking takes. zstd --long=27 writes such.
const largestWindow = 128 << 20

func openZstd(r io.Reader) (io.Reader, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(largestWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// source is one file's bytes, unpacked. They can be read from the beginning again.
type source struct {
	ctx    context.Context
	name   string // as errors call it
	inner  string // the name of what is packed in it: orders.csv of orders.csv.gz
	f      *os.File
	size   int64
	info   os.FileInfo
	pack   *packing
	member *zip.File
}

// newSource finds out how a file is packed, by how it begins and by its name.
func newSource(ctx context.Context, f *os.File, shown, name string) (*source, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", shown, err)
	}
	s := &source{ctx: ctx, name: shown, inner: name, f: f, size: info.Size(), info: info}
	if s.size == 0 {
		s.inner, _ = cutPacking(name)
		return s, nil
	}
	head := make([]byte, 16)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", shown, err)
	}
	head = head[:n]
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return s, s.openZip()
	}
	return s, s.findPacking(head)
}

// cutPacking takes the extension of a packed file off its name.
func cutPacking(name string) (inner string, p *packing) {
	extension := strings.ToLower(path.Ext(name))
	for i, p := range packings {
		for _, known := range p.extensions {
			if extension == known {
				return name[:len(name)-len(extension)], &packings[i]
			}
		}
	}
	if extension == ".zip" {
		return name[:len(name)-len(extension)], nil
	}
	return name, nil
}

func (s *source) findPacking(head []byte) error {
	inner, named := cutPacking(s.inner)
	for i, p := range packings {
		if p.magic == "" || !bytes.HasPrefix(head, []byte(p.magic)) || p.magic == "BZh" && !isBzip(head) {
			continue
		}
		s.pack = &packings[i]
		if named == s.pack {
			s.inner = inner
		}
		return nil
	}
	if named != nil && named.magic != "" || strings.EqualFold(path.Ext(s.inner), ".zip") {
		return broken(s.name, fmt.Errorf("its name ends with %s, but it isn't packed so", path.Ext(s.inner)))
	}
	if named != nil {
		s.inner, s.pack = inner, named
	}
	return nil
}

// isBzip reports whether a block, or the end, follows the first letters, which a
// text may begin with, too.
func isBzip(head []byte) bool {
	return len(head) >= 10 && (bytes.Equal(head[4:10], []byte("1AY&SY")) || bytes.Equal(head[4:10], []byte("\x17\x72\x45\x38\x50\x90")))
}

// isSheet reports whether the file is an .xlsx.
func (s *source) isSheet() bool { return s.member != nil && s.member.Name == "xl/workbook.xml" }

// stream returns the unpacked bytes from the beginning. Its errors are ErrBroken
// where the packed bytes are wrong.
func (s *source) stream() (io.ReadCloser, error) {
	raw := &rawReader{ctx: s.ctx, r: io.NewSectionReader(s.f, 0, s.size)}
	u := &unpacked{source: s, raw: raw, Reader: raw}
	switch {
	case s.member != nil:
		r, err := s.member.Open()
		if err != nil {
			return nil, broken(s.name, err)
		}
		u.Reader, u.closer = r, r
	case s.pack != nil:
		r, err := s.pack.open(raw)
		if err != nil {
			return nil, u.judge(err)
		}
		u.Reader = r
		if c, is := r.(io.Closer); is {
			u.closer = c
		}
	}
	return u, nil
}

// changed returns an error if the file was written to while it was read.
func (s *source) changed() error {
	now, err := s.f.Stat()
	if err != nil {
		return fmt.Errorf("look at %s: %w", s.name, err)
	}
	if now.Size() != s.info.Size() || !now.ModTime().Equal(s.info.ModTime()) {
		return transientf("%s was written to while it was read: it is read again later", s.name)
	}
	return nil
}

// unpacked is a file's unpacked bytes.
type unpacked struct {
	io.Reader
	source *source
	raw    *rawReader
	closer io.Closer
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = u.judge(err)
	}
	return n, err
}

// judge tells what the disk failed to read from what is wrong in the packed bytes.
func (u *unpacked) judge(err error) error {
	if u.raw.err != nil {
		return fmt.Errorf("read %s: %w", u.source.name, u.raw.err)
	}
	if ctxErr := u.source.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = errors.New("it is cut short")
	}
	return broken(u.source.name, err)
}

func (u *unpacked) Close() error {
	if u.closer == nil {
		return nil
	}
	return u.closer.Close()
}

// rawReader reads the packed bytes, and remembers an error of the disk.
type rawReader struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (r *rawReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		r.err = err
		return 0, err
	}
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}
