package file

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"regulars/cell"
	"regulars/platform/file/store"
)

// workbook is an .xlsx, as far as its rows need it. excelize, which writes ours, reads
// either a whole sheet into memory or rows without the types of their cells.
type workbook struct {
	name    string
	spool   *os.File // of a packed one; nil otherwise
	members map[string]*zip.File
	sheets  []sheetEntry
	from04  bool // days are counted from 1904
	shared  *sharedStrings
	dates   []dateFormat // by the style of a cell
}

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name   string
	hidden bool
	member string
}

// sheetRows are the rows of one sheet.
type sheetRows struct {
	book   *workbook
	parser *sheetParser
	names  []string
	cells  []string
	typed  []bool
	blank  int64
}

func openSheet(s *source, d *dialect) (reader, error) {
	book, err := openWorkbook(s)
	if err != nil {
		return nil, err
	}
	r := &sheetRows{book: book}
	if err := r.open(d); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func openWorkbook(s *source) (*workbook, error) {
	b := &workbook{name: s.name, members: map[string]*zip.File{}, shared: &sharedStrings{}}
	f, size := s.f, s.size
	if !s.isSheet() {
		stream, err := s.stream()
		if err != nil {
			return nil, err
		}
		b.spool, err = store.Spool(s.ctx, stream)
		if err = errors.Join(err, stream.Close()); err != nil {
			return nil, err
		}
		f = b.spool
		if size, err = b.spool.Seek(0, io.SeekEnd); err != nil {
			return nil, errors.Join(fmt.Errorf("look at the unpacked %s: %w", s.name, err), b.close())
		}
	}
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, errors.Join(broken(s.name, err), b.close())
	}
	for _, m := range z.File {
		b.members[strings.ToLower(strings.TrimPrefix(m.Name, "/"))] = m
	}
	if b.members["xl/workbook.xml"] == nil {
		return nil, errors.Join(refused(s.name, "holds a zip that is no workbook: pack the file itself"), b.close())
	}
	if err := b.load(); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// load reads the parts that the cells of all sheets refer to.
func (b *workbook) load() error {
	links, err := b.links()
	if err != nil {
		return err
	}
	if err := b.eachStart("xl/workbook.xml", func(e xml.StartElement, _ *xml.Decoder) error {
		switch e.Name.Local {
		case "workbookPr":
			b.from04 = isTrue(attribute(e, "date1904"))
		case "sheet":
			member := links[attribute(e, "id")]
			if strings.Contains(member, "worksheets/") {
				b.sheets = append(b.sheets, sheetEntry{attribute(e, "name"), attribute(e, "state") != "" && attribute(e, "state") != "visible", member})
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := b.loadStyles(); err != nil {
		return err
	}
	return b.loadShared()
}

// links are where the parts of the workbook stand, by their ids.
func (b *workbook) links() (map[string]string, error) {
	links := map[string]string{}
	err := b.eachStart("xl/_rels/workbook.xml.rels", func(e xml.StartElement, _ *xml.Decoder) error {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			links[attribute(e, "Id")] = strings.ToLower(strings.TrimPrefix(target, "/"))
		}
		return nil
	})
	return links, err
}

// eachStart calls f with each element of a member that begins; none if it isn't there.
func (b *workbook) eachStart(member string, f func(xml.StartElement, *xml.Decoder) error) error {
	m, is := b.members[member]
	if !is {
		return nil
	}
	r, err := m.Open()
	if err != nil {
		return broken(b.name, err)
	}
	defer func() { _ = r.Close() }()
	d := newXML(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(b.name, fmt.Errorf("%s: %w", member, err))
		}
		if e, is := token.(xml.StartElement); is {
			if err := f(e, d); err != nil {
				return err
			}
		}
	}
}

func newXML(r io.Reader) *xml.Decoder {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("it is not UTF-8") }
	return d
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func isTrue(text string) bool { return text == "1" || text == "true" }

// open chooses the sheet and reads its header.
func (r *sheetRows) open(d *dialect) error {
	sheet, err := r.book.choose(d)
	if err != nil || sheet == nil {
		r.parser = &sheetParser{end: io.EOF}
		return err
	}
	if r.parser, err = r.book.parser(*sheet); err != nil {
		return err
	}
	r.parser.skip = int64(d.SkipLines)
	if d.NoHeader && len(d.Columns) > 0 {
		r.names = d.Columns
	} else if err := r.readHeader(d); err != nil {
		return err
	}
	r.cells, r.typed = make([]string, len(r.names)), make([]bool, len(r.names))
	return nil
}

func (r *sheetRows) readHeader(d *dialect) error {
	if len(d.Columns) > 0 {
		return unclear(r.book.name, "columns are named, but the sheet has a header: write that it has none, or leave the names out")
	}
	for {
		cells, err := r.parser.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(cells) == 0 {
			r.blank++
			continue
		}
		names := make([]string, cells[len(cells)-1].column+1)
		for _, c := range cells {
			names[c.column] = c.text
		}
		if d.NoHeader {
			clear(names)
			r.parser.again = true
		}
		r.names, err = headerNames(r.book.name, names)
		return err
	}
}

// choose returns the declared sheet, or the only one with a cell; nil: none has any.
func (b *workbook) choose(d *dialect) (*sheetEntry, error) {
	if d.Sheet != "" {
		i := slices.IndexFunc(b.sheets, func(s sheetEntry) bool { return s.name == d.Sheet })
		if i < 0 {
			return nil, unclear(b.name, "there is no sheet %q: write sheet: %s", shorten(d.Sheet), sheetNames(b.sheets))
		}
		return &b.sheets[i], nil
	}
	var filled []sheetEntry
	for _, s := range b.sheets {
		if s.hidden {
			continue
		}
		p, err := b.parser(s)
		if err != nil {
			return nil, err
		}
		has, err := p.hasCells()
		if err = errors.Join(err, p.close()); err != nil {
			return nil, err
		}
		if has {
			filled = append(filled, s)
		}
	}
	if len(filled) > 1 {
		return nil, unclear(b.name, "%d sheets have rows: write sheet: %s", len(filled), sheetNames(filled))
	}
	if len(filled) == 0 {
		return nil, nil
	}
	d.found("sheet")
	d.Sheet = filled[0].name
	return &filled[0], nil
}

func sheetNames(sheets []sheetEntry) string {
	var names []string
	for _, s := range sheets {
		names = append(names, shorten(s.name))
	}
	return strings.Join(names, ", or ")
}

func (r *sheetRows) next(row *cell.Row) error {
	for {
		cells, err := r.parser.next()
		if err != nil {
			return err
		}
		if len(cells) == 0 {
			r.blank++
			continue
		}
		*row = cell.Row{Line: r.parser.row}
		clear(r.cells)
		clear(r.typed)
		row.Problem = r.fill(cells)
		if row.Problem == "" && allBlank(r.cells) {
			r.blank++
			continue
		}
		if row.Problem != "" {
			row.Raw = rawCells(cells)
			return nil
		}
		row.Cells, row.Typed = r.cells, r.typed
		return nil
	}
}

func (r *sheetRows) fill(cells []sheetCell) (problem string) {
	for _, c := range cells {
		switch {
		case c.problem != "":
			return fmt.Sprintf("cell %s%d %s", columnName(c.column), r.parser.row, c.problem)
		case c.column < len(r.cells):
			r.cells[c.column], r.typed[c.column] = c.text, c.typed
		case strings.TrimSpace(c.text) != "":
			return fmt.Sprintf("a cell in column %s, the header ends with column %s", columnName(c.column), columnName(max(0, len(r.cells)-1)))
		}
	}
	return ""
}

func rawCells(cells []sheetCell) string {
	var b strings.Builder
	for _, c := range cells {
		if b.Len() < largestRaw {
			fmt.Fprintf(&b, "%s: %s\t", columnName(c.column), c.text)
		}
	}
	return strings.ToValidUTF8(b.String()[:min(b.Len(), largestRaw)], "")
}

// columnName is how a sheet calls a column: A, B … AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func (r *sheetRows) columns() []string { return r.names }

func (r *sheetRows) counted() (blank, lines int64) { return r.blank, r.parser.row }

func (r *sheetRows) close() error {
	var err error
	if r.parser != nil {
		err = r.parser.close()
	}
	return errors.Join(err, r.book.close())
}

func (b *workbook) close() error {
	err := b.shared.close()
	if b.spool != nil {
		err = errors.Join(err, b.spool.Close())
	}
	return err
}
