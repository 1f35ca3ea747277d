package journey

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"regulars/present"
	"regulars/schema/walk"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func results(s *session.Session) *cobra.Command {
	var asOf string
	c := one("results", "Show what came of a journey, per step and per way of its splits, against those who are kept out", "results welcome", func(cmd *cobra.Command, name string) error {
		return with(cmd, s, name, func(ctx context.Context, a asked) error {
			d, err := session.DateOr(asOf, a.brand)
			if err != nil {
				return err
			}
			r, err := a.walker.Results(ctx, d)
			if err != nil {
				return err
			}
			a.drawResults(r)
			return nil
		})
	})
	c.Flags().StringVar(&asOf, "as-of", "", "count what happened up to this business `date`; default the one that has just ended")
	return c
}

// drawResults writes what came of the steps' messages, and of the ways.
func (a asked) drawResults(r walk.Results) {
	names := &present.English
	if a.brand.Language == present.Chinese.Lang {
		names = &present.Chinese
	}
	numbers := present.NewNumbers(a.brand.Currency, names)
	table := screen.NewTable(a.out, "step", "campaign", "came to it", "sent", "opened", "clicked", "bought", "revenue", "then the goal")
	for _, s := range r.Steps {
		table.AppendRow([]any{s.Step, s.Campaign, s.Came, s.Sent, known(s.Opened), known(s.Clicked), s.Conversions, numbers.Value(present.Currency, &s.Revenue), s.Goal})
	}
	if r.Before > 0 {
		table.AppendRow([]any{"before any message", "", "", "", "", "", "", "", r.Before})
	}
	table.Render()
	fmt.Fprintf(a.out, "\n%s within %s after they came in, up to %s\n", judged(r.ByGoal), present.Plural(r.Days, "day"), r.AsOf)
	lifts := screen.NewTable(a.out, "way", "walk it", "of these", "kept out", "of these", "lift in points", "95 % interval", "")
	for _, p := range append([]walk.Path{r.Whole}, r.Paths...) {
		lifts.AppendRow(append([]any{wayName(p), p.Walked.Of, percent(p.Walked.Hits, p.Walked.Of), p.KeptOut.Of, percent(p.KeptOut.Hits, p.KeptOut.Of)}, lift(p)...))
	}
	lifts.Render()
	if len(r.Paths) > 0 {
		fmt.Fprintln(a.out, "a way counts whom the lot leads there, also who left before it: like is compared with like")
	}
}

func judged(goal bool) string {
	if goal {
		return "reached the goal"
	}
	return "bought"
}

func wayName(p walk.Path) string {
	if p.Step == "" {
		return "the whole journey"
	}
	return p.Step + " → " + p.Then
}

func lift(p walk.Path) []any {
	if p.Lift == nil {
		return []any{"–", "–", "nobody to compare with"}
	}
	says := "too few to tell"
	if p.Enough() {
		says = "enough to tell"
	}
	return []any{fmt.Sprintf("%+.1f", 100*p.Lift.Estimate), fmt.Sprintf("%+.1f to %+.1f", 100*p.Lift.Low, 100*p.Lift.High), says}
}

func percent(hits, of uint64) string {
	if of == 0 {
		return present.NoValue
	}
	return fmt.Sprintf("%.1f %%", 100*float64(hits)/float64(of))
}

// known is a count; – where no channel tells.
func known(n *uint64) string {
	if n == nil {
		return present.NoValue
	}
	return fmt.Sprint(*n)
}
