package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvFile writes lines of comma-separated cells.
type csvFile struct{ out *csv.Writer }

func newCSV(out io.Writer) csvFile { return csvFile{csv.NewWriter(out)} }

// write neutralises every cell: names, ids and reasons come from outside.
func (f csvFile) write(cells ...string) error {
	line := make([]string, len(cells))
	for i, cell := range cells {
		line[i] = harmless(cell)
	}
	return f.out.Write(line)
}

func (f csvFile) close() error {
	f.out.Flush()
	return f.out.Error()
}

// harmless writes a text so that a spreadsheet does not run it as a formula. A
// phone's + before digits, and a negative number, are none.
func harmless(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) || strings.Trim(text, "+0123456789") == "" {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// cellOf writes a column's value: a string, a whole number, a float64 or nil.
func cellOf(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		return exact(&v)
	case string:
		return v
	}
	return fmt.Sprint(value)
}

// exact writes a number with all its digits, nil as nothing.
func exact(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// JSON writes rows as indented JSON.
func JSON(out io.Writer, rows any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}
