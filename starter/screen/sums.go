package screen

import (
	"fmt"
	"io"

	"github.com/shopspring/decimal"

	"regulars/export"
	"regulars/present"
	"regulars/schema/trace"
)

// Sums compares what the rows add up to with what is published.
func Sums(out io.Writer, file string, f trace.Figure, s export.Sums, published trace.Edition) {
	fmt.Fprintf(out, "%s behind %s %s %s, %s: %s\n", present.Plural(s.Rows, "row"), f.Scope, f.Metric, f.Window, f.Date, file)
	right := samePart(out, "numerator", s.Numerator, published.Numerator)
	right = samePart(out, "denominator", s.Denominator, published.Denominator) && right
	if !right {
		fmt.Fprintf(out, "%s orders have changed since it was published: the next night computes it again\n", Warn.Sprint("!"))
	}
}

func samePart(out io.Writer, part string, sum decimal.Decimal, published *decimal.Decimal) bool {
	if published == nil {
		return true
	}
	if sum.Equal(*published) {
		fmt.Fprintf(out, "%s the column %s adds up to %s, as published\n", Good.Sprint("✓"), part, sum)
		return true
	}
	fmt.Fprintf(out, "%s the column %s adds up to %s, published is %s\n", Bad.Sprint("✗"), part, sum, published)
	return false
}
