package screen

import (
	"fmt"
	"io"

	"regulars/present"
	"regulars/schema/view"
)

// Results draws what came of campaigns, in a language.
func Results(out io.Writer, q view.ResultQuery, rows []view.Result, names *present.Names, currency string) {
	results := present.Results{From: q.From, To: q.To, AsOf: q.AsOf, Lines: make([]present.ResultLine, len(rows))}
	for i, r := range rows {
		results.Lines[i] = present.ResultLine{
			Campaign: r.Campaign, Channel: r.Channel, Variant: r.Variant,
			Planned: r.Planned, Excluded: r.Excluded, Sent: r.Sent, Failed: r.Failed, Unknown: r.Unknown, Held: r.Held,
			Delivered: r.Delivered, Opened: r.Opened, Clicked: r.Clicked, Replied: r.Replied,
			Bounced: r.Bounced, Unsubscribed: r.Unsubscribed, Complained: r.Complained,
			Conversions: r.Conversions, Revenue: r.Revenue, Cost: r.Cost, ROAS: r.ROAS,
			Assigned: r.Assigned, HeldOut: r.HeldOut, Lift: r.Lift, Best: r.Best, Ends: r.Ends,
		}
	}
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
