package screen

import (
	"fmt"
	"io"

	"regulars/present"
	"regulars/report"
	"regulars/schema/view"
)

// Results draws what came of campaigns, in a language.
func Results(out io.Writer, q view.ResultQuery, rows []view.Result, names *present.Names, currency string) {
	results := report.ResultsOf(q, rows)
	numbers := present.NewNumbers(currency, names)
	fmt.Fprintln(out, Bold.Sprint(results.Title(names)))
	for _, t := range results.Tables(names, numbers.WithoutSymbol()) {
		fmt.Fprintf(out, "\n%s\n", Bold.Sprint(t.Title))
		Table(out, t)
	}
	fmt.Fprintln(out)
	for _, sentence := range results.Verdicts(names, numbers) {
		fmt.Fprintln(out, sentence)
	}
}
