package criteria

import (
	"maps"
	"math"
	"slices"

	"regulars"
	"regulars/config/audience"
)

// Asked is what an audience asks of members.
type Asked struct {
	When
	Conditions
}

// Of is what an audience asks as of a date, of those who qualified from another date on.
func Of(a audience.Audience, since, date regulars.BusinessDate) Asked {
	return Asked{momentOf(a, since, date), conditionsOf(a, date)}
}

// Conditions narrow an audience down.
type Conditions struct {
	Within, Classes, Cells, Tags, WithoutTags, Tiers, Phases, Aipl []string

	Predicted    []string
	Above, Below []float64
	TopOf        string
	Top          float64

	BoughtProducts, BoughtCategories       []string
	NotBoughtProducts, NotBoughtCategories []string
	BoughtSince, NotBoughtSince            regulars.BusinessDate
	DidEvents, DidNotEvents                []string
	DidSince, DidNotSince                  regulars.BusinessDate
	Answered, Unanswered                   string
	AnsweredHow, UnansweredHow             []string
	AnsweredSince, UnansweredSince         regulars.BusinessDate
}

func conditionsOf(a audience.Audience, date regulars.BusinessDate) Conditions {
	back := func(days int) regulars.BusinessDate {
		if days == 0 {
			return regulars.FirstDate
		}
		return date.AddDays(1 - days)
	}
	c := Conditions{
		Within: a.Within(), Classes: a.Classes, Cells: a.Cells, Tags: a.Tags, WithoutTags: a.WithoutTags, Tiers: a.Tiers, Phases: a.Phases, Aipl: a.AIPL,
		BoughtProducts: a.Bought.Products, BoughtCategories: a.Bought.Categories, BoughtSince: back(a.Bought.WithinDays),
		NotBoughtProducts: a.NotBought.Products, NotBoughtCategories: a.NotBought.Categories, NotBoughtSince: back(a.NotBought.WithinDays),
		DidEvents: a.Did.Events, DidSince: back(a.Did.WithinDays), DidNotEvents: a.DidNot.Events, DidNotSince: back(a.DidNot.WithinDays),
		Answered: a.Answered.Campaign, AnsweredHow: how(a.Answered), AnsweredSince: back(a.Answered.WithinDays),
		Unanswered: a.DidNotAnswer.Campaign, UnansweredHow: how(a.DidNotAnswer), UnansweredSince: back(a.DidNotAnswer.WithinDays),
	}
	for _, name := range slices.Sorted(maps.Keys(a.Predicted)) {
		r := a.Predicted[name]
		if r.Top > 0 {
			c.TopOf, c.Top = name, r.Top
		}
		c.Predicted = append(c.Predicted, name)
		c.Above, c.Below = append(c.Above, or(r.Above, -math.MaxFloat64)), append(c.Below, or(r.Below, math.MaxFloat64))
	}
	return c
}

func how(a audience.Answer) []string {
	if len(a.How) == 0 {
		return audience.Answers
	}
	return a.How
}

func or(bound *float64, absent float64) float64 {
	if bound == nil {
		return absent
	}
	return *bound
}
