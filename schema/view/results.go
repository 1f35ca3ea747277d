package view

import (
	"cmp"
	"context"
	"time"

	"regulars"
	"regulars/config"
	"regulars/experiment"
	"regulars/schema"
	"regulars/schema/metric"
)

// ResultQuery asks what came of campaigns.
type ResultQuery struct {
	Campaign string                // and what was sent again of it; empty: all of them
	From, To regulars.BusinessDate // of the deliveries
	AsOf     regulars.BusinessDate // up to which purchases count
	Trial    string                // compare the variants within this trial only; empty: within any
}

// Counts are what became of the deliveries of a campaign. What no channel of theirs ever
// reported is nil.
type Counts struct {
	Planned      uint64   `ch:"planned" json:"planned"`
	Excluded     uint64   `ch:"excluded" json:"excluded"`
	Sent         uint64   `ch:"sent" json:"sent"`
	Failed       uint64   `ch:"failed" json:"failed"`
	Unknown      uint64   `ch:"unknown" json:"unknown"`
	Held         uint64   `ch:"held" json:"held"`
	Delivered    *uint64  `ch:"delivered" json:"delivered"`
	Opened       *uint64  `ch:"opened" json:"opened"`
	Clicked      *uint64  `ch:"clicked" json:"clicked"`
	Replied      *uint64  `ch:"replied" json:"replied"`
	Bounced      *uint64  `ch:"bounced" json:"bounced"`
	Unsubscribed *uint64  `ch:"unsubscribed" json:"unsubscribed"`
	Complained   *uint64  `ch:"complained" json:"complained"`
	Conversions  uint64   `ch:"conversions" json:"conversions"`
	Revenue      float64  `ch:"revenue" json:"revenue"`
	Cost         *float64 `ch:"cost" json:"cost"` // nil: no cost names it
	Codes
}

// Plus adds the counts of other deliveries.
func (c Counts) Plus(o Counts) Counts {
	c.Planned, c.Excluded, c.Sent, c.Failed, c.Unknown, c.Held = c.Planned+o.Planned, c.Excluded+o.Excluded, c.Sent+o.Sent, c.Failed+o.Failed, c.Unknown+o.Unknown, c.Held+o.Held
	c.Delivered, c.Opened, c.Clicked, c.Replied = plus(c.Delivered, o.Delivered), plus(c.Opened, o.Opened), plus(c.Clicked, o.Clicked), plus(c.Replied, o.Replied)
	c.Bounced, c.Unsubscribed, c.Complained = plus(c.Bounced, o.Bounced), plus(c.Unsubscribed, o.Unsubscribed), plus(c.Complained, o.Complained)
	c.Conversions, c.Revenue, c.Cost = c.Conversions+o.Conversions, c.Revenue+o.Revenue, plus(c.Cost, o.Cost)
	c.Given, c.Redeemed, c.CodeRevenue, c.Discount = c.Given+o.Given, c.Redeemed+o.Redeemed, c.CodeRevenue+o.CodeRevenue, c.Discount+o.Discount
	return c
}

// plus adds what is known.
func plus[N uint64 | float64](a, b *N) *N {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	sum := *a + *b
	return &sum
}

// Codes are the coupon codes that messages gave, and what was bought with them, by whomever.
type Codes struct {
	Given       uint64  `ch:"given" json:"codes_given"` // with messages that went, or may have
	Redeemed    uint64  `ch:"redeemed" json:"codes_redeemed"`
	CodeRevenue float64 `ch:"code_revenue" json:"codes_revenue"` // of the purchases that carry one, after the discount
	Discount    float64 `ch:"discount" json:"codes_discount"`    // of these purchases
}

// Result is what came of a campaign, of one of its channels, of one of its variants, or of
// a variant on a channel: what it isn't about is empty.
type Result struct {
	Campaign, Channel, Variant string
	Counts
	ROAS      *float64
	Spent     *float64              // Cost and what the codes' discounts cost; nil: neither is known
	SpentROAS *float64              // revenue / Spent
	Assigned  experiment.Group      // who took part in the draw and was to be addressed; of a variant, who drew it by lot
	HeldOut   experiment.Group      // the campaign's
	Lift      *experiment.Lift      // of the campaign and its variants; nobody draws a channel by lot
	Best      *float64              // of a variant: how likely it has the greatest share of buyers
	Ends      regulars.BusinessDate // up to which purchases are owed to its deliveries
}

type resultRow struct {
	Campaign string `ch:"campaign"`
	Channel  string `ch:"channel"`
	Variant  string `ch:"variant"`
	Counts
	Ends     time.Time `ch:"ends"`
	Assigned []float64 `ch:"assigned"`
	HeldOut  []float64 `ch:"held_out"`
}

// Results returns what came of campaigns: each campaign, then its variants, then its
// channels and the variants on them. Purchases count from the plan on, up to AsOf.
func Results(ctx context.Context, db *schema.DB, b *config.Brand, q ResultQuery) ([]Result, error) {
	var rows []resultRow
	if err := campaignResults.Select(ctx, db, &rows, resultParams{b.Name, q.Campaign, q.From, q.To, q.AsOf, q.Trial, metric.AttributionOf(b)}); err != nil {
		return nil, err
	}
	results := make([]Result, len(rows))
	for i, r := range rows {
		results[i] = r.result()
	}
	compare(results)
	return results, nil
}

func (r resultRow) result() Result {
	return counted{r.Campaign, r.Channel, r.Variant, r.Counts, experiment.GroupOf(r.Assigned), experiment.GroupOf(r.HeldOut), regulars.DateOf(r.Ends, time.UTC)}.result()
}

// over returns a ratio; nil without a denominator.
func over(revenue float64, cost *float64) *float64 {
	if cost == nil || *cost == 0 {
		return nil
	}
	ratio := revenue / *cost
	return &ratio
}

// compare compares each campaign with who was held out of it, and its variants also with
// each other.
func compare(results []Result) {
	heldOut := map[string]experiment.Group{}
	variants := map[string][]int{}
	for i, r := range results {
		if r.Channel == "" && r.Variant == "" {
			heldOut[r.Campaign] = r.HeldOut
		}
		if r.Channel == "" && r.Variant != "" {
			variants[r.Campaign] = append(variants[r.Campaign], i)
		}
	}
	for i := range results {
		r := &results[i]
		r.HeldOut = heldOut[r.Campaign]
		if r.Channel == "" {
			lift := experiment.Compare(r.Assigned, r.HeldOut)
			r.Lift = &lift
		}
	}
	for _, of := range variants {
		shares := make([]experiment.Share, len(of))
		for i, place := range of {
			shares[i] = results[place].Assigned.Buyers
		}
		for i, chance := range experiment.Best(shares) {
			results[of[i]].Best = &chance
		}
	}
}
