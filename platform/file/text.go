package file

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"regulars/cell"
	"regulars/platform/file/lines"
)

const (
	largestCell = 1 << 20 // bytes of a cell between quotes
	mostLines   = 1000    // lines of a cell between quotes
	largestRaw  = 4096    // bytes of a bad row that are shown
)

// The problems of rows of text.
const (
	problemUnclosed = "an unclosed quote"
	problemWhole    = "an unclosed quote, or a cell that holds whole rows"
	problemBehind   = "text behind a closing quote"
	problemStray    = "a quote that nothing opened"
	problemHeader   = cell.HeaderAgain
	problemNUL      = "a NUL byte"
)

// splitting is how rows and cells of a text are parted.
type splitting struct {
	delimiter string // empty: runs of blanks
	quote     byte   // 0: none
	cr        bool   // lines end with CR alone
	escapes   bool   // \t, \n and \\ stand for a tab, a line's end and a backslash
	spare     bool   // every row, but not the header, ends with a delimiter
}

// textReader reads rows of a decoded text.
type textReader struct {
	splitting
	lines    *lines.Reader
	encoding string // as problems call it
	valid    bool   // all is known to be UTF-8 without NUL
	width    int    // cells of the header; 0: not known yet
	header   []string
	shape    shape

	blank  int64
	cells  []string
	ends   []int
	joined []byte // the cells of a record with quotes, one after another

	strictUntil int64 // up to this line, a quote that nothing opened is a problem
	refuseUntil int64 // up to this line, all is part of a record that can't be distinguished from rows
}

// next reads one record into the row. Returns io.EOF at the end.
func (t *textReader) next(row *cell.Row) error {
	for {
		text, next, err := t.lines.At(0)
		if errors.Is(err, lines.ErrLong) {
			return t.long(row)
		}
		if err != nil {
			return err
		}
		*row = cell.Row{Line: t.lines.Number}
		switch {
		case t.lines.Number <= t.refuseUntil:
			t.bad(row, text, next, 1, problemWhole)
		case t.quote == 0 || bytes.IndexByte(text, t.quote) < 0:
			if t.plain(row, text, next) {
				continue
			}
		case t.quoted(row, next):
			continue
		}
		return nil
	}
}

// plain splits a line without quotes. It reports whether it was blank.
func (t *textReader) plain(row *cell.Row, text []byte, next int) (blank bool) {
	if problem := t.undecoded(text); problem != "" {
		t.bad(row, text, next, 1, problem)
		return false
	}
	t.cells = t.split(string(text), t.cells[:0])
	if allBlank(t.cells) {
		t.blank++
		t.lines.Take(next, 1)
		return true
	}
	if problem := t.misfit(t.cells); problem != "" {
		t.bad(row, text, next, 1, problem)
		return false
	}
	t.good(row, next, 1)
	return false
}

// good hands on the cells at hand.
func (t *textReader) good(row *cell.Row, next int, lines int64) {
	if t.spare && len(t.cells) == t.width+1 {
		t.cells = t.cells[:t.width]
	}
	for i, c := range t.cells {
		if c == `\N` {
			t.cells[i] = ""
		} else if t.escapes {
			t.cells[i] = unescape(c)
		}
	}
	t.shape.learn(t.cells)
	row.Cells = t.cells
	t.lines.Take(next, lines)
}

// bad hands on a row that can't be used.
func (t *textReader) bad(row *cell.Row, text []byte, next int, lines int64, problem string) {
	row.Cells, row.Problem = nil, problem
	row.Raw = strings.ToValidUTF8(string(text[:min(len(text), largestRaw)]), "\uFFFD")
	t.lines.Take(next, lines)
}

func (t *textReader) long(row *cell.Row) error {
	*row = cell.Row{Line: t.lines.Number, Problem: lines.ErrLong.Error()}
	head, err := t.lines.SkipLong(largestRaw)
	row.Raw = strings.ToValidUTF8(string(head), "\uFFFD")
	return err
}

// undecoded returns what is wrong with the letters of a record.
func (t *textReader) undecoded(text []byte) string {
	switch {
	case t.valid:
		return ""
	case bytes.IndexByte(text, 0) >= 0:
		return problemNUL
	case t.encoding == utf8Word && !utf8.Valid(text), t.encoding != utf8Word && bytes.Contains(text, []byte("\uFFFD")):
		return "letters that are not " + t.encoding
	}
	return ""
}

// misfit returns why cells are no row under the header.
func (t *textReader) misfit(cells []string) string {
	switch {
	case t.width == 0:
		return ""
	case t.spare && len(cells) == t.width+1 && cells[t.width] == "":
		return ""
	case t.spare || len(cells) != t.width:
		return widthProblem(len(cells), t.width)
	case cell.IsHeader(cells, t.header):
		return problemHeader
	}
	return ""
}

func widthProblem(cells, header int) string {
	return fmt.Sprintf("%s, the header has %d", plural(cells, "cell"), header)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// split appends the cells of a line without quotes.
func (s *splitting) split(line string, cells []string) []string {
	switch len(s.delimiter) {
	case 0:
		return append(cells, strings.FieldsFunc(line, isBlankRune)...)
	case 1:
		delimiter := s.delimiter[0]
		for {
			i := strings.IndexByte(line, delimiter)
			if i < 0 {
				return append(cells, line)
			}
			cells = append(cells, line[:i])
			line = line[i+1:]
		}
	}
	for c := range strings.SplitSeq(line, s.delimiter) {
		cells = append(cells, c)
	}
	return cells
}

func isBlankRune(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// allBlank reports whether no cell has text. The last line of an old file may be the
// sign of its end, Ctrl-Z.
func allBlank(cells []string) bool {
	for _, c := range cells {
		if len(c) > 0 && c[0] > ' ' && c[0] < utf8.RuneSelf || strings.TrimSpace(c) != "" && c != "\x1a" {
			return false
		}
	}
	return true
}

// unescape reads the escapes of tabbed files as databases write them.
func unescape(text string) string {
	if strings.IndexByte(text, '\\') < 0 {
		return text
	}
	return escapes.Replace(text)
}

var escapes = strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r", `\b`, "\b", `\f`, "\f", `\0`, "", `\'`, "'", `\"`, `"`)

// shape is of what kinds the cells of each column have been: by it, lines inside a
// cell are distinguished from rows that an unclosed quote would swallow.
type shape struct {
	rows  int
	kinds []uint8
}

const shapeRows = 1000

func (s *shape) learn(cells []string) {
	if s.rows == shapeRows {
		return
	}
	s.rows++
	if len(s.kinds) < len(cells) {
		s.kinds = append(s.kinds, make([]uint8, len(cells)-len(s.kinds))...)
	}
	for i, c := range cells {
		s.kinds[i] |= kindOf(c)
	}
}

// fits reports whether cells are like those of the rows before.
func (s *shape) fits(cells []string) bool {
	if s.rows == 0 {
		return true
	}
	for i, c := range cells {
		if i < len(s.kinds) && s.kinds[i]&kindOf(c) == 0 {
			return false
		}
	}
	return true
}

// kindOf is 1 for nothing, 2 for numbers, dates and the like, 4 for others.
func kindOf(text string) uint8 {
	digits := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= '0' && c <= '9' {
			digits = true
		} else if !strings.ContainsRune(" .,-/:+", rune(c)) {
			return 4
		}
	}
	switch {
	case digits:
		return 2
	case strings.TrimSpace(text) == "":
		return 1
	}
	return 4
}
