package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"regulars/cell"
	"regulars/platform/file/lines"
)

// textRows are the rows of a file of text.
type textRows struct {
	*textReader
	names  []string
	stream io.Closer
}

func (t *textRows) columns() []string { return t.names }

func (t *textRows) counted() (blank, lines int64) { return t.blank, t.lines.Number - 1 }

func (t *textRows) close() error { return t.stream.Close() }

// openText finds out what of a text's dialect isn't declared, and reads its header.
func openText(s *source, kind string, d *dialect, head []byte) (reader, error) {
	coding, err := s.decodingFor(d, head)
	if err != nil {
		return nil, err
	}
	stream, err := s.decoded(coding)
	if err != nil {
		return nil, err
	}
	t, err := newTextRows(s, kind, d, coding, stream)
	if err != nil {
		return nil, errors.Join(err, stream.Close())
	}
	return t, nil
}

// decodingFor is the declared encoding, or the one that is found.
func (s *source) decodingFor(d *dialect, head []byte) (coding decoding, err error) {
	if d.Encoding != "" {
		if coding, err = declaredDecoding(s.name, d.Encoding, head); err == nil {
			err = s.contradicted(coding, head)
		}
	} else if coding, err = s.findDecoding(head); err == nil {
		d.found("encoding")
	}
	d.Encoding = coding.word
	return coding, err
}

func newTextRows(s *source, kind string, d *dialect, coding decoding, stream io.ReadCloser) (*textRows, error) {
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(stream, sample)
	whole := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !whole {
		return nil, err
	}
	sample = sample[:n]
	split, err := splittingOf(s.name, kind, d)
	if err != nil {
		return nil, err
	}
	split.cr = bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0
	in := lines.New(io.MultiReader(bytes.NewReader(sample), stream))
	in.CR = split.cr
	skipped, err := skipLines(in, d.SkipLines)
	if err != nil {
		return nil, err
	}
	sample = sample[min(skipped, len(sample)):]
	if sep, is := excelHint(sample); is && kind == kindText {
		if d.Delimiter == "" {
			split.delimiter, d.Delimiter = sep, delimiterWord(sep)
			d.found("delimiter")
		}
		if skipped, err = skipLines(in, 1); err != nil {
			return nil, err
		}
		sample = sample[min(skipped, len(sample)):]
	}
	fit := fitting{split: split}
	if d.Delimiter == "" && kind == kindText {
		if fit, err = findDelimiter(s.name, sample, split, whole); err != nil {
			return nil, err
		}
		d.found("delimiter")
	} else if kind == kindText {
		fit = try(sample, split, whole)
	}
	d.Delimiter = delimiterWord(fit.split.delimiter)
	t := &textRows{textReader: &textReader{splitting: fit.split, lines: in, encoding: coding.word, valid: coding.valid}, stream: stream}
	if err := t.readHeader(s.name, d); err != nil {
		return nil, err
	}
	t.shape = fit.shape
	return t, nil
}

// splittingOf is what of the splitting is declared.
func splittingOf(name, kind string, d *dialect) (splitting, error) {
	s := splitting{quote: '"', escapes: d.escapes}
	var err error
	if kind == kindWords {
		d.Quote = "none"
		return splitting{}, nil
	}
	switch {
	case d.Quote == "":
		d.Quote = `"`
	case d.Quote == "none":
		s.quote = 0
	case len(d.Quote) == 1 && d.Quote[0] > ' ' && d.Quote[0] < 0x7f:
		s.quote = d.Quote[0]
	default:
		return s, unclear(name, "quote: %q can't be one: write one sign, or none", d.Quote)
	}
	if d.Delimiter != "" {
		s.delimiter, err = delimiterSign(name, d.Delimiter)
	}
	return s, err
}

// skipLines takes lines, and returns how many bytes they are.
func skipLines(l *lines.Reader, n int) (bytes int, err error) {
	for range n {
		_, next, err := l.At(0)
		switch {
		case errors.Is(err, io.EOF):
			return bytes, nil
		case errors.Is(err, lines.ErrLong):
			_, err = l.SkipLong(largestRaw)
		case err == nil:
			l.Take(next, 1)
		}
		if err != nil {
			return bytes, err
		}
		bytes += next
	}
	return bytes, nil
}

// excelHint reads a first line such as sep=; which gives Excel the delimiter.
func excelHint(sample []byte) (delimiter string, is bool) {
	line, _, _ := bytes.Cut(sample, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") {
		return string(line[4:]), true
	}
	return "", false
}

// readHeader reads the names of the columns. A file without a line has none.
func (t *textRows) readHeader(name string, d *dialect) error {
	if d.NoHeader {
		return t.withoutHeader(d)
	}
	if len(d.Columns) > 0 {
		return unclear(name, "columns are named, but the file has a header: write that it has none, or leave the names out")
	}
	var row cell.Row
	err := t.next(&row)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	if row.Problem != "" {
		return refused(name, "can't be read: its header, line %d, has %s", row.Line, row.Problem)
	}
	if t.names, err = headerNames(name, row.Cells); err != nil {
		return err
	}
	t.width, t.header = len(t.names), t.names
	return nil
}

// withoutHeader takes the declared names, or numbers the columns of the first row.
func (t *textRows) withoutHeader(d *dialect) error {
	t.names = d.Columns
	if len(t.names) > 0 {
		t.width = len(t.names)
		return nil
	}
	first, _, err := t.lines.At(0)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	ahead := &textReader{splitting: t.splitting, lines: lines.New(bytes.NewReader(bytes.Clone(first))), valid: true}
	var row cell.Row
	if err := ahead.next(&row); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for i := range row.Cells {
		t.names = append(t.names, fmt.Sprintf("column %d", i+1))
	}
	t.width = len(t.names)
	return nil
}

// headerNames trims the names of columns. One without a name is "column 3".
func headerNames(file string, cells []string) ([]string, error) {
	names := make([]string, len(cells))
	at := map[string]int{}
	for i, c := range cells {
		c = strings.Join(strings.Fields(invisible.Replace(c)), " ")
		if c == "" {
			c = fmt.Sprintf("column %d", i+1)
		}
		if first, twice := at[c]; twice {
			return nil, refused(file, "has two columns named %q, the %d. and the %d.: rename one", shorten(c), first+1, i+1)
		}
		at[c], names[i] = i, c
	}
	return names, nil
}

var invisible = strings.NewReplacer("\ufeff", "", "\u200b", "", "\u200e", "", "\u200f", "", "\u2060", "")
