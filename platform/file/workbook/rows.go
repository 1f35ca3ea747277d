package workbook

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// mostSheetColumns is how many columns a sheet can have.
const mostSheetColumns = 16_384

// Cell is one cell that is there.
type Cell struct {
	Column  int // A is 0
	Text    string
	Typed   bool   // a number, a date or a truth; the others are texts
	Problem string // why its value isn't known
}

// Rows reads the rows of a sheet's XML.
type Rows struct {
	book  *Book
	file  io.ReadCloser
	xml   *xml.Decoder
	row   int64 // its number
	cells []Cell
	end   error
	text  []byte
}

// Rows begins to read a sheet.
func (b *Book) Rows(s Sheet) (*Rows, error) {
	m, is := b.members[s.member]
	if !is {
		return nil, fmt.Errorf("it has no sheet %.40q", s.Name)
	}
	r, err := m.Open()
	if err != nil {
		return nil, err
	}
	return &Rows{book: b, file: r, xml: newXML(r)}, nil
}

// Close ends the reading.
func (p *Rows) Close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}

// Number is the number of the row that Next returned last.
func (p *Rows) Number() int64 { return p.row }

// HasCells reports whether any cell has a text.
func (p *Rows) HasCells() (bool, error) {
	for {
		cells, err := p.Next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		for _, c := range cells {
			if c.Problem != "" || strings.TrimSpace(c.Text) != "" {
				return true, nil
			}
		}
	}
}

// Next returns the cells of the next row that the file has. Returns io.EOF at the end;
// the cells are valid until the next call.
func (p *Rows) Next() ([]Cell, error) {
	for {
		if p.end != nil {
			return nil, p.end
		}
		token, err := p.xml.RawToken()
		if err != nil {
			p.end = p.judge(err)
			continue
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				p.end = io.EOF
			}
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			if err := p.readRow(e); err != nil {
				p.end = p.judge(err)
				continue
			}
			return p.cells, nil
		}
	}
}

func (p *Rows) judge(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("its sheet is cut short")
	}
	return err
}

func (p *Rows) readRow(row xml.StartElement) error {
	p.row++
	if text := attribute(row, "r"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < p.row {
			return fmt.Errorf("row %.40s follows row %d", text, p.row-1)
		}
		p.row = n
	}
	p.cells = p.cells[:0]
	column := -1
	for {
		token, err := p.xml.RawToken()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "row" {
				return nil
			}
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			at, err := columnOf(attribute(e, "r"), column)
			if err != nil {
				return err
			}
			column = at
			if err := p.readCell(e, column); err != nil {
				return err
			}
		}
	}
}

// columnOf is the column of a reference such as AB12; without one, the next.
func columnOf(reference string, last int) (int, error) {
	if reference == "" {
		return last + 1, nil
	}
	n := 0
	for i := 0; i < len(reference) && i < 4; i++ {
		c := reference[i]
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	if n == 0 || n > mostSheetColumns || n-1 <= last {
		return 0, fmt.Errorf("cell %.40s stands in the wrong place", reference)
	}
	return n - 1, nil
}

// readCell reads one cell, and keeps it if it has a value.
func (p *Rows) readCell(e xml.StartElement, column int) error {
	kind, style := attribute(e, "t"), attribute(e, "s")
	formula, value, found := false, "", false
	for {
		token, err := p.xml.RawToken()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			if e.Name.Local == "c" {
				return p.keep(column, kind, style, value, found, formula)
			}
		case xml.StartElement:
			switch e.Name.Local {
			case "f":
				formula = true
			case "v":
				found = true
				value, err = p.until("v")
			case "is":
				found = true
				value, err = richText(p.xml, "is", &p.text)
			}
			if err != nil {
				return err
			}
		}
	}
}

// until returns the text up to the end of an element.
func (p *Rows) until(name string) (string, error) {
	p.text = p.text[:0]
	for {
		token, err := p.xml.RawToken()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.CharData:
			p.text = append(p.text, e...)
		case xml.EndElement:
			if e.Name.Local == name {
				return string(p.text), nil
			}
		}
	}
}

// richText joins the runs of a text, without the readings of its signs.
func richText(d *xml.Decoder, name string, buf *[]byte) (string, error) {
	text := (*buf)[:0]
	inText, reading := false, false
	for {
		token, err := d.RawToken()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = inText || e.Name.Local == "t"
			reading = reading || e.Name.Local == "rPh"
		case xml.CharData:
			if inText && !reading {
				text = append(text, e...)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inText = false
			case "rPh":
				reading = false
			case name:
				*buf = text
				return unescapeXML(string(text)), nil
			}
		}
	}
}

// unescapeXML reads _x000D_ and the like, by which sheets write what XML can't.
func unescapeXML(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		if len(text) >= i+7 && text[i+6] == '_' {
			if n, err := strconv.ParseUint(text[i+2:i+6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				text = text[i+7:]
				continue
			}
		}
		b.WriteString("_x")
		text = text[i+2:]
	}
}

// keep appends a cell by its type.
func (p *Rows) keep(column int, kind, style, value string, found, formula bool) error {
	c := Cell{Column: column, Text: value}
	switch kind {
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("cell %s%d refers to no text", ColumnName(column), p.row)
		}
		if c.Text, err = p.book.shared.at(n); err != nil {
			return fmt.Errorf("cell %s%d: %w", ColumnName(column), p.row, err)
		}
	case "str":
		c.Text = unescapeXML(value)
	case "inlineStr", "e":
	case "b":
		c.Text, c.Typed = strconv.FormatBool(isTrue(value)), true
	case "d":
		c.Typed = true
	default:
		c.Text, c.Typed = p.book.number(value, style), found && value != ""
	}
	if formula && !found {
		c.Problem = "is a formula whose value isn't stored: open the file in Excel and save it"
	}
	if c.Text != "" || c.Problem != "" {
		p.cells = append(p.cells, c)
	}
	return nil
}
