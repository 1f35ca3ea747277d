package export

import (
	"io"

	"regulars"
	"regulars/experiment"
	"regulars/present"
	"regulars/schema/view"
)

var resultColumns = []string{
	"campaign", "channel", "variant", "planned", "excluded", "sent", "failed", "unknown", "held",
	"delivered", "opened", "clicked", "replied", "bounced", "unsubscribed", "complained", "conversions", "revenue", "cost", "roas",
	"codes_given", "codes_redeemed", "codes_revenue", "codes_discount", "cost_with_discounts", "roas_with_discounts",
	"assigned", "kept_out", "bought", "kept_out_bought", "lift", "lift_low", "lift_high", "enough", "needed",
	"revenue_lift", "revenue_lift_low", "revenue_lift_high", "revenue_enough", "revenue_needed", "best", "ends",
}

// Results writes what came of campaigns as CSV, a row each.
func Results(out io.Writer, rows []view.Result) error {
	w := newCSV(out)
	if err := writeResults(w, rows); err != nil {
		return err
	}
	return w.close()
}

// ResultsFile writes what came of campaigns into a file, a row each: CSV, or an Excel sheet
// with headers in a language.
func ResultsFile(path string, names *present.Names, rows []view.Result) error {
	return writeTable(path, names, func(t table) error { return writeResults(t, rows) })
}

func writeResults(t table, rows []view.Result) error {
	if err := t.header(resultColumns...); err != nil {
		return err
	}
	for _, r := range rows {
		cells := []any{r.Campaign, r.Channel, r.Variant}
		for _, n := range []uint64{r.Planned, r.Excluded, r.Sent, r.Failed, r.Unknown, r.Held} {
			cells = append(cells, amount(n))
		}
		for _, n := range []*uint64{r.Delivered, r.Opened, r.Clicked, r.Replied, r.Bounced, r.Unsubscribed, r.Complained} {
			cells = append(cells, optional(n, func(n uint64) amount { return amount(n) }))
		}
		cells = append(cells, amount(r.Conversions), money(r.Revenue), optional(r.Cost, asMoney), optional(r.ROAS, asAmount))
		cells = append(cells, amount(r.Given), amount(r.Redeemed), money(r.CodeRevenue), money(r.Discount), optional(r.Spent, asMoney), optional(r.SpentROAS, asAmount))
		cells = append(append(cells, liftCells(r)...), optional(r.Best, asRatio), day(r.Ends.Time()))
		if err := t.write(cells...); err != nil {
			return err
		}
	}
	return nil
}

// liftCells are empty where nobody was drawn by lot.
func liftCells(r view.Result) []any {
	if r.Lift == nil {
		return make([]any, 14)
	}
	l := r.Lift
	cells := []any{amount(l.Assigned), amount(l.HeldOut), shareCell(r.Assigned), shareCell(r.HeldOut)}
	cells = append(cells, answerCells(l.Buyers, func(v float64) any { return ratio(v) })...)
	return append(cells, answerCells(l.Revenue, func(v float64) any { return money(v) })...)
}

func shareCell(g experiment.Group) any {
	if g.Buyers.Of == 0 {
		return nil
	}
	return ratio(g.Buyers.Value())
}

func answerCells(a experiment.Answer, kind func(float64) any) []any {
	cells := []any{nil, nil, nil, string(a.Verdict), nil}
	if a.Known {
		cells[0], cells[1], cells[2] = kind(a.Estimate), kind(a.Low), kind(a.High)
	}
	if a.Needed > 0 {
		cells[4] = amount(a.Needed)
	}
	return cells
}

// answer is a measure's difference in JSON; null is not known.
type answer struct {
	Difference *float64           `json:"difference"`
	Low        *float64           `json:"low"`
	High       *float64           `json:"high"`
	Verdict    experiment.Verdict `json:"verdict"`
	Needed     *uint64            `json:"needed"` // more members to be kept out
}

type result struct {
	Campaign string `json:"campaign"`
	Channel  string `json:"channel"`
	Variant  string `json:"variant"`
	view.Counts
	ROAS         *float64              `json:"roas"`
	Spent        *float64              `json:"cost_with_discounts"`
	SpentROAS    *float64              `json:"roas_with_discounts"`
	Assigned     *uint64               `json:"assigned"`
	KeptOut      *uint64               `json:"kept_out"`
	Bought       *uint64               `json:"bought"`
	KeptOutBuy   *uint64               `json:"kept_out_bought"`
	Lift         *answer               `json:"lift"`
	RevenueLift  *answer               `json:"revenue_lift"`
	RevenuePlain *answer               `json:"revenue_lift_without_before"`
	Best         *float64              `json:"best"`
	Ends         regulars.BusinessDate `json:"ends"`
}

// ResultsJSON writes what came of campaigns as JSON, a row each. What isn't known is null.
func ResultsJSON(out io.Writer, rows []view.Result) error {
	all := make([]result, len(rows))
	for i, r := range rows {
		all[i] = result{Campaign: r.Campaign, Channel: r.Channel, Variant: r.Variant, Counts: r.Counts, ROAS: r.ROAS, Spent: r.Spent, SpentROAS: r.SpentROAS, Best: r.Best, Ends: r.Ends}
		if r.Lift == nil {
			continue
		}
		all[i].Assigned, all[i].KeptOut = &r.Lift.Assigned, &r.Lift.HeldOut
		all[i].Bought, all[i].KeptOutBuy = &r.Assigned.Buyers.Hits, &r.HeldOut.Buyers.Hits
		all[i].Lift, all[i].RevenueLift, all[i].RevenuePlain = answerOf(r.Lift.Buyers), answerOf(r.Lift.Revenue), answerOf(r.Lift.Plain)
	}
	return JSON(out, all)
}

func answerOf(a experiment.Answer) *answer {
	is := &answer{Verdict: a.Verdict}
	if a.Known {
		is.Difference, is.Low, is.High = &a.Estimate, &a.Low, &a.High
	}
	if a.Needed > 0 {
		is.Needed = &a.Needed
	}
	return is
}
