package screen

import (
	"fmt"
	"io"

	"regulars/present"
)

// Certificate draws the proof of a night.
func Certificate(out io.Writer, c present.Certificate) {
	fmt.Fprintf(out, "\n%s\n", Bold.Sprint(c.Title(&present.English)))
	for _, t := range c.Tables(&present.English) {
		fmt.Fprintf(out, "\n%s\n", Bold.Sprint(t.Title))
		Table(out, t)
	}
	notes := c.Notes(&present.English)
	if len(c.Reasons)+len(notes) > 0 {
		fmt.Fprintln(out)
	}
	for _, note := range notes {
		fmt.Fprintf(out, "%s %s\n", Warn.Sprint("!"), note)
	}
	for _, reason := range c.Reasons {
		fmt.Fprintf(out, "%s %s\n", Bad.Sprint("✗"), reason)
	}
}
