package present

import (
	"fmt"

	"regulars"
	"regulars/experiment"
)

// Results are what came of campaigns as people see it.
type Results struct {
	From, To, AsOf regulars.BusinessDate
	Lines          []ResultLine
}

// ResultLine is what came of a campaign, of one of its channels or of its variants. What
// isn't known is nil.
type ResultLine struct {
	Campaign, Channel, Variant                                             string
	Planned, Excluded, Sent, Failed, Unknown, Held                         uint64
	Delivered, Opened, Clicked, Replied, Bounced, Unsubscribed, Complained *uint64
	Conversions                                                            uint64
	Revenue                                                                float64
	Cost, ROAS                                                             *float64
	Given, Redeemed                                                        uint64   // coupon codes
	CodeRevenue, Discount                                                  float64  // of purchases with a code
	Spent, SpentROAS                                                       *float64 // cost and discounts
	Assigned, HeldOut                                                      experiment.Group
	Lift                                                                   *experiment.Lift
	Best                                                                   *float64
	Ends                                                                   regulars.BusinessDate
}

// resultWords are those of results in one language.
type resultWords struct {
	Title                             string // dates, as of
	Deliveries, Answers, Earned, Lift string
	Codes                             string
	DeliveryHead                      [7]string
	AnswerHead                        [8]string
	EarnedHead                        [5]string
	LiftHead                          [8]string
	CodesHead                         [7]string
	Between                           string // low, high
	Spent                             string // before the verdict of the revenue
	NobodyHeldOut, NobodyAssigned     string
	Few                               string // held out
	FewNeeded                         string // held out, more that are needed
	More, Less                        string // what is surely so
	SpentMore, SpentLess              string // low, high
	Best                              string // variant, how likely
	Open                              string // until
}

// Title says which deliveries the results are of.
func (r Results) Title(names *Names) string {
	dates := r.From.String()
	if r.From != r.To {
		dates = fmt.Sprintf(names.certificate.Dates, r.From, r.To)
	}
	return fmt.Sprintf(names.results.Title, dates, r.AsOf)
}

// Tables returns what became of the deliveries, what was answered, what they earned, what
// was bought with their coupon codes, where there are any, and what they earned more than
// nothing would have.
func (r Results) Tables(names *Names, numbers Numbers) []Table {
	words := names.results
	deliveries := Table{Title: words.Deliveries, Head: words.DeliveryHead[:], Align: "lrrrrrr"}
	answers := Table{Title: words.Answers, Head: words.AnswerHead[:], Align: "lrrrrrrr"}
	earned := Table{Title: words.Earned, Head: words.EarnedHead[:], Align: "lrrrr"}
	lift := Table{Title: words.Lift, Head: words.LiftHead[:], Align: "lrrrrrrr"}
	for _, l := range r.Lines {
		name := l.name()
		deliveries.Rows = append(deliveries.Rows, []string{
			name, Whole(l.Planned), Whole(l.Excluded), Whole(l.Sent), Whole(l.Failed), Whole(l.Unknown), Whole(l.Held),
		})
		answers.Rows = append(answers.Rows, []string{
			name, reported(l.Delivered), reported(l.Opened), reported(l.Clicked), reported(l.Replied), reported(l.Bounced), reported(l.Unsubscribed), reported(l.Complained),
		})
		earned.Rows = append(earned.Rows, []string{
			name, Whole(l.Conversions), numbers.Money(l.Revenue), numbers.Value(Currency, l.Cost), numbers.Value(Number, l.ROAS),
		})
		if l.Lift != nil {
			lift.Rows = append(lift.Rows, l.liftRow(name, words, numbers))
		}
	}
	tables := []Table{deliveries, answers, earned}
	if codes := r.codes(words, numbers); len(codes.Rows) > 0 {
		tables = append(tables, codes)
	}
	return append(tables, lift)
}

func (r Results) codes(words resultWords, numbers Numbers) Table {
	t := Table{Title: words.Codes, Head: words.CodesHead[:], Align: "lrrrrrr"}
	for _, l := range r.Lines {
		if l.Given > 0 {
			t.Rows = append(t.Rows, []string{
				l.name(), Whole(l.Given), Whole(l.Redeemed), numbers.Money(l.CodeRevenue), numbers.Money(l.Discount),
				numbers.Value(Currency, l.Spent), numbers.Value(Number, l.SpentROAS),
			})
		}
	}
	return t
}

