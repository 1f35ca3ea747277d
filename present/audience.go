package present

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"regulars/config"
	"regulars/config/audience"
)

// Audience says in words whom a campaign addresses, and when the same member again: the
// moment first, then one sentence for each condition.
func Audience(n *Names, a *config.Audience, again audience.Repetition) []string {
	w := audienceWordsOf(n)
	said := []string{w.moment(n, a)}
	for _, list := range []struct {
		format string
		words  []string
	}{
		{w.Within, w.stages(n, a.Within())},
		{w.Classes, each(a.Classes, func(c string) string { return n.Class(strings.TrimPrefix(c, "rfm_")) })},
		{w.Cells, a.Cells}, {w.Tags, a.Tags}, {w.WithoutTags, a.WithoutTags}, {w.Tiers, each(a.Tiers, n.tier)}, {w.Phases, each(a.Phases, n.phase)}, {w.AIPL, a.AIPL},
	} {
		if len(list.words) > 0 {
			said = append(said, fmt.Sprintf(list.format, w.any(list.words)))
		}
	}
	said = append(said, w.predicted(a.Predicted)...)
	for _, did := range []struct {
		format string
		words  []string
		days   int
	}{
		{w.Bought, slices.Concat(a.Bought.Products, a.Bought.Categories), a.Bought.WithinDays},
		{w.NotBought, slices.Concat(a.NotBought.Products, a.NotBought.Categories), a.NotBought.WithinDays},
		{w.Did, a.Did.Events, a.Did.WithinDays},
		{w.DidNot, a.DidNot.Events, a.DidNot.WithinDays},
	} {
		if len(did.words) > 0 {
			said = append(said, fmt.Sprintf(did.format, w.any(did.words))+w.within(did.days))
		}
	}
	if a.Answered.Campaign != "" {
		said = append(said, fmt.Sprintf(w.Answered, a.Answered.Campaign, w.how(a.Answered))+w.within(a.Answered.WithinDays))
	}
	if a.DidNotAnswer.Campaign != "" {
		said = append(said, fmt.Sprintf(w.DidNotAnswer, a.DidNotAnswer.Campaign, w.how(a.DidNotAnswer))+w.within(a.DidNotAnswer.WithinDays))
	}
	if a.Where != "" {
		said = append(said, fmt.Sprintf(w.Where, a.Where))
	}
	return append(said, w.repetition(again))
}

func each(words []string, name func(string) string) []string {
	named := make([]string, len(words))
	for i, word := range words {
		named[i] = name(word)
	}
	return named
}

func (w *audienceWords) stages(n *Names, stages []string) []string { return each(stages, n.Stage) }

// any lists words of which one holds.
func (w *audienceWords) any(words []string) string { return strings.Join(words, w.Or) }

func (w *audienceWords) how(a audience.Answer) string {
	if len(a.How) == 0 {
		return w.any(each(audience.Answers, w.answer))
	}
	return w.any(each(a.How, w.answer))
}

func (w *audienceWords) answer(how string) string { return w.Hows[how] }

func (w *audienceWords) within(days int) string {
	if days == 0 {
		return ""
	}
	return fmt.Sprintf(w.Lately, days)
}

func (w *audienceWords) moment(n *Names, a *config.Audience) string {
	switch a.Moment() {
	case audience.MomentIs:
		if stages := a.StageNames(); len(stages) > 0 {
			return fmt.Sprintf(w.Is, w.any(w.stages(n, stages)))
		}
		return w.Everybody
	case audience.MomentEnters:
		text := fmt.Sprintf(w.Enters, w.any(w.stages(n, a.StageNames())))
		if len(a.From) > 0 {
			text += fmt.Sprintf(w.From, w.any(w.stages(n, a.From)))
		}
		return text
	case audience.MomentDue:
		return fmt.Sprintf(w.Due, w.any(w.stages(n, a.Due)), a.DueInDays)
	case audience.MomentAfter:
		return fmt.Sprintf(w.After, a.DaysAfter, w.purchase(a.Purchase))
	case audience.MomentExpected:
		return fmt.Sprintf(w.Expected, *a.ExpectedInDays)
	case audience.MomentBirthday:
		return w.Birthday[a.Birthday]
	case audience.MomentAnniversary:
		return w.Anniversary[a.Anniversary]
	case audience.MomentJourney:
		return fmt.Sprintf(w.Step, a.Journey)
	}
	return w.Segment
}

func (w *audienceWords) purchase(which string) string {
	if word := w.Purchases[which]; word != "" {
		return word
	}
	return fmt.Sprintf(w.NthPurchase, which)
}

func (w *audienceWords) predicted(ranges map[string]audience.Range) []string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(ranges)) {
		r := ranges[name]
		var bounds []string
		if r.Above != nil {
			bounds = append(bounds, fmt.Sprintf(w.Above, number(*r.Above)))
		}
		if r.Below != nil {
			bounds = append(bounds, fmt.Sprintf(w.Below, number(*r.Below)))
		}
		if r.Top != 0 {
			bounds = append(bounds, fmt.Sprintf(w.Top, Percent(r.Top)))
		}
		said = append(said, fmt.Sprintf(w.Predicted, w.Predictions[name], strings.Join(bounds, w.And)))
	}
	return said
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (w *audienceWords) repetition(again audience.Repetition) string {
	if again.Per == audience.PerDays {
		return fmt.Sprintf(w.PerDays, again.Days)
	}
	if text := w.Per[again.Per]; text != "" {
		return text
	}
	return w.Per[audience.Once]
}
