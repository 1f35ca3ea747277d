package ledger

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/identity"
	"regulars/schema/ledger/clock"
)

// planParams are those of the files that make up a plan; each takes some.
type planParams struct {
	runParams
	momentParams
	conditionParams
	repetitionParams
	capParams
	Channels        []string
	Prefer          bool
	Purpose         string
	Holdout         float64
	GlobalHoldout   float64
	DailyMax        uint64
	CouponsLeft     uint64 // so many members may get a code
	Budget          uint64 // ten-thousandths of the currency; 0: no bound
	CostChannels    []string
	Costs           []uint64 // of each, ten-thousandths
	OpenTickets     bool
	Variants        []string
	VariantNames    []string  // of all variants; who had one keeps it in a resend
	VariantsUpto    []float64 // the shares of all variants up to each
	Trial           string    // of which comparison of variants the plan is a part; empty: of none
	TrialFirst      uint64    // so many members get a variant; the rest waits
	Mobiles         string    // a pattern of the numbers that may take an SMS
	K0, K1          uint64
	Limit           int    // of a sample, and of a segment's members
	TopBy           string // of a segment: who stands first
	AgainOf         string // the campaign, of a resend too
	AgainOutcomes   []string
	AgainMembers    []uint64
	Now             time.Time
	PlannedVersion  uint64
	ExcludedVersion uint64
	ReplayFrom      regulars.BusinessDate
	hourParams
	clock.Params
	Asked uint64 // of a question: this time of asking
}

// hourParams say at which hours a campaign may go that has one for each member.
type hourParams struct {
	Zone       string
	QuietHours []string // channel:hour, at which the channel carries nothing
	UsualHours []uint64 // of each channel, where nothing is known of anybody
}

// momentParams say when a member qualifies.
type momentParams struct {
	Moment     string
	Since      regulars.BusinessDate
	Stages     []string // of enters and is
	CameFrom   []string
	Due        []string
	Days       int      // of due, days_after and expected_in_days
	Nth        uint32   // purchase
	DaysOfYear []string // of birthdays and anniversaries: 05-31, or the month 05
	Journey    string   // whose step sends the campaign
}

// conditionParams narrow an audience down.
type conditionParams struct {
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

// repetitionParams say when a campaign may reach a member again.
type repetitionParams struct {
	Per     string
	PerDays int
}

// capParams are the caps over all campaigns, one value each.
type capParams struct {
	CapMost, CapDays []uint64
	CapChannels      []string
	CapSince         regulars.BusinessDate // the day before the first that any of them counts
}

func (l *Ledger) planParams(p Plan) planParams {
	now := l.Now()
	params := planParams{
		runParams: p.Run.params(), momentParams: momentOf(p), conditionParams: conditionsOf(p),
		repetitionParams: repetitionParams{Per: p.Repetition.Per, PerDays: p.Repetition.Days}, capParams: capsOf(p.Caps, p.Date),
		Channels: p.Channels, Prefer: p.Preferred, Purpose: p.Purpose, Holdout: p.Holdout, GlobalHoldout: p.Permanent,
		DailyMax: uint64(max(p.DailyMax, 0)), CouponsLeft: everyone, Budget: uint64(max(p.Budget, 0)), OpenTickets: p.OpenTickets,
		TopBy: "revenue", Mobiles: identity.Mobiles, K0: l.k0, K1: l.k1, Now: now,
		AgainOf: regulars.CampaignOf(p.Campaign), AgainOutcomes: p.Again.outcomes(), AgainMembers: p.Again.members(),
		hourParams: p.hourParams(), Params: clock.ParamsOf(p.Clocks), PlannedVersion: versionOf(DeliveryPlanned, now), ExcludedVersion: versionOf(DeliveryExcluded, now),
	}
	for _, cost := range p.Costs {
		params.CostChannels, params.Costs = append(params.CostChannels, cost.Channel), append(params.Costs, uint64(max(cost.Price, 0)))
	}
	params.VariantNames, _ = shares(p.Trial.Variants)
	params.draw(p.Trial.draw(""))
	return params
}

func (p *planParams) draw(d draw) {
	p.Trial, p.Variants, p.VariantsUpto, p.TrialFirst = d.name, d.variants, d.upto, d.first
}

func shares(variants []config.Variant) (names []string, upto []float64) {
	var all, sum float64
	for _, v := range variants {
		all += v.Weight
	}
	for _, v := range variants {
		sum += v.Weight
		names, upto = append(names, v.Name), append(upto, sum/all)
	}
	if len(upto) > 0 {
		upto[len(upto)-1] = 1 // whatever the sum came to
	}
	return names, upto
}

func momentOf(p Plan) momentParams {
	a := p.Audience
	m := momentParams{Moment: a.Moment(), Since: cmp.Or(p.Since, p.Date), Stages: a.StageNames(), CameFrom: a.From, Due: a.Due, Journey: a.Journey}
	switch m.Moment {
	case audience.MomentDue:
		m.Days = a.DueInDays
	case audience.MomentExpected:
		m.Days = *a.ExpectedInDays
	case audience.MomentAfter:
		m.Days = a.DaysAfter
		if n, err := strconv.ParseUint(a.Purchase, 10, 32); err == nil {
			m.Nth = uint32(n)
		} else {
			m.Moment = "after_" + a.Purchase
		}
	case audience.MomentBirthday:
		m.DaysOfYear = daysOfYear(a.Birthday, m.Since, p.Date)
	case audience.MomentAnniversary:
		m.DaysOfYear = daysOfYear(a.Anniversary, m.Since, p.Date)
	}
	return m
}

// daysOfYear lists the days, or the month, on which the messages of these business dates
// go. Who was born on 29 February has the day before in years without one.
func daysOfYear(period string, since, date regulars.BusinessDate) []string {
	day := date.AddDays(1)
	if period == audience.Month {
		return []string{string(day[5:7])}
	}
	var days []string
	for day := max(since, date.AddDays(-366)).AddDays(1); day <= date.AddDays(1); day = day.AddDays(1) {
		days = append(days, string(day[5:]))
		if day[5:] == "02-28" && day.AddDays(1)[5:] != "02-29" {
			days = append(days, "02-29")
		}
	}
	return days
}

func conditionsOf(p Plan) conditionParams {
	a := p.Audience
	back := func(days int) regulars.BusinessDate {
		if days == 0 {
			return regulars.FirstDate
		}
		return p.Date.AddDays(1 - days)
	}
	c := conditionParams{
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

func capsOf(caps []config.Cap, date regulars.BusinessDate) capParams {
	c := capParams{CapSince: date}
	for _, cap := range caps {
		c.CapMost, c.CapDays = append(c.CapMost, uint64(cap.AtMost)), append(c.CapDays, uint64(cap.Days))
		c.CapChannels = append(c.CapChannels, cap.Channel)
		c.CapSince = min(c.CapSince, date.AddDays(-cap.Days))
	}
	return c
}
