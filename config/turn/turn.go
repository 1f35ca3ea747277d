// Package turn is who sends first: the order in which the campaigns of a night plan their
// messages. It matters where caps over all campaigns let a member get only some of them: what
// is planned later waits.
package turn

import (
	"cmp"
	"slices"

	"regulars/config"
)

// Of returns the campaigns of a brand in their order: those of the greatest priority first, of
// equal ones the steps of journeys before the others, and then as the config has them. The
// steps of a journey have its priority, unless their campaigns have one.
func Of(b *config.Brand) []*config.Campaign {
	all := make([]*config.Campaign, len(b.Campaigns))
	for i := range b.Campaigns {
		all[i] = &b.Campaigns[i]
	}
	slices.SortStableFunc(all, func(x, y *config.Campaign) int {
		return cmp.Or(cmp.Compare(priority(b, y), priority(b, x)), cmp.Compare(step(y), step(x)))
	})
	return all
}

func priority(b *config.Brand, c *config.Campaign) int {
	if j := b.Journey(c.Audience.Journey); j != nil && c.Priority == 0 {
		return j.Priority
	}
	return c.Priority
}

// step is 1 for the campaign of a journey's step.
func step(c *config.Campaign) int {
	if c.Audience.Journey != "" {
		return 1
	}
	return 0
}

// Matters reports whether the order changes what somebody gets.
func Matters(b *config.Brand) bool { return len(b.Caps) > 0 && len(b.Campaigns) > 1 }