// name is indented where the line is a part of a campaign.
func (l ResultLine) name() string {
	switch {
	case l.Channel == "" && l.Variant == "":
		return l.Campaign
	case l.Channel == "" || l.Variant == "":
		return "  " + l.Channel + l.Variant
	}
	return "  " + l.Channel + " · " + l.Variant
}

// reported writes a count that a channel may not tell.
func reported(n *uint64) string {
	if n == nil {
		return NoValue
	}
	return Whole(*n)
}

func (l ResultLine) liftRow(name string, words resultWords, numbers Numbers) []string {
	row := []string{name, Whole(l.Lift.Assigned), Whole(l.Lift.HeldOut), NoValue, NoValue, NoValue, NoValue, numbers.Value(Ratio, l.Best)}
	if l.Lift.Assigned > 0 {
		row[3] = Percent(l.Assigned.Buyers.Value())
	}
	if l.Lift.HeldOut > 0 {
		row[4] = Percent(l.HeldOut.Buyers.Value())
	}
	if b := l.Lift.Buyers; b.Known {
		row[5] = signed(Grouped(b.Estimate*100, 1)) + " " + fmt.Sprintf(words.Between, Grouped(b.Low*100, 1), Grouped(b.High*100, 1))
	}
	if m := l.Lift.Revenue; m.Known {
		row[6] = signed(numbers.Money(m.Estimate)) + " " + fmt.Sprintf(words.Between, numbers.Money(m.Low), numbers.Money(m.High))
	}
	return row
}

// signed writes what is added with a sign.
func signed(text string) string {
	if isZero(text) || len(text) >= len(minus) && text[:len(minus)] == minus {
		return text
	}
	return "+" + text
}

// Verdicts says of each campaign and variant whether it is enough to decide, a sentence each.
func (r Results) Verdicts(names *Names, numbers Numbers) []string {
	var sentences []string
	for _, l := range r.Lines {
		if l.Lift != nil {
			sentences = append(sentences, l.verdict(names.results, numbers, r.AsOf))
		}
	}
	return sentences
}

func (l ResultLine) verdict(words resultWords, numbers Numbers, asOf regulars.BusinessDate) string {
	name := l.Campaign
	if l.Variant != "" {
		name += " · " + l.Variant
	}
	text := name + ": " + words.bought(l.Lift)
	if b := l.Lift.Buyers.Verdict; b != experiment.NobodyHeldOut && b != experiment.NobodyAssigned {
		text += words.Spent + words.spent(l.Lift, numbers)
	}
	if l.Best != nil {
		text += fmt.Sprintf(words.Best, Percent(*l.Best))
	}
	if l.Ends > asOf {
		text += fmt.Sprintf(words.Open, l.Ends)
	}
	return text
}

func (w resultWords) bought(l *experiment.Lift) string {
	b := l.Buyers
	switch b.Verdict {
	case experiment.NobodyHeldOut:
		return w.NobodyHeldOut
	case experiment.NobodyAssigned:
		return w.NobodyAssigned
	case experiment.More:
		return fmt.Sprintf(w.More, Grouped(b.Low*100, 1), Grouped(b.High*100, 1))
	case experiment.Less:
		return fmt.Sprintf(w.Less, Grouped(-b.High*100, 1), Grouped(-b.Low*100, 1))
	}
	return w.few(l, b)
}

func (w resultWords) spent(l *experiment.Lift, numbers Numbers) string {
	m := l.Revenue
	switch m.Verdict {
	case experiment.More:
		return fmt.Sprintf(w.SpentMore, numbers.Money(m.Low), numbers.Money(m.High))
	case experiment.Less:
		return fmt.Sprintf(w.SpentLess, numbers.Money(-m.High), numbers.Money(-m.Low))
	}
	return w.few(l, m)
}

// few says how many are missing, where that can be said.
func (w resultWords) few(l *experiment.Lift, a experiment.Answer) string {
	if a.Needed == 0 {
		return fmt.Sprintf(w.Few, Whole(l.HeldOut))
	}
	return fmt.Sprintf(w.FewNeeded, Whole(l.HeldOut), Whole(experiment.About(a.Needed)))
}
