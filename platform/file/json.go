package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/shopspring/decimal"

	"regulars/cell"
)

const (
	largestRecord = 64 << 20 // bytes of one record of a JSON array
	mostColumns   = 10_000
)

// jsonRows are the objects of a file, one on each line or in a list. The columns
// are all keys of all of them, for which the file is read once before.
type jsonRows struct {
	records jsonRecords
	names   []string
	at      map[string]int // where a key's column is

	valid    bool
	encoding string
	blank    int64
	cells    []string
	typed    []bool
	seen     []int64 // in which record a column was last
	number   int64   // of the record
	dec      *jsontext.Decoder
	in       bytes.Reader
}

// jsonRecords yields the text of one record after another. Returns io.EOF at the end.
type jsonRecords interface {
	next() (text []byte, line int64, problem string, err error)
	count() int64
	io.Closer
}

func openJSON(s *source, d *dialect, head []byte) (reader, error) {
	coding, err := s.decodingFor(d, head)
	if err != nil {
		return nil, err
	}
	first, err := s.openRecords(coding)
	if err != nil {
		return nil, err
	}
	j := &jsonRows{records: first, at: map[string]int{}, valid: coding.valid, encoding: coding.word, dec: jsontext.NewDecoder(&bytes.Reader{})}
	if err := errors.Join(j.findColumns(s.name), first.Close()); err != nil {
		return nil, err
	}
	j.cells, j.typed, j.seen = make([]string, len(j.names)), make([]bool, len(j.names)), make([]int64, len(j.names))
	j.records, err = s.openRecords(coding)
	return j, err
}

// findColumns collects the keys of all records.
func (j *jsonRows) findColumns(file string) error {
	for {
		text, _, problem, err := j.records.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if problem != "" {
			continue
		}
		_ = j.fields(text, func(key []byte, _ jsontext.Value) string {
			if _, known := j.at[string(key)]; !known && len(j.names) < mostColumns {
				j.at[string(key)] = len(j.names)
				j.names = append(j.names, string(key))
			}
			return ""
		})
		if len(j.names) == mostColumns {
			return refused(file, "has over %d different keys: they are no columns", mostColumns)
		}
	}
}

// fields calls f with each key and value of an object, and returns why it is none.
func (j *jsonRows) fields(text []byte, f func(key []byte, value jsontext.Value) string) (problem string) {
	j.in.Reset(text)
	j.dec.Reset(&j.in, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if j.dec.PeekKind() != '{' {
		if text = bytes.TrimSpace(text); len(text) > 0 && jsontext.Value(text).IsValid() {
			return "no object"
		}
		return "no valid JSON"
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return "no valid JSON"
	}
	var key []byte
	for j.dec.PeekKind() == '"' {
		name, err := j.dec.ReadValue()
		if err != nil {
			return "no valid JSON"
		}
		if key, err = jsontext.AppendUnquote(key[:0], name); err != nil {
			return "no valid JSON"
		}
		value, err := j.dec.ReadValue()
		if err != nil {
			return "no valid JSON"
		}
		if problem := f(key, value); problem != "" {
			return problem
		}
	}
	if _, err := j.dec.ReadToken(); err != nil {
		return "no valid JSON"
	}
	if _, err := j.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return "text behind the object"
	}
	return ""
}

func (j *jsonRows) next(row *cell.Row) error {
	for {
		text, line, problem, err := j.records.next()
		if err != nil {
			return err
		}
		j.number++
		*row = cell.Row{Line: line, Problem: problem}
		clear(j.cells)
		clear(j.typed)
		if row.Problem == "" {
			row.Problem = j.undecoded(text)
		}
		if row.Problem == "" {
			row.Problem = j.fields(text, j.fill)
		}
		if row.Problem != "" {
			row.Raw = strings.ToValidUTF8(string(text[:min(len(text), largestRaw)]), "\uFFFD")
			return nil
		}
		if allBlank(j.cells) {
			j.blank++
			continue
		}
		row.Cells, row.Typed = j.cells, j.typed
		return nil
	}
}

func (j *jsonRows) undecoded(text []byte) string {
	t := textReader{valid: j.valid, encoding: j.encoding}
	return t.undecoded(text)
}

// fill takes one value of the record.
func (j *jsonRows) fill(key []byte, value jsontext.Value) string {
	i, known := j.at[string(key)]
	if !known {
		return fmt.Sprintf("the key %q, which wasn't there when the file was read before", shorten(string(key)))
	}
	if j.seen[i] == j.number {
		return fmt.Sprintf("the key %q twice", shorten(string(key)))
	}
	j.seen[i] = j.number
	var ok bool
	if j.cells[i], j.typed[i], ok = jsonCell(value); !ok {
		return fmt.Sprintf("a broken escape in %q", shorten(string(key)))
	}
	return ""
}

// jsonCell is a value as a cell. Lists and objects are their JSON.
func jsonCell(value jsontext.Value) (text string, typed, ok bool) {
	switch value.Kind() {
	case 'n':
		return "", false, true
	case 't', 'f':
		return string(value), true, true
	case '0':
		return plainNumber(string(value)), true, true
	case '"':
		if bytes.IndexByte(value, '\\') < 0 {
			return string(value[1 : len(value)-1]), false, true
		}
		plain, err := jsontext.AppendUnquote(nil, value)
		lost := bytes.ContainsRune(plain, utf8.RuneError) && !bytes.ContainsRune(value, utf8.RuneError)
		return string(plain), false, err == nil && !lost
	}
	compact := value.Clone()
	err := compact.Compact(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return string(compact), false, err == nil
}

// plainNumber writes 1.5e3 as 1500. All other numbers keep their digits.
func plainNumber(text string) string {
	const largest = 64
	if !strings.ContainsAny(text, "eE") {
		return text
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() > largest || d.Exponent() < -largest {
		return text
	}
	return d.String()
}

func (j *jsonRows) columns() []string { return j.names }

func (j *jsonRows) counted() (blank, lines int64) { return j.blank, j.records.count() }

func (j *jsonRows) close() error { return j.records.Close() }
