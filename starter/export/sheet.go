package export

import (
	"fmt"
	"os"

	"github.com/xuri/excelize/v2"

	"regulars/identity"
	"regulars/schema/view"
)

// sheet writes members as an Excel sheet, row by row: a large segment does not
// stand in memory.
type sheet struct {
	file  *os.File
	mask  identity.Mask
	book  *excelize.File
	rows  *excelize.StreamWriter
	row   int
	cells []any
}

// maxSheetRows is what Excel can hold, the header included.
const maxSheetRows = 1 << 20

func newSheet(file *os.File, mask identity.Mask) (*sheet, error) {
	book := excelize.NewFile()
	rows, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("open an Excel sheet: %w", err)
	}
	s := &sheet{mask: mask, file: file, book: book, rows: rows, cells: make([]any, len(memberColumns))}
	for i, name := range memberHeader() {
		s.cells[i] = name
	}
	if err := rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, fmt.Errorf("freeze the header: %w", err)
	}
	return s, s.put()
}

func (s *sheet) Write(m view.SegmentMember) error {
	if s.row == maxSheetRows {
		return fmt.Errorf("an Excel sheet holds %d rows: export to .csv, or narrow it with --of", maxSheetRows)
	}
	for i, c := range memberColumns {
		s.cells[i] = c.value(exported{m, s.mask.Write(m.MemberID)})
	}
	return s.put()
}

func (s *sheet) put() error {
	s.row++
	cell, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	return s.rows.SetRow(cell, s.cells)
}

func (s *sheet) Close() error {
	defer func() { _ = s.book.Close() }()
	if err := s.rows.Flush(); err != nil {
		return err
	}
	return s.book.Write(s.file)
}
