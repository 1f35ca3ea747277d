package screen

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/config"
	"regulars/worker/check"
)

// Mistakes draws the mistakes of a config, each with its line and its remedy.
func Mistakes(out io.Writer, mistakes config.Mistakes) {
	for _, m := range mistakes {
		where := m.File
		if m.Line > 0 {
			where = fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
		}
		fmt.Fprintf(out, "%s  %s\n", Bold.Sprint(where), Faint.Sprint(m.Path))
		fmt.Fprintf(out, "  %s %s\n", Bad.Sprint("✗"), m.Problem)
		if m.Remedy != "" {
			fmt.Fprintf(out, "  %s %s\n", Good.Sprint("→"), m.Remedy)
		}
		fmt.Fprintln(out)
	}
}

// Findings draws what the checks found.
func Findings(out io.Writer, findings []check.Finding) {
	t := NewTable(out, "", "what", "says")
	t.SetColumnConfigs([]table.ColumnConfig{Wrap(2, 32), Wrap(3, 56)})
	for _, f := range findings {
		says := strings.Join(append([]string{f.Says}, f.Note...), "\n")
		switch {
		case f.Err != nil:
			t.AppendRow(table.Row{Bad.Sprint("✗"), f.What, f.Err.Error()})
		case len(f.Warn) > 0:
			t.AppendRow(table.Row{Warn.Sprint("!"), f.What, strings.Join(append([]string{says}, f.Warn...), "\n")})
		default:
			t.AppendRow(table.Row{Good.Sprint("✓"), f.What, says})
		}
	}
	t.Render()
}
