package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"regulars/schema/view"
)

// memberColumn is one column of an exported segment. A value is a string, a
// whole number, a float64 or nil.
type memberColumn struct {
	name  string
	value func(view.SegmentMember) any
}

var memberColumns = []memberColumn{
	{"member_id", func(m view.SegmentMember) any { return strconv.FormatUint(m.MemberID, 10) }},
	{"name", func(m view.SegmentMember) any { return m.Name }},
	{"email", func(m view.SegmentMember) any { return m.Email }},
	{"phone", func(m view.SegmentMember) any { return m.Phone }},
	{"line_id", func(m view.SegmentMember) any { return m.LineID }},
	{"marketing_consent", func(m view.SegmentMember) any { return yesNo(m.Consented) }},
	{"city", func(m view.SegmentMember) any { return m.City }},
	{"first_purchase", func(m view.SegmentMember) any { return dayOf(m.FirstPurchase) }},
	{"last_purchase", func(m view.SegmentMember) any { return dayOf(m.LastPurchase) }},
	{"purchases", func(m view.SegmentMember) any { return m.Purchases }},
	{"revenue", func(m view.SegmentMember) any { return m.Revenue }},
	{"recency_days", func(m view.SegmentMember) any { return valueOf(m.RecencyDays) }},
	{"r_score", func(m view.SegmentMember) any { return valueOf(m.RScore) }},
	{"f_score", func(m view.SegmentMember) any { return valueOf(m.FScore) }},
	{"m_score", func(m view.SegmentMember) any { return valueOf(m.MScore) }},
	{"rfm_class", func(m view.SegmentMember) any { return m.RFMClass }},
	{"stage", func(m view.SegmentMember) any { return m.Stage }},
	{"stage_since", func(m view.SegmentMember) any { return dayOf(&m.StageSince) }},
	{"stage_next", func(m view.SegmentMember) any { return m.StageNext }},
	{"stage_next_on", func(m view.SegmentMember) any { return dayOf(m.StageNextOn) }},
	{"life_phase", func(m view.SegmentMember) any { return m.LifePhase }},
	{"value_tier", func(m view.SegmentMember) any { return m.ValueTier }},
	{"aipl", func(m view.SegmentMember) any { return m.AIPL }},
	{"p_alive", func(m view.SegmentMember) any { return valueOf(m.PAlive) }},
	{"expected_14d", func(m view.SegmentMember) any { return valueOf(m.Expected14d) }},
	{"clv_365d", func(m view.SegmentMember) any { return valueOf(m.CLV365d) }},
	{"next_purchase", func(m view.SegmentMember) any { return dayOf(m.NextPurchase) }},
	{"preferred_channel", func(m view.SegmentMember) any { return m.PreferredChannel }},
	{"tags", func(m view.SegmentMember) any { return strings.Join(m.Tags, " ") }},
}

func memberHeader() []string {
	names := make([]string, len(memberColumns))
	for i, c := range memberColumns {
		names[i] = c.name
	}
	return names
}

func dayOf(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.Format(time.DateOnly)
}

func valueOf[T int64 | uint8 | float64](v *T) any {
	if v == nil {
		return nil
	}
	return *v
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// memberCSV writes members as comma-separated lines.
type memberCSV struct{ out *csv.Writer }

func newMemberCSV(file *os.File) (*memberCSV, error) {
	w := &memberCSV{csv.NewWriter(file)}
	return w, w.out.Write(memberHeader())
}

func (w *memberCSV) Write(m view.SegmentMember) error {
	cells := make([]string, len(memberColumns))
	for i, c := range memberColumns {
		cells[i] = csvCell(c.value(m))
	}
	return w.out.Write(cells)
}

func (w *memberCSV) Close() error {
	w.out.Flush()
	return w.out.Error()
}

// csvCell writes a value so that a spreadsheet does not run a member's name as a
// formula. A phone's + before digits is none.
func csvCell(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) && strings.Trim(v, "+0123456789") != "" {
			return "'" + v
		}
		return v
	}
	return fmt.Sprint(value)
}

// sheet writes members as an Excel sheet, row by row: a large segment does not
// stand in memory.
type sheet struct {
	file  *os.File
	book  *excelize.File
	rows  *excelize.StreamWriter
	row   int
	cells []any
}

// maxSheetRows is what Excel can hold, the header included.
const maxSheetRows = 1 << 20

func newSheet(file *os.File) (*sheet, error) {
	book := excelize.NewFile()
	rows, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, fmt.Errorf("open an Excel sheet: %w", err)
	}
	s := &sheet{file: file, book: book, rows: rows, cells: make([]any, len(memberColumns))}
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
		s.cells[i] = c.value(m)
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
