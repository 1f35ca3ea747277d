package screen

import (
	"fmt"
	"io"

	"regulars/present"
)

// Suggestion draws which messages would earn most next, in a language.
func Suggestion(out io.Writer, s present.Suggestion, names *present.Names, currency string) {
	fmt.Fprintln(out, Bold.Sprint(s.Title(names)))
	if len(s.Lines) > 0 {
		fmt.Fprintln(out)
		Table(out, s.Table(names))
	}
	fmt.Fprintln(out)
	for _, sentence := range s.Sentences(names, present.NewNumbers(currency, names)) {
		fmt.Fprintln(out, sentence)
	}
	if unknown := s.UnknownTable(names); len(unknown.Rows) > 0 {
		fmt.Fprintf(out, "\n%s\n", Bold.Sprint(unknown.Title))
		Table(out, unknown)
	}
}
