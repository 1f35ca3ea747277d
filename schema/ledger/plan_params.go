package ledger

import (
	"cmp"
	"time"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/ledger/clock"
	"regulars/schema/ledger/criteria"
)

// planParams are those of the files that make up a plan; each takes some.
type planParams struct {
	runParams
	criteriaParams
	repetitionParams
	capParams
	Channels          []string
	Prefer            bool
	Purpose           string
	Holdout           float64
	GlobalHoldout     float64
	DailyMax          uint64
	CouponsLeft       uint64 // so many members may get a code
	Budget            uint64 // ten-thousandths of the currency; 0: no bound
	CostChannels      []string
	Costs             []uint64 // of each, ten-thousandths
	OpenTickets       bool
	Variants          []string
	VariantNames      []string  // of all variants; who had one keeps it in a resend
	VariantsUpto      []float64 // the shares of all variants up to each
	Trial             string    // of which comparison of variants the plan is a part; empty: of none
	TrialFirst        uint64    // so many members get a variant; the rest waits
	Mobiles           string    // a pattern of the numbers that may take an SMS
	K0, K1            uint64
	Gathered, Planned schema.Identifier // the audience, and what becomes of it where that is written aside
	Limit             int               // of a sample, and of a segment's members
	TopBy             string            // of a segment: who stands first
	AgainOf           string            // the campaign, of a resend too
	AgainOutcomes     []string
	AgainMembers      []uint64
	Now               time.Time
	PlannedVersion    uint64
	ExcludedVersion   uint64
	ReplayFrom        regulars.BusinessDate
	hourParams
	clock.Params
	Asked uint64 // of a question: this time of asking
}

// hourParams say at which hours a campaign may go that has one for each member.
type hourParams struct {
	Zone       string
	QuietHours []string // channel:hour, at which the channel carries nothing
	UsualHours []uint64 // of each channel, where nothing is known of anybody
	clock.HourParams
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

// criteriaParams say whom an audience takes.
type criteriaParams = criteria.Asked

func (p Plan) criteria() criteria.Asked {
	return criteria.Of(p.Audience, cmp.Or(p.Since, p.Date), p.Date)
}

func (l *Ledger) planParams(p Plan) planParams {
	now := l.Now()
	params := planParams{
		runParams: p.Run.params(), criteriaParams: p.criteria(),
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

func capsOf(caps []config.Cap, date regulars.BusinessDate) capParams {
	c := capParams{CapSince: date}
	for _, cap := range caps {
		c.CapMost, c.CapDays = append(c.CapMost, uint64(cap.AtMost)), append(c.CapDays, uint64(cap.Days))
		c.CapChannels = append(c.CapChannels, cap.Channel)
		c.CapSince = min(c.CapSince, date.AddDays(-cap.Days))
	}
	return c
}
