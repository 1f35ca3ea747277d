package report

import (
	"math"

	"regulars"
	"regulars/present"
	"regulars/schema/view"
)

func (w *writer) buyers() section {
	s := section{ID: "buyers", Title: w.words.Buyers, Lead: w.words.BuyersLead}
	if len(w.ahead.Likeliest) == 0 {
		s.Lead, s.Notes = "", []string{w.words.BuyersNone}
		return s
	}
	t := &table{
		Caption: w.words.Buyers,
		Head: []string{
			w.words.MemberID, w.words.Name, w.words.Stage, w.words.Expected, w.words.Alive, w.words.Purchases, w.words.Spent,
			w.words.LastPurchase, w.words.NextPurchase, w.words.Channel,
		},
		Texts: 3,
	}
	for _, b := range w.ahead.Likeliest {
		t.Rows = append(t.Rows, w.buyer(b))
	}
	s.Parts = []part{{Table: t}, w.calibration()}
	w.shown["expected_14d"], w.shown["p_alive"] = true, true
	return s
}

func (w *writer) buyer(b view.LikelyBuyer) []cell {
	alive := present.NoValue
	if !math.IsNaN(b.PAlive) {
		alive = present.Percent(b.PAlive)
	}
	return cellsOf(
		orNone(w.mask.Write(b.MemberID)), present.MaskedName(b.Name), w.names.Stage(b.Stage), present.Grouped(b.Expected14d, 2), alive, present.Whole(b.Purchases),
		w.numbers.Money(b.Revenue), orNothing(b.LastPurchase), orNothing(b.NextPurchase), b.Channel,
	)
}

// orNone writes a text, or that there is none: without a key ids stay in the house.
func orNone(text string) string {
	if text == "" {
		return present.NoValue
	}
	return text
}

func orNothing(date regulars.BusinessDate) string {
	if date == "" {
		return present.NoValue
	}
	return date.String()
}
