package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"regulars/platform/file/lines"
)

// openRecords returns the records of a JSON file: its lines, or the elements of its
// list, or values that stand one after another over any lines.
func (s *source) openRecords(coding decoding) (jsonRecords, error) {
	stream, err := s.decoded(coding)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(stream, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.Join(err, stream.Close())
	}
	whole := struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head[:n]), stream), stream}
	if isByLine(head[:n]) {
		return &jsonLines{lines: lines.New(whole), Closer: stream}, nil
	}
	r := &bounded{Reader: whole, left: largestRecord}
	return &jsonStream{file: s.name, in: r, dec: jsontext.NewDecoder(r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), Closer: stream}, nil
}

// isByLine reports whether each line is a record: the first is a whole one, or, where
// it is broken, the second.
func isByLine(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] == '[' {
		return len(head) == 0
	}
	n := 0
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if line[0] == '{' && jsontext.Value(line).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			return true
		}
		if n++; n == 2 {
			break
		}
	}
	return n == 1 && bytes.IndexByte(head, '\n') < 0 && len(head) > 60<<10 // one line, longer than the head
}

// jsonLines are records that are lines. A broken one spoils only itself.
type jsonLines struct {
	lines *lines.Reader
	io.Closer
}

func (j *jsonLines) next() (text []byte, line int64, problem string, err error) {
	for {
		text, next, err := j.lines.At(0)
		line := j.lines.Number
		if errors.Is(err, lines.ErrLong) {
			head, err := j.lines.SkipLong(largestRaw)
			return head, line, lines.ErrLong.Error(), err
		}
		if err != nil {
			return nil, 0, "", err
		}
		j.lines.Take(next, 1)
		if len(bytes.TrimSpace(text)) > 0 {
			return text, line, "", nil
		}
	}
}

func (j *jsonLines) count() int64 { return j.lines.Number - 1 }

// jsonStream are records in a list, or one after another. What is broken in it can't be
// passed over: the file is broken.
type jsonStream struct {
	file   string
	in     *bounded
	dec    *jsontext.Decoder
	begun  bool
	list   bool
	number int64
	io.Closer
}

func (j *jsonStream) next() (text []byte, line int64, problem string, err error) {
	if !j.begun {
		j.begun = true
		if j.list = j.dec.PeekKind() == '['; j.list {
			if _, err := j.dec.ReadToken(); err != nil {
				return nil, 0, "", j.judge(err)
			}
		}
	}
	if j.list && j.dec.PeekKind() == ']' {
		if _, err := j.dec.ReadToken(); err != nil {
			return nil, 0, "", j.judge(err)
		}
		j.list = false
		if _, err := j.dec.ReadToken(); !errors.Is(err, io.EOF) {
			return nil, 0, "", broken(j.file, errors.New("text follows the list"))
		}
		return nil, 0, "", io.EOF
	}
	j.in.left = largestRecord
	value, err := j.dec.ReadValue()
	if err != nil {
		return nil, 0, "", j.judge(err)
	}
	j.number++
	return value, j.number, "", nil
}

// judge tells the end of the file, and its own errors, from those of its JSON.
func (j *jsonStream) judge(err error) error {
	switch {
	case j.in.err != nil:
		return j.in.err
	case errors.Is(err, io.EOF) && !j.list && !errors.Is(err, io.ErrUnexpectedEOF):
		return io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return broken(j.file, fmt.Errorf("its JSON is cut short in record %d", j.number+1))
	}
	return broken(j.file, fmt.Errorf("record %d is no valid JSON", j.number+1))
}

func (j *jsonStream) count() int64 { return j.number }

// bounded ends with an error when a record is too large for the memory, and
// remembers errors of the file.
type bounded struct {
	io.Reader
	left int
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = &fault{kind: ErrRefused, text: fmt.Sprintf("a record of the JSON is over %d MiB", largestRecord>>20)}
		return 0, b.err
	}
	n, err := b.Reader.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}
