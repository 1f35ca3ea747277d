package formula

import (
	"fmt"
	"strings"
	"time"

	"regulars/cell"
)

// Facts are what the cells of a column are, for expressions: a file's cells
// are text, and an expression that computes needs numbers or times.
type Facts struct {
	cells     int64  // that hold a text
	numbers   int64  // of them, plain numbers: 12, -0.5
	canonical int64  // of those, without zeros or a plus in front: what is no id
	whole     int64  // of numbers, without a fraction
	times     int64  // of cells, dates and times that begin with their year
	scale     int    // the most digits behind a point
	sure      int64  // of numbers, with a fraction whose point can be nothing else
	open      string // the first number whose point may stand between thousands: 1.234
}

// Add looks at one cell.
func (f *Facts) Add(text string) {
	if text == "" {
		return
	}
	f.cells++
	if n, ok := plainNumber(text); ok {
		f.numbers++
		f.scale = max(f.scale, n.scale)
		if n.canonical {
			f.canonical++
		}
		switch {
		case n.scale == 0:
			f.whole++
		case n.open && f.open == "":
			f.open = strings.Clone(text)
		case !n.open:
			f.sure++
		}
		return
	}
	if len(text) >= len(time.DateOnly) && strings.Trim(text[:4], "0123456789") == "" {
		if _, err := cell.Time(text, cell.DateStyle{}, time.UTC); err == nil {
			f.times++
		}
	}
}

// offers are ClickHouse's types as which a column can be given to an expression
// that makes no sense over text. Cells that are something else reject their rows.
func (f *Facts) offers() []string {
	switch {
	case f == nil || f.isOpen():
		return nil
	case f.numbers*2 > f.cells && f.whole == f.numbers:
		return []string{"Int64"}
	case f.numbers*2 > f.cells:
		return []string{decimalType(f.scale), "Float64"}
	case f.times*2 > f.cells:
		return []string{"DateTime64(3)"}
	}
	return nil
}

// isOpen reports whether the points of all fractions may stand between thousands.
func (f *Facts) isOpen() bool { return f != nil && f.open != "" && f.sure == 0 }

// decimalType holds numbers of so many digits behind the point, and the quotient of
// two of them closely enough for an amount.
func decimalType(scale int) string { return fmt.Sprintf("Decimal(38, %d)", max(scale, 6)) }

// isNumbers reports whether most cells are numbers that don't look like ids.
func (f *Facts) isNumbers() bool { return f.canonical*2 > f.cells }

type plain struct {
	scale     int
	canonical bool
	open      bool // 1.234, which may be 1234
}

// plainNumber reads a number without an exponent or signs between its digits.
func plainNumber(text string) (n plain, ok bool) {
	digits := text
	if digits[0] == '-' || digits[0] == '+' {
		digits = digits[1:]
	}
	point := -1
	for i := range len(digits) {
		switch c := digits[i]; {
		case c == '.' && point < 0:
			point = i
		case c < '0' || c > '9':
			return plain{}, false
		}
	}
	whole := len(digits)
	if point >= 0 {
		whole, n.scale = point, len(digits)-point-1
	}
	if whole == 0 || whole > 18 || n.scale > 8 || point >= 0 && n.scale == 0 {
		return plain{}, false
	}
	n.open = n.scale == 3 && whole <= 3 && digits[0] != '0'
	n.canonical = text[0] != '+' && (whole == 1 || digits[0] != '0')
	return n, true
}
