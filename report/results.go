package report

import (
	"regulars/present"
	"regulars/schema/view"
)

// ResultsOf returns what came of campaigns as people see it.
func ResultsOf(q view.ResultQuery, rows []view.Result) present.Results {
	results := present.Results{From: q.From, To: q.To, AsOf: q.AsOf, Lines: make([]present.ResultLine, len(rows))}
	for i, r := range rows {
		results.Lines[i] = present.ResultLine{
			Campaign: r.Campaign, Channel: r.Channel, Variant: r.Variant,
			Planned: r.Planned, Excluded: r.Excluded, Sent: r.Sent, Failed: r.Failed, Unknown: r.Unknown, Held: r.Held,
			Delivered: r.Delivered, Opened: r.Opened, Clicked: r.Clicked, Replied: r.Replied,
			Bounced: r.Bounced, Unsubscribed: r.Unsubscribed, Complained: r.Complained,
			Conversions: r.Conversions, Revenue: r.Revenue, Cost: r.Cost, ROAS: r.ROAS,
			Given: r.Given, Redeemed: r.Redeemed, CodeRevenue: r.CodeRevenue, Discount: r.Discount, Spent: r.Spent, SpentROAS: r.SpentROAS,
			Assigned: r.Assigned, HeldOut: r.HeldOut, Lift: r.Lift, Best: r.Best, Ends: r.Ends,
		}
	}
	return results
}
