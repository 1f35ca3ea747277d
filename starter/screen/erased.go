package screen

import (
	"fmt"
	"io"

	"regulars/present"
	"regulars/schema/erase"
)

// Erased draws which tables name a person, and how many rows are left afterwards. It
// names nobody.
func Erased(out io.Writer, r erase.Report, look bool) {
	fmt.Fprintf(out, "known by %s, in %s\n", present.Plural(r.Identifiers, "identifier"), present.Plural(r.Orders, "order"))
	clean := 0
	for _, l := range r.Lines {
		switch {
		case l.Before == 0 && l.After == 0:
			clean++
		case look:
			fmt.Fprintf(out, "  %-20s %6d rows\n", l.Table, l.Before)
		default:
			fmt.Fprintf(out, "  %-20s %6d rows before, %d after\n", l.Table, l.Before, l.After)
		}
	}
	fmt.Fprintf(out, "  nothing in %s more that were searched\n", present.Plural(clean, "table"))
}
