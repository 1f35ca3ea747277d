package file

import (
	"bytes"
	"strings"

	"regulars/cell"
)

// record is where a record with quotes ended.
type record struct {
	next  int   // the offset behind it
	lines int64 // how many lines it takes
	fault string
}

// quoted reads a record with quotes. What RFC 4180 reads well, in the header's
// width, is a row, also over several lines. Where it doesn't, the first line alone
// is the bad row and reading goes on behind it. Where the lines of one cell could be
// rows themselves, neither reading is certain: all of them are bad. It reports
// whether the record was blank.
func (t *textReader) quoted(row *cell.Row, next int) (blank bool) {
	r := t.parse()
	first, _, err := t.lines.At(0) // again: what was read ahead may have moved it
	if err != nil {
		r.fault = err.Error()
	}
	wide, alike := false, false
	if r.fault == "" && r.lines > 1 {
		wide, alike = t.holdsRows(next, r.next)
	}
	other := len(t.cells) != t.width
	last := t.lines.Number + r.lines - 1
	switch {
	case r.fault != "" && t.isLiteral(first):
		t.plain(row, first, next)
	case r.lines > 1 && (r.fault != "" || alike && other):
		t.strictUntil = max(t.strictUntil, last)
		t.bad(row, first, next, 1, problemUnclosed)
	case r.fault != "":
		t.bad(row, first, next, 1, r.fault)
	case alike, wide && other:
		t.refuseUntil = last
		t.bad(row, first, next, 1, problemWhole)
	case t.undecoded(t.joined) != "":
		t.bad(row, first, r.next, r.lines, t.undecoded(t.joined))
	case allBlank(t.cells):
		t.blank++
		t.lines.Take(r.next, r.lines)
		return true
	case t.misfit(t.cells) != "":
		t.bad(row, first, r.next, r.lines, t.misfit(t.cells))
	default:
		t.good(row, r.next, r.lines)
	}
	return false
}

// isLiteral reports whether the quotes of a line are signs like others: between tabs few
// programs write quotes around cells, and without them the line has the header's width.
func (t *textReader) isLiteral(line []byte) bool {
	return t.delimiter == "\t" && t.width > 0 && bytes.Count(line, []byte("\t"))+1 == t.width
}

// parse reads the record that begins at the next line into cells.
func (t *textReader) parse() record {
	t.joined, t.ends = t.joined[:0], t.ends[:0]
	r := record{lines: 1}
	line, next, err := t.lines.At(0)
	if err != nil {
		r.fault = err.Error()
		return r
	}
	r.next = next
	stray := false
	for {
		var more bool
		if len(line) > 0 && line[0] == t.quote {
			line, more = t.quotedCell(line[1:], &r)
		} else {
			var text []byte
			text, line, more = cutCell(line, t.delimiter)
			stray = stray || bytes.IndexByte(text, t.quote) >= 0
			t.joined = append(t.joined, text...)
		}
		t.ends = append(t.ends, len(t.joined))
		if r.fault != "" {
			return r
		}
		if !more {
			break
		}
	}
	if stray && t.lines.Number <= t.strictUntil {
		r.fault = problemStray
	}
	joined, from := string(t.joined), 0
	t.cells = t.cells[:0]
	for _, end := range t.ends {
		t.cells = append(t.cells, joined[from:end])
		from = end
	}
	return r
}

func cutCell(line []byte, delimiter string) (text, rest []byte, more bool) {
	if i := bytes.Index(line, []byte(delimiter)); i >= 0 {
		return line[:i], line[i+len(delimiter):], true
	}
	return line, nil, false
}

// quotedCell reads a cell behind its opening quote, and returns what of the line is
// left behind its delimiter, and whether another cell follows.
func (t *textReader) quotedCell(line []byte, r *record) (rest []byte, more bool) {
	from := len(t.joined)
	for {
		i := bytes.IndexByte(line, t.quote)
		if i < 0 {
			t.joined = append(append(t.joined, line...), '\n')
			if line = t.nextLine(r, len(t.joined)-from); r.fault != "" {
				return nil, false
			}
			continue
		}
		t.joined = append(t.joined, line[:i]...)
		line = line[i+1:]
		switch {
		case len(line) == 0:
			return nil, false
		case line[0] == t.quote:
			t.joined = append(t.joined, t.quote)
			line = line[1:]
		case bytes.HasPrefix(line, []byte(t.delimiter)):
			return line[len(t.delimiter):], true
		default:
			r.fault = problemBehind
			return nil, false
		}
	}
}

// nextLine goes on to the next line inside a cell of so many bytes.
func (t *textReader) nextLine(r *record, size int) []byte {
	r.lines++
	if size > largestCell || r.lines > mostLines {
		r.fault = problemUnclosed
		return nil
	}
	line, next, err := t.lines.At(r.next)
	if err != nil {
		r.fault = problemUnclosed // an error of the file comes again when its lines are taken
		return nil
	}
	r.next = next
	return line
}

// holdsRows reports whether a line between two offsets, both of them ahead, is as wide
// as a row, and whether one is also like the rows so far.
func (t *textReader) holdsRows(from, to int) (wide, alike bool) {
	for from < to && !alike {
		line, next, err := t.lines.At(from)
		if err != nil {
			break
		}
		plain := strings.ReplaceAll(string(line), string(t.quote), "")
		if cells := t.split(plain, nil); len(cells) > 1 && len(cells) == t.width {
			wide, alike = true, t.shape.fits(cells)
		}
		from = next
	}
	return wide, alike
}
