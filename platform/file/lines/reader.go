package lines

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

const (
	blockSize   = 256 << 10
	largestLine = 4 << 20 // bytes of one line; a longer one is a bad row
)

// ErrLong marks a line over largestLine.
var ErrLong = errors.New("the line is over 4 MiB long")

// Reader is a text whose lines can be looked at ahead of being taken: a cell between
// quotes may go over several, and it is known only at its end whether it does.
type Reader struct {
	r          io.Reader
	buf        []byte
	start, end int   // what of buf is read and not yet taken
	Number     int64 // of the first line not yet taken
	CR         bool  // a lone CR ends a line
	err        error // of r
}

// New reads a text from its first line.
func New(r io.Reader) *Reader {
	return &Reader{r: r, buf: make([]byte, blockSize), Number: 1}
}

// fill reads more, and reports whether more came.
func (l *Reader) fill() bool {
	if l.err != nil {
		return false
	}
	if l.start > 0 {
		copy(l.buf, l.buf[l.start:l.end])
		l.end -= l.start
		l.start = 0
	}
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	for range 100 { // a reader may return nothing now and then
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	l.err = io.ErrNoProgress
	return false
}

// At returns the line that begins at an offset from the first not yet taken: its
// text, and the offset of the next. The text is valid until the next call. Returns
// io.EOF where no line begins there.
func (l *Reader) At(offset int) (text []byte, next int, err error) {
	searched := offset
	for {
		if i := l.lineEnd(l.buf[l.start+searched : l.end]); i >= 0 {
			i += searched
			return trimCR(l.buf[l.start+offset : l.start+i]), i + 1, nil
		}
		searched = l.end - l.start
		if searched-offset > largestLine {
			return nil, 0, ErrLong
		}
		if l.fill() {
			continue
		}
		if !errors.Is(l.err, io.EOF) {
			return nil, 0, l.err
		}
		if searched == offset {
			return nil, 0, io.EOF
		}
		return trimCR(l.buf[l.start+offset : l.end]), l.end - l.start, nil
	}
}

func (l *Reader) lineEnd(b []byte) int {
	if l.CR {
		return bytes.IndexByte(b, '\r')
	}
	return bytes.IndexByte(b, '\n')
}

// trimCR takes off the CR of a CRLF, also where a program doubled it.
func trimCR(line []byte) []byte {
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return line
}

// Take goes to the offset, which is n lines on.
func (l *Reader) Take(offset int, n int64) {
	l.start += offset
	l.Number += n
}

// SkipLong takes a line that is over largestLine, and returns its first bytes.
func (l *Reader) SkipLong(most int) ([]byte, error) {
	head := bytes.Clone(l.buf[l.start : l.start+most])
	for {
		if i := l.lineEnd(l.buf[l.start:l.end]); i >= 0 {
			l.Take(i+1, 1)
			return head, nil
		}
		l.start = l.end
		if !l.fill() {
			if errors.Is(l.err, io.EOF) {
				l.Number++
				return head, nil
			}
			return head, l.err
		}
	}
}

// Block returns and takes all whole lines at hand, and the number of the first. It
// is for passes that look at bytes, not at rows.
func (l *Reader) Block() ([]byte, int64, error) {
	for {
		if size := wholeText(l.buf[l.start:l.end]); size > 0 {
			b, n := l.buf[l.start:l.start+size], l.Number
			l.Take(size, int64(bytes.Count(b, []byte{'\n'})))
			return b, n, nil
		}
		if l.fill() {
			continue
		}
		if !errors.Is(l.err, io.EOF) {
			return nil, 0, l.err
		}
		if l.start == l.end {
			return nil, 0, io.EOF
		}
		b := l.buf[l.start:l.end]
		l.start = l.end
		return b, l.Number, nil
	}
}

// wholeText is how much of a text is whole lines, or whole letters where a line is
// very long.
func wholeText(b []byte) int {
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	if len(b) <= largestLine {
		return 0
	}
	size := len(b) - 1
	for size > len(b)-utf8.UTFMax && !utf8.RuneStart(b[size]) {
		size--
	}
	return size
}

// AtEnd reports whether all that was read so far is taken.
func (l *Reader) AtEnd() bool { return l.start == l.end }
