package preview

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// summary says whom the campaign would reach, and what that costs.
func (c *campaign) summary(ctx context.Context, out io.Writer, l *ledger.Ledger) error {
	lines, err := c.books(ctx, out, l)
	if err != nil {
		return err
	}
	reach, err := l.Audience(ctx, c.plan)
	if err != nil {
		return err
	}
	planned, err := l.Planned(ctx, c.plan)
	if err != nil {
		return err
	}
	screen.Preview(out, lines)
	byChannel, members, again := totals(planned)
	if len(c.Variants) > 0 {
		c.showVariants(out, planned)
		trial, err := screen.Trial(ctx, l, c.brand, c.Campaign, c.names)
		if err != nil {
			return err
		}
		if trial != "" {
			fmt.Fprintln(out, trial)
		}
	}
	if err := c.showHours(ctx, out, l); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if reach.Repeated > 0 {
		fmt.Fprintf(out, c.words.LeftAlone+"\n", present.Whole(reach.Repeated))
	}
	if members == 0 {
		fmt.Fprintf(out, "%s %s\n", screen.Warn.Sprint("!"), c.words.Nobody)
		return c.showCoupons(ctx, out, l)
	}
	if again > 0 {
		share := fmt.Sprintf("%s (%s)", present.Whole(again), present.Percent(float64(again)/float64(members)))
		fmt.Fprintf(out, "%s "+c.words.Again+"\n", screen.Warn.Sprint("!"), share)
	}
	if err := c.showCoupons(ctx, out, l); err != nil {
		return err
	}
	sample, err := l.Sample(ctx, c.plan, priced)
	if err != nil {
		return err
	}
	c.showCost(ctx, out, byChannel, sample)
	return nil
}

// books are the lines of the plan, with what is planned of it already; it says first
// whose they are.
func (c *campaign) books(ctx context.Context, out io.Writer, l *ledger.Ledger) ([]ledger.BooksLine, error) {
	lines, err := l.Preview(ctx, c.plan)
	if err != nil {
		return nil, err
	}
	state, err := l.State(ctx, c.plan.Run)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "%s  %s %s\n", screen.Bold.Sprint(c.plan.Campaign), c.words.Date, c.plan.Date)
	fmt.Fprintf(out, "%s %s\n", c.words.Whom, strings.Join(present.Audience(c.names, &c.Audience, c.Repetition), "; "))
	if state.Name == "" {
		return lines, nil
	}
	books, err := l.Books(ctx, c.plan.Run)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, c.words.Planned+"\n", screen.Bold.Sprint(state.Name))
	return append(books.Lines, lines...), nil
}

// showCoupons says how many codes are left before the plan takes its own.
func (c *campaign) showCoupons(ctx context.Context, out io.Writer, l *ledger.Ledger) error {
	if !c.plan.Coupons || c.plan.Referral != "" && len(c.plan.Codes) == 0 {
		return nil
	}
	left, err := l.CouponsLeft(ctx, c.plan.Brand, c.plan.Codes)
	if err == nil {
		fmt.Fprintf(out, c.words.Coupons+"\n", present.Whole(left), present.Whole(len(c.plan.Codes)))
	}
	return err
}

// showHours says how many messages go in which hour, where each member has their own, or
// their own clocks count.
func (c *campaign) showHours(ctx context.Context, out io.Writer, l *ledger.Ledger) error {
	hours, err := l.Hours(ctx, c.plan)
	if err != nil || len(hours) == 0 {
		return err
	}
	title, own := c.words.Hours, len(c.plan.Clocks) > 0
	if own && !c.AtBestHour() {
		title = c.words.Clocks
	}
	fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint(title))
	t := screen.NewTable(out, c.names.Column("channel"), "", "", "")
	t.SetColumnConfigs(screen.Right(4))
	for _, line := range hours {
		zone := ""
		if own {
			zone = cmp.Or(line.Zone, c.brand.Timezone+" *")
		}
		t.AppendRow(table.Row{line.Channel, fmt.Sprintf("%02d:00", line.Hour), zone, present.Whole(line.Members)})
	}
	t.Render()
	return nil
}

func totals(lines []ledger.PlannedLine) (byChannel map[string]uint64, members, again uint64) {
	byChannel = map[string]uint64{}
	for _, line := range lines {
		byChannel[line.Channel] += line.Members
		members += line.Members
		again += line.Again
	}
	return byChannel, members, again
}

func (c *campaign) showVariants(out io.Writer, lines []ledger.PlannedLine) {
	fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint(c.words.Variants))
	t := screen.NewTable(out, "", c.names.Column("channel"), "")
	t.SetColumnConfigs(screen.Right(3))
	for _, line := range lines {
		if line.Waits {
			line.Variant = c.words.Waits
		}
		t.AppendRow(table.Row{line.Variant, line.Channel, present.Whole(line.Members)})
	}
	t.Render()
}
