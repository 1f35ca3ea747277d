package screen

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"regulars/present"
)

// Colours carry meaning only: good, bad, and what may be read past.
var (
	Good  = text.Colors{text.FgGreen}
	Bad   = text.Colors{text.FgRed}
	Warn  = text.Colors{text.FgYellow}
	Faint = text.Colors{text.Faint}
	Bold  = text.Colors{text.Bold}
)

// Width is the widest that a table may become, in columns.
const Width = 100

func init() {
	if !terminal(os.Stdout) || os.Getenv("NO_COLOR") != "" {
		text.DisableColors()
	}
}

// terminal reports whether a person looks at the file.
func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// NewTable returns a table in the house's style: a rule below the header, no frame.
func NewTable(out io.Writer, columns ...string) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(out)
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	style.Color.Header = Faint
	t.SetStyle(style)
	t.Style().Size.WidthMax = Width
	header := make(table.Row, len(columns))
	for i, c := range columns {
		header[i] = c
	}
	if len(columns) > 0 {
		t.AppendHeader(header)
	}
	return t
}

// Table draws rows under headings. Texts that are too long for the screen go on in the
// next line: nothing is cut away.
func Table(out io.Writer, rows present.Table) {
	t := NewTable(out, rows.Head...)
	t.SetColumnConfigs(append(Right(rows.Rights()...), wrapWidest(rows)...))
	for _, cells := range rows.Rows {
		row := make(table.Row, len(cells))
		for i, cell := range cells {
			row[i] = cell
		}
		t.AppendRow(row)
	}
	t.Render()
}

// wrapWidest breaks the texts of the widest column of words where the table would be
// wider than the screen.
func wrapWidest(rows present.Table) []table.ColumnConfig {
	const padding, least = 2, 12
	widths := make([]int, len(rows.Head))
	for _, cells := range append([][]string{rows.Head}, rows.Rows...) {
		for i, cell := range cells[:len(widths)] {
			widths[i] = max(widths[i], text.LongestLineLen(cell))
		}
	}
	widest, sum := -1, 0
	for i, width := range widths {
		sum += width + padding
		if rows.Align[i] != 'r' && (widest < 0 || width > widths[widest]) {
			widest = i
		}
	}
	if widest < 0 || sum <= Width {
		return nil
	}
	return []table.ColumnConfig{Wrap(widest+1, max(least, Width-(sum-widths[widest])))}
}

// Right aligns the given columns (from 1) to the right.
func Right(columns ...int) []table.ColumnConfig {
	configs := make([]table.ColumnConfig, len(columns))
	for i, n := range columns {
		configs[i] = table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight}
	}
	return configs
}

// fixed sets the least widths of columns, so that tables below each other align,
// and aligns some of them (from 1) to the right.
func fixed(widths []int, rights ...int) []table.ColumnConfig {
	configs := make([]table.ColumnConfig, len(widths))
	for i, w := range widths {
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMin: w}
		if slices.Contains(rights, i+1) {
			configs[i].Align, configs[i].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	return configs
}

// Wrap breaks the texts of a column at so many characters, line by line.
func Wrap(column, at int) table.ColumnConfig {
	return table.ColumnConfig{Number: column, WidthMax: at, WidthMaxEnforcer: wrapLines}
}

func wrapLines(col string, at int) string {
	lines := strings.Split(col, "\n")
	for i, line := range lines {
		lines[i] = text.WrapSoft(line, at)
	}
	return strings.Join(lines, "\n")
}
