package present

import "strings"

// Table is rows under headings. How it looks is up to who draws it.
type Table struct {
	Title string
	Head  []string
	Align string // a letter per column: l for words, r for numbers
	Rows  [][]string
}

// Texts returns how many columns at the left are words.
func (t Table) Texts() int {
	if i := strings.IndexByte(t.Align, 'r'); i >= 0 {
		return i
	}
	return len(t.Align)
}

// Rights returns the columns that are aligned to the right, counted from 1.
func (t Table) Rights() []int {
	var columns []int
	for i, side := range t.Align {
		if side == 'r' {
			columns = append(columns, i+1)
		}
	}
	return columns
}

// Markdown writes the head and the rows as a Markdown table, without the title. A
// table without rows is nothing.
func (t Table) Markdown() string {
	if len(t.Rows) == 0 {
		return ""
	}
	rules := make([]string, len(t.Align))
	for i, side := range t.Align {
		rules[i] = "---"
		if side == 'r' {
			rules[i] = "---:"
		}
	}
	var b strings.Builder
	writeRow(&b, t.Head)
	writeRow(&b, rules)
	for _, row := range t.Rows {
		writeRow(&b, row)
	}
	return b.String()
}

// cellText keeps a text inside its cell.
var cellText = strings.NewReplacer("|", `\|`, "\n", " ", "\r", "")

func writeRow(b *strings.Builder, cells []string) {
	for _, cell := range cells {
		if cell == "" {
			b.WriteString("| ")
			continue
		}
		b.WriteString("| " + cellText.Replace(cell) + " ")
	}
	b.WriteString("|\n")
}
