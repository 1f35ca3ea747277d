package config

import (
	"fmt"

	"regulars"
)

// checkBudget reads what a night's messages may cost, which can be known only where every
// channel has a price.
func (r *reader) checkBudget(path string, b *Brand, c *Campaign) {
	if c.Budget == "" {
		return
	}
	budget, err := regulars.ParseMoney(c.Budget)
	if err != nil || budget <= 0 {
		r.Add(path, fmt.Sprintf("%q is not an amount above zero", r.Written(path)), "write what a night may cost, such as 500, in the brand's currency")
		return
	}
	c.Spending = budget
	channels, _ := c.Order()
	for _, name := range channels {
		if channel := b.Channels[name]; channel != nil && channel.Price == "" {
			r.Add(path, "what a message on "+name+" costs is not known", "write price under the brand's channel "+name)
		}
	}
}
