package screen

import (
	"fmt"
	"io"
	"strings"

	"regulars/present"
	"regulars/schema/view"
)

// shownRaw is how much of a record is shown, in characters.
const shownRaw = 160

// Rejected draws the first records that a night could not understand. Only the
// command line shows them whole.
func Rejected(out io.Writer, rows []view.RejectedRow) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s  %s\n", Bold.Sprint("Rejected"), Faint.Sprintf("%s; the table rejected keeps them", present.Plural(int(rows[0].All), "record")))
	for _, r := range rows {
		fmt.Fprintf(out, "%s shop %s, %s %s: %s\n", Warn.Sprint("!"), r.Shop, r.Entity, r.Record, r.Reason)
		if raw := oneLine(r.Raw, shownRaw); raw != "" {
			fmt.Fprintf(out, "  %s\n", Faint.Sprint(raw))
		}
	}
}

// oneLine is the beginning of a text, on one line.
func oneLine(text string, most int) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}
