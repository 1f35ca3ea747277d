package screen

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// quiet is how long a log is left alone between two looks at what goes on.
const quiet = 5 * time.Second

// Live shows lines that change: on a terminal in place, elsewhere by printing
// now and then those that are new.
type Live struct {
	out     io.Writer
	size    func() (columns, rows int) // of the terminal; nil where there is none
	shown   []string
	pending []string // not printed yet
	since   time.Time
	printed time.Time
}

// NewLive returns the lines of a command that begins now.
func NewLive(out io.Writer) *Live {
	l := &Live{out: out, since: time.Now()}
	if file, ok := out.(*os.File); ok && terminal(file) {
		l.size = func() (int, int) { return terminalSize(file) }
	}
	return l
}

// terminalSize asks at each drawing: a window may be resized. A terminal that
// doesn't know gets the size that all have.
func terminalSize(file *os.File) (columns, rows int) {
	columns, rows, err := term.GetSize(int(file.Fd()))
	if err != nil || columns < 1 || rows < 1 {
		return 80, 24
	}
	return columns, rows
}

// Show replaces the lines shown before.
func (l *Live) Show(lines []string) {
	if l.size != nil {
		l.redraw(lines)
		return
	}
	l.pending = lines
	if time.Since(l.printed) >= quiet {
		l.End()
	}
}

// End prints what is still to be printed.
func (l *Live) End() {
	for _, line := range l.pending {
		if !slices.Contains(l.shown, line) {
			fmt.Fprintln(l.out, line)
		}
	}
	if l.pending != nil {
		l.shown, l.pending, l.printed = l.pending, nil, time.Now()
	}
}

// redraw overwrites the lines that it drew before. It breaks lines where the
// terminal would, so that it knows how many there are.
func (l *Live) redraw(lines []string) {
	columns, rows := l.size()
	var b strings.Builder
	if n := len(fitLines(l.shown, columns, rows)); n > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\x1b[J", n)
	}
	l.shown = fitLines(lines, columns, rows)
	for _, line := range l.shown {
		b.WriteString(line + "\n")
	}
	fmt.Fprint(l.out, b.String())
}

// fit breaks lines at the terminal's Width. What is more than its height can't
// be drawn again, so only the last lines are kept, where the news stand.
func fitLines(lines []string, columns, rows int) []string {
	var fitted []string
	for _, line := range lines {
		if text.StringWidthWithoutEscSequences(line) > columns {
			line = text.WrapText(line, columns) // it loses the spaces that align a line
		}
		fitted = append(fitted, strings.Split(line, "\n")...)
	}
	return fitted[max(0, len(fitted)-(rows-1)):]
}

// Elapsed returns how long it takes already; only a terminal shows a running clock.
func (l *Live) Elapsed() string {
	if l.size == nil {
		return ""
	}
	return Faint.Sprint(Short(time.Since(l.since).Round(time.Second)))
}
