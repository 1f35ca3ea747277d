package screen

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"regulars/present"
	"regulars/schema/view"
)

// shownRaw is how much of a record is shown, in characters.
const shownRaw = 160

// Rejected draws the first records that a night could not understand, with the records
// themselves only where raw asks for them: they hold personal data.
func Rejected(out io.Writer, rows []view.RejectedRow, raw bool) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s  %s\n", Bold.Sprint("Rejected"), Faint.Sprintf("%s; the table rejected keeps them", present.Plural(int(rows[0].All), "record")))
	for _, r := range rows {
		fmt.Fprintf(out, "%s shop %s, %s %s: %s\n", Warn.Sprint("!"), r.Shop, r.Entity, oneLine(r.Record, shownRaw), oneLine(r.Reason, 2*shownRaw))
		if text := oneLine(r.Raw, shownRaw); raw && text != "" {
			fmt.Fprintf(out, "  %s\n", Faint.Sprint(text))
		}
	}
	if !raw {
		fmt.Fprintln(out, Faint.Sprint("  starter rejected --raw shows the records as they came"))
	}
}

// oneLine is the beginning of a text, on one line and without signs that a terminal obeys.
func oneLine(text string, most int) string {
	letters := []rune(strings.Join(strings.Fields(printable(text)), " "))
	if len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return string(letters)
}

// printable writes what a terminal would obey, or hide, as a space. What isn't UTF-8 becomes �.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, "�"))
}
