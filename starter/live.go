package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
)

// quiet is how long a log is left alone between two looks at what goes on.
const quiet = 5 * time.Second

// live shows lines that change: on a terminal in place, elsewhere by printing
// now and then those that are new.
type live struct {
	out     io.Writer
	tty     bool
	shown   []string
	pending []string // not printed yet
	since   time.Time
	printed time.Time
}

func newLive(out io.Writer) *live {
	file, ok := out.(*os.File)
	return &live{out: out, tty: ok && terminal(file), since: time.Now()}
}

// show replaces the lines shown before.
func (l *live) show(lines []string) {
	if l.tty {
		l.redraw(lines)
		return
	}
	l.pending = lines
	if time.Since(l.printed) >= quiet {
		l.end()
	}
}

// end prints what is still to be printed.
func (l *live) end() {
	for _, line := range l.pending {
		if !slices.Contains(l.shown, line) {
			fmt.Fprintln(l.out, line)
		}
	}
	if l.pending != nil {
		l.shown, l.pending, l.printed = l.pending, nil, time.Now()
	}
}

func (l *live) redraw(lines []string) {
	var b strings.Builder
	if n := len(l.shown); n > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\x1b[J", n)
	}
	for _, line := range lines {
		b.WriteString(text.Trim(line, width) + "\n")
	}
	fmt.Fprint(l.out, b.String())
	l.shown = lines
}

// elapsed is how long it takes already; only a terminal shows a running clock.
func (l *live) elapsed() string {
	if !l.tty {
		return ""
	}
	return faint.Sprint(short(time.Since(l.since).Round(time.Second)))
}
