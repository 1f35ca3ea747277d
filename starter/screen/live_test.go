package screen

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/require"
)

// screen is a terminal of so many columns and rows: it wraps lines, moves the
// cursor up as far as it is seen, erases below it, and scrolls.
type screen struct {
	columns, rows int
	lines         []string // all that were ever drawn; the last rows are seen
	row           int
}

var escape = regexp.MustCompile(`^\x1b\[(\d*)([AJm])`)

func (s *screen) Write(p []byte) (int, error) {
	for rest := string(p); rest != ""; {
		if m := escape.FindStringSubmatch(rest); m != nil {
			s.obey(m[1], m[2])
			rest = rest[len(m[0]):]
			continue
		}
		r := []rune(rest)[0]
		s.put(r)
		rest = rest[len(string(r)):]
	}
	return len(p), nil
}

func (s *screen) obey(number, command string) {
	switch command {
	case "A":
		n, _ := strconv.Atoi(number)
		s.row = max(s.row-n, len(s.lines)-s.rows, 0)
	case "J":
		s.lines = s.lines[:min(s.row, len(s.lines))]
	}
}

func (s *screen) put(r rune) {
	for len(s.lines) <= s.row {
		s.lines = append(s.lines, "")
	}
	if r == '\n' {
		s.row++
		if len(s.lines) <= s.row {
			s.lines = append(s.lines, "")
		}
		return
	}
	if text.StringWidthWithoutEscSequences(s.lines[s.row]) == s.columns {
		s.row++
		s.lines = append(s.lines, "")
	}
	s.lines[s.row] += string(r)
}

// shown are the lines without the empty one on which the cursor stands.
func (s *screen) shown() []string {
	return s.lines[:len(s.lines)-1]
}

// draws is what a night draws, with a line that grows and shrinks.
func draws(i int) []string {
	return []string{
		"✓ pull       bring in what changed in the shops",
		"    store            running         1,234 records  " + strings.Repeat("a long reason ", i*3%11),
		"● reconcile  step " + strconv.Itoa(i),
	}
}

// squeezed are the characters that can be seen: breaking a line costs spaces.
func squeezed(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, "")), "")
}

func TestLiveOnTerminals(t *testing.T) {
	text.EnableColors()
	t.Cleanup(text.DisableColors)
	for _, columns := range []int{20, 40, 80, 100, 200} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			s := &screen{columns: columns, rows: 24}
			view := NewLive(s)
			require.Empty(t, view.Elapsed(), "no terminal, no clock")
			view.size = func() (int, int) { return s.columns, s.rows }
			require.NotEmpty(t, view.Elapsed())
			for i := range 12 {
				lines := draws(i)
				coloured := append([]string{Good.Sprint(lines[0])}, lines[1:]...)
				view.Show(coloured)
				require.Equal(t, squeezed(lines), squeezed(s.shown()), "nothing is lost, nothing is left of drawing %d", i-1)
				for _, line := range s.shown() {
					require.LessOrEqual(t, text.StringWidthWithoutEscSequences(line), columns)
				}
			}
			require.Len(t, s.shown(), len(fitLines(draws(11), columns, s.rows)))
		})
	}
}

// More lines than the terminal is high: the last stay, and nothing piles up.
func TestLiveOnALowTerminal(t *testing.T) {
	s := &screen{columns: 40, rows: 5}
	view := &Live{out: s, size: func() (int, int) { return s.columns, s.rows }}
	for i := range 6 {
		view.Show([]string{"1", "2", "3", "4", "5", "6", "step " + strconv.Itoa(i)})
	}
	require.Equal(t, []string{"4", "5", "6", "step 5"}, s.shown())
}

// Where nobody looks, each new line is printed once, without moving a cursor.
func TestLiveInALog(t *testing.T) {
	var out bytes.Buffer
	view := NewLive(&out)
	long := strings.Repeat("x", 300)
	view.Show([]string{"a", long})
	view.Show([]string{"a", "b"}) // waits: the log was written to just now
	view.Show([]string{"a", "c"})
	view.End()
	require.Equal(t, "a\n"+long+"\nc\n", out.String())
}
