package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// ErrNone says that a zip is no workbook.
var ErrNone = errors.New("it is no workbook")

// Book is a workbook, as far as its rows need it.
type Book struct {
	members map[string]*zip.File
	sheets  []Sheet
	from04  bool // days are counted from 1904
	shared  *sharedStrings
	dates   []dateFormat // by the style of a cell
}

// Sheet is one of its sheets.
type Sheet struct {
	Name   string
	Hidden bool
	member string
}

// Open reads what all sheets refer to. Returns ErrNone where the zip is no workbook.
func Open(f io.ReaderAt, size int64) (*Book, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, err
	}
	b := &Book{members: map[string]*zip.File{}, shared: &sharedStrings{}}
	for _, m := range z.File {
		b.members[strings.ToLower(strings.TrimPrefix(m.Name, "/"))] = m
	}
	if b.members["xl/workbook.xml"] == nil {
		return nil, ErrNone
	}
	if err := b.load(); err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// Sheets are the sheets in their order.
func (b *Book) Sheets() []Sheet { return b.sheets }

// Close ends the reading; a temporary file is gone then.
func (b *Book) Close() error { return b.shared.close() }

// load reads the parts that the cells of all sheets refer to.
func (b *Book) load() error {
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
				b.sheets = append(b.sheets, Sheet{attribute(e, "name"), attribute(e, "state") != "" && attribute(e, "state") != "visible", member})
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
func (b *Book) links() (map[string]string, error) {
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
func (b *Book) eachStart(member string, f func(xml.StartElement, *xml.Decoder) error) error {
	m, is := b.members[member]
	if !is {
		return nil
	}
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	d := newXML(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", member, err)
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

// ColumnName is how a sheet calls a column: A, B … AA.
func ColumnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
