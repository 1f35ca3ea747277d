package export

import (
	"fmt"
	"math"
	"os"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"regulars/present"
)

// sheet writes an Excel sheet row by row: a large segment does not stand in memory.
// Texts are texts, never formulas; the header stays in sight and filters.
type sheet struct {
	file   *os.File
	names  *present.Names
	book   *excelize.File
	rows   *excelize.StreamWriter
	row    int
	width  int // columns
	styles map[string]int
	cells  []any
}

// maxSheetRows is what Excel can hold, the header included.
const maxSheetRows = 1 << 20

const sheetName = "Sheet1"

// The number formats of cells.
const (
	formatWhole  = "#,##0"
	formatMoney  = "#,##0.00"
	formatRatio  = "0.00%"
	formatDay    = "yyyy-mm-dd"
	formatMoment = "yyyy-mm-dd hh:mm:ss"
)

func newSheet(file *os.File, names *present.Names) (*sheet, error) {
	book := excelize.NewFile()
	s := &sheet{file: file, names: names, book: book, styles: map[string]int{}}
	for _, format := range []string{formatWhole, formatMoney, formatRatio, formatDay, formatMoment} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			return nil, fmt.Errorf("format %s of an Excel sheet: %w", format, err)
		}
		s.styles[format] = style
	}
	rows, err := book.NewStreamWriter(sheetName)
	if err != nil {
		return nil, fmt.Errorf("open an Excel sheet: %w", err)
	}
	s.rows = rows
	return s, nil
}

func (s *sheet) header(columns ...string) error {
	s.width, s.cells = len(columns), make([]any, len(columns))
	bold, err := s.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return fmt.Errorf("style the header: %w", err)
	}
	for i, column := range slices.Backward(columns) { // for the last width set is written first
		title := s.names.Column(column)
		if err := s.rows.SetColWidth(i+1, i+1, columnWidth(title)); err != nil {
			return fmt.Errorf("set a column's width: %w", err)
		}
		s.cells[i] = excelize.Cell{StyleID: bold, Value: title}
	}
	if err := s.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("freeze the header: %w", err)
	}
	return s.put()
}

// columnWidth returns a width, in digits, that shows the title next to the filter's
// button, and a date.
func columnWidth(title string) float64 {
	wide := len(title) - utf8.RuneCountInString(title) // two of a Chinese sign's three bytes
	return float64(max(12, utf8.RuneCountInString(title)+wide/2+4))
}

func (s *sheet) write(values ...any) error {
	if s.row == maxSheetRows {
		return fmt.Errorf("an Excel sheet holds %d rows: export to .csv, or narrow what is exported", maxSheetRows)
	}
	for i, value := range values {
		s.cells[i] = s.cell(value)
	}
	return s.put()
}

// cell returns a value with the format of its kind.
func (s *sheet) cell(value any) any {
	switch v := value.(type) {
	case nil, bool:
		return v
	case string:
		if v == "" {
			return nil
		}
		return v
	case money:
		return s.number(formatMoney, float64(v))
	case ratio:
		return s.number(formatRatio, float64(v))
	case amount:
		return s.number(formatOf(float64(v)), float64(v))
	case price:
		return s.number(formatMoney, decimal.Decimal(v).InexactFloat64())
	case part:
		number := decimal.Decimal(v).InexactFloat64()
		return s.number(formatOf(number), number)
	case day:
		return s.date(formatDay, time.Time(v))
	case moment:
		return s.date(formatMoment, time.Time(v).UTC())
	}
	return excelize.Cell{StyleID: s.styles[formatWhole], Value: value}
}

func formatOf(v float64) string {
	if v == math.Trunc(v) {
		return formatWhole
	}
	return formatMoney
}

// number leaves a cell empty that Excel has no number for.
func (s *sheet) number(format string, v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return excelize.Cell{StyleID: s.styles[format], Value: v}
}

// date leaves a date empty that nobody set.
func (s *sheet) date(format string, t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return excelize.Cell{StyleID: s.styles[format], Value: t}
}

func (s *sheet) put() error {
	s.row++
	cell, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	return s.rows.SetRow(cell, s.cells)
}

func (s *sheet) close() error {
	defer func() { _ = s.book.Close() }()
	if err := s.filter(); err != nil {
		return err
	}
	if err := s.rows.Flush(); err != nil {
		return err
	}
	return s.book.Write(s.file)
}

// filter sets a filter over all rows; before the sheet is flushed, for afterwards its
// rows are out of reach.
func (s *sheet) filter() error {
	if s.width == 0 {
		return nil
	}
	last, err := excelize.CoordinatesToCellName(s.width, s.row)
	if err != nil {
		return err
	}
	if err := s.book.AutoFilter(sheetName, "A1:"+last, nil); err != nil {
		return fmt.Errorf("set the filter of an Excel sheet: %w", err)
	}
	return nil
}
