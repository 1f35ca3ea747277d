package preview

import (
	"context"
	"fmt"
	"io"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// priced is how many members of a channel are rendered to know how long its SMS are.
const priced = 100

// priceOf is what one message costs, or one segment of an SMS; false where the config
// doesn't say.
func priceOf(settings *config.Channel) (float64, bool) {
	if settings == nil {
		return 0, false
	}
	price, err := settings.UnitPrice()
	return price.Decimal().InexactFloat64(), err == nil && price > 0
}

// unitsEach is how many a message of a channel takes, on the average of a sample.
func (c *campaign) unitsEach(name string, sample []ledger.Recipient) float64 {
	units, messages := 0, 0
	for _, r := range sample {
		if r.Channel != name {
			continue
		}
		if m, err := c.draft(r); err == nil {
			units, messages = units+channel.Units(regulars.Channel(name), m), messages+1
		}
	}
	if messages == 0 {
		return 1
	}
	return float64(units) / float64(messages)
}

// showCost says what the planned messages of each channel cost, and how many more its
// account may send.
func (c *campaign) showCost(ctx context.Context, out io.Writer, planned map[string]uint64, sample []ledger.Recipient) {
	money := present.NewNumbers(c.brand.Currency, c.names)
	for _, name := range c.plan.Channels {
		n := planned[name]
		if n == 0 {
			continue
		}
		price, known := priceOf(c.brand.Channels[name])
		if !known {
			fmt.Fprintln(out, screen.Faint.Sprintf(c.words.NoPrice, name))
		} else {
			units := c.unitsEach(name, sample) * float64(n)
			fmt.Fprintf(out, c.words.Cost+"\n", name, money.Money(units*price), countOf(name, units))
		}
		c.showQuota(ctx, out, name, n)
	}
}

func countOf(name string, units float64) string {
	what := "message"
	if regulars.Channel(name) == regulars.ChannelSMS {
		what = "segment"
	}
	return present.Plural(int(units+0.5), what)
}

// showQuota asks the provider. An account that can't be asked is no reason to stop.
func (c *campaign) showQuota(ctx context.Context, out io.Writer, name string, planned uint64) {
	sender, err := providers.Open(name, *c.brand.Channels[name])
	if err != nil {
		fmt.Fprintf(out, "%s %s: %v\n", screen.Warn.Sprint("!"), name, err)
		return
	}
	defer func() { _ = sender.Close() }()
	asked, can := sender.(channel.Quoted)
	if !can {
		return
	}
	quota, err := asked.Quota(ctx)
	switch {
	case err != nil:
		fmt.Fprintln(out, screen.Faint.Sprintf(c.words.NoQuota, name))
	case !quota.Limited:
		fmt.Fprintln(out, screen.Faint.Sprintf(c.words.Unlimited, name))
	case quota.Left < int64(planned):
		fmt.Fprintf(out, "%s "+c.words.TooFew+"\n", screen.Warn.Sprint("!"), name, present.Whole(quota.Left), present.Whole(planned))
	default:
		fmt.Fprintf(out, c.words.Quota+"\n", name, present.Whole(quota.Left))
	}
}
