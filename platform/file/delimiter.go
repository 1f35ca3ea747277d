package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"regulars/cell"
	"regulars/platform/file/lines"
)

// delimiters are those that are looked for, by the words of the config.
var delimiters = []struct{ word, sign string }{{",", ","}, {";", ";"}, {"tab", "\t"}, {"|", "|"}}

// sampleSize is from how much of a file its delimiter is found.
const sampleSize = 256 << 10

// sampleRows is from how many rows of it.
const sampleRows = 1000

// delimiterSign is the sign that a declared delimiter stands for.
func delimiterSign(name, word string) (string, error) {
	switch strings.ToLower(word) {
	case "tab", `\t`:
		return "\t", nil
	case "comma":
		return ",", nil
	case "semicolon":
		return ";", nil
	case "pipe":
		return "|", nil
	case "blanks":
		return "", nil
	}
	if strings.ContainsAny(word, "\r\n\"") || len(word) > 16 || !utf8.ValidString(word) { // a part of a sign would cut signs in two
		return "", unclear(name, "delimiter: %q can't be one: write , ; tab | or blanks", word)
	}
	return word, nil
}

// delimiterWord is how a delimiter is declared.
func delimiterWord(sign string) string {
	switch sign {
	case "\t":
		return "tab"
	case "":
		return "blanks"
	}
	return sign
}

// fitting is how the rows of a sample come out under a delimiter.
type fitting struct {
	word   string
	split  splitting
	header int // cells of the first row
	good   int // rows of as many
	spare  int // rows of one more, an empty one
	misfit int // others
	wide   int // rows of more than one cell
	widths map[int]int
	shape  shape
}

func (f fitting) exact() bool {
	return f.header > 1 && f.misfit == 0 && (f.spare == 0 || f.good == 0)
}

// try splits a sample, which begins with the header.
func try(sample []byte, s splitting, whole bool) fitting {
	f := fitting{split: s, widths: map[int]int{}}
	t := &textReader{splitting: s, lines: lines.New(bytes.NewReader(sample)), valid: true}
	t.lines.CR = s.cr
	var row cell.Row
	for n := 0; n < sampleRows; n++ {
		if err := t.next(&row); err != nil {
			if !errors.Is(err, io.EOF) {
				f.misfit++
			}
			break
		}
		if t.lines.AtEnd() && !whole {
			break // it may go on behind the sample
		}
		f.count(t, row)
	}
	f.split.spare = f.spare > 0 && f.good == 0
	f.shape = t.shape
	return f
}

func (f *fitting) count(t *textReader, row cell.Row) {
	n := len(t.cells)
	switch {
	case t.width == 0 && row.Problem == "":
		t.width, f.header = n, n
		t.shape = shape{}
		return
	case row.Problem == problemUnclosed, row.Problem == problemWhole, row.Problem == problemStray, row.Problem == problemHeader:
		return
	case row.Problem == problemBehind:
		f.misfit++
		return
	case row.Problem == "":
		f.good++
	case n == t.width+1 && t.cells[t.width] == "":
		f.spare++
	default:
		f.misfit++
	}
	f.widths[n]++
	if n > 1 {
		f.wide++
	}
}

// isHeader reports whether the first row is as wide as most are, or as many as of
// any other width.
func (f fitting) isHeader() bool {
	for _, n := range f.widths {
		if n > f.good {
			return false
		}
	}
	return true
}

// findDelimiter returns the delimiter that splits the header and all sampled rows
// into the same number of cells, at least two. Where some rows are broken, it is
// the only one that the header has.
func findDelimiter(name string, sample []byte, s splitting, whole bool) (fitting, error) {
	var exact, possible []fitting
	for _, d := range delimiters {
		s.delimiter = d.sign
		f := try(sample, s, whole)
		f.word = d.word
		if f.exact() {
			exact = append(exact, f)
		}
		if f.header > 1 || f.wide > 0 {
			possible = append(possible, f)
		}
	}
	if len(exact) == 1 {
		return exact[0], nil
	}
	if len(exact) > 1 {
		return fitting{}, unclear(name, "delimiter: %s and %s both split the header and all rows evenly (%d and %d cells): write the one that is meant",
			exact[0].word, exact[1].word, exact[0].header, exact[1].header)
	}
	return mostlyFits(name, possible, s)
}

func mostlyFits(name string, possible []fitting, s splitting) (fitting, error) {
	var best []fitting
	for _, f := range possible {
		if f.header > 1 {
			best = append(best, f)
		} else if f.wide > f.good {
			return fitting{}, unclear(name, "the first line has 1 cell, but %s below it have more, between %s: write skip_lines: if it is a title, or delimiter:", plural(f.wide, "line"), f.word)
		}
	}
	if len(best) == 0 {
		s.delimiter = ","
		return fitting{split: s}, nil
	}
	if len(best) == 1 && best[0].isHeader() {
		return best[0], nil
	}
	var ways []string
	for _, f := range best {
		ways = append(ways, fmt.Sprintf("%s (the first line has %d cells, and so have %d of %s)", f.word, f.header, f.good, plural(f.good+f.misfit+f.spare, "row")))
	}
	return fitting{}, unclear(name, "the rows don't fit the first line: write skip_lines: if titles stand above the header, or delimiter: %s", strings.Join(ways, ", or "))
}
