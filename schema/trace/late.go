package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/schema"
	"regulars/schema/metric"
)

// LateChange is what moved published numbers other than orders: late records of one
// load, one product that moved, or what a campaign did after its date was
// computed.
type LateChange struct {
	Kind       string `ch:"kind" json:"kind"`       // events, costs, product, member, deliveries or messages
	Shop       string `ch:"shop" json:"shop"`       // of events, costs and products
	Load       string `ch:"load_id" json:"load"`    // that fetched them
	Subject    string `ch:"subject" json:"subject"` // the product's sku, or its id without one; the campaign
	Was        string `ch:"was" json:"from"`        // the product's category, or the member whose events they were
	Is         string `ch:"now_is" json:"to"`       // and what it is now
	Since      string `ch:"since" json:"since"`     // the first business date that it touches
	Until      string `ch:"until" json:"until"`     // the last on which it lies
	Records    uint64 `ch:"records" json:"records"` // events, rows of costs, orders with the product, deliveries, messages
	Link       string `ch:"link" json:"link"`       // why events are another member's
	Derivation uint64 `ch:"derivation" json:"-"`    // or, of deliveries and messages, the time in nanoseconds
}

// campaignDays are how far back the numbers of campaigns look.
const campaignDays = 28

type lateParams struct {
	Brand         string
	After, Before uint64 // generations
	From, To      regulars.BusinessDate
}

var lateScript = schema.NewScript[lateParams]("trace", files, "late_changes.sql")

// lateChanges reads the late changes between two generations that touch the
// numbers of some dates.
func lateChanges(ctx context.Context, db *schema.DB, brand string, after, before uint64, from, to regulars.BusinessDate) ([]LateChange, error) {
	var all []LateChange
	err := lateScript.Select(ctx, db, &all, lateParams{
		Brand: brand, After: after, Before: before, From: from.AddDays(1 - campaignDays), To: to,
	})
	if err != nil {
		return nil, fmt.Errorf("read the late changes of brand %s: %w", brand, err)
	}
	return all, nil
}

// lateTouching returns the late changes that can have moved a number: those that
// lie in its window, or else, where its metric looks further back, those before
// it. Of a campaign's number they are the campaign's own, if there are any. Those
// of one load on several dates are one.
func lateTouching(changes []LateChange, r Restatement, d metric.Definition) []LateChange {
	var inside, before []LateChange
	from, to := regulars.Window(r.Window).Start(r.Date).String(), r.Date.String()
	for _, c := range changes {
		if c.Derivation <= r.before || c.Derivation >= r.Generation || c.Since > to || !c.moves(r.Scope, d.Reads) {
			continue
		}
		if c.Until < from {
			before = append(before, c)
			continue
		}
		inside = append(inside, c)
	}
	if len(inside) == 0 && d.Restates == metric.ReachAsOf {
		inside = before
	}
	return oneEach(ofCampaign(inside, campaignOf(r.Scope)))
}

func ofCampaign(changes []LateChange, campaign string) []LateChange {
	var own []LateChange
	for _, c := range changes {
		if campaign != "" && c.Subject == campaign && (c.Kind == "deliveries" || c.Kind == "messages") {
			own = append(own, c)
		}
	}
	if len(own) > 0 {
		return own
	}
	return changes
}

// campaignOf is the campaign of a scope such as campaign:wake-up/channel:edm.
func campaignOf(scope string) string {
	campaign, _, _ := strings.Cut(partOf(scope, "campaign:"), "/channel:")
	return campaign
}

// moves reports whether a number at a scope can follow from the change, by what its
// metric reads.
func (c LateChange) moves(scope string, reads []metric.Source) bool {
	switch c.Kind {
	case "member":
		return slices.Contains(reads, metric.Events)
	case "product":
		return slices.Contains(reads, metric.Products) && (scope == "category:"+c.Was || scope == "category:"+c.Is)
	}
	return slices.Contains(reads, metric.Source(c.Kind))
}

// oneEach joins what differs in its dates only.
func oneEach(changes []LateChange) []LateChange {
	type source struct{ kind, shop, load, subject, was, is string }
	place := map[source]int{}
	var all []LateChange
	for _, c := range changes {
		of := source{c.Kind, c.Shop, c.Load, c.Subject, c.Was, c.Is}
		i, known := place[of]
		if !known {
			place[of] = len(all)
			all = append(all, c)
			continue
		}
		all[i].Records += c.Records
		all[i].Since, all[i].Until = min(all[i].Since, c.Since), max(all[i].Until, c.Until)
	}
	return all
}

// String says the change in words, such as 3 events from 2025-03-05 on of web,
// load two.
func (c LateChange) String() string {
	switch c.Kind {
	case "costs":
		return "costs" + c.when() + c.source()
	case "product":
		return fmt.Sprintf("product %s %s, in %s%s%s", c.Subject, c.moved(), countOf(c.Records, "order"), c.when(), c.source())
	case "member":
		return fmt.Sprintf("%s%s %s", countOf(c.Records, "event"), c.when(), sayMoved(c.Was, c.Is, c.Link))
	case "deliveries":
		return fmt.Sprintf("campaign %s: %s%s planned or sent later", c.Subject, countOf(c.Records, "message"), c.when())
	case "messages":
		return fmt.Sprintf("campaign %s: %s%s", c.Subject, countOf(c.Records, "message event"), c.when())
	}
	return countOf(c.Records, "event") + c.when() + c.source()
}

func (c LateChange) when() string {
	if c.Since == c.Until {
		return " of " + c.Since
	}
	return " from " + c.Since + " on"
}

func (c LateChange) source() string {
	if c.Load == "" {
		return " of " + c.Shop
	}
	return " of " + c.Shop + ", load " + c.Load
}

func (c LateChange) moved() string {
	switch {
	case c.Was == "":
		return "now in category " + c.Is
	case c.Is == "":
		return "in no category now, was in " + c.Was
	}
	return "now in category " + c.Is + ", was in " + c.Was
}

func countOf(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}
