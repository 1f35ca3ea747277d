package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// csvFile writes lines of comma-separated cells.
type csvFile struct{ out *csv.Writer }

func newCSV(out io.Writer) csvFile { return csvFile{csv.NewWriter(out)} }

func (f csvFile) header(columns ...string) error { return f.out.Write(columns) }

// write neutralises every cell: names, ids and reasons come from outside.
func (f csvFile) write(values ...any) error {
	line := make([]string, len(values))
	for i, value := range values {
		line[i] = harmless(cellOf(value))
	}
	return f.out.Write(line)
}

func (f csvFile) close() error {
	f.out.Flush()
	return f.out.Error()
}

// formulaSigns are what a spreadsheet takes for the begin of a formula.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

// harmless writes a text so that a spreadsheet does not run it as a formula. A
// phone's + before digits, and a negative number, are none. In East Asia the wide signs
// begin one, too.
func harmless(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune(formulaSigns, first) || strings.Trim(text, "+0123456789") == "" {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// cellOf writes a value with all its digits, nil as nothing.
func cellOf(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case money:
		return exact(float64(v))
	case ratio:
		return exact(float64(v))
	case amount:
		return exact(float64(v))
	case price:
		return decimal.Decimal(v).String()
	case part:
		return decimal.Decimal(v).String()
	case day:
		return written(time.Time(v), time.DateOnly)
	case moment:
		return written(time.Time(v).UTC(), "2006-01-02T15:04:05.000Z")
	}
	return fmt.Sprint(value)
}

// written leaves a date empty that nobody set.
func written(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// exact leaves empty what is no number.
func exact(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// JSON writes rows as indented JSON.
func JSON(out io.Writer, rows any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}
