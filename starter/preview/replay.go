package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/ledger"
)

// replay is what `campaign replay` is asked for.
type replay struct{ from, to, format string }

// mostDays bounds a replay: each date and campaign asks the database twice.
const mostDays = 366

func (w Way) replay() *cobra.Command {
	var q replay
	c := &cobra.Command{
		Use:   "replay [CAMPAIGN…]",
		Short: "Play the rules of campaigns over past dates: whom they would have reached, and how often",
		Long: `Plays campaigns over the business dates from --from to --to, in the order of the config, as
their rules are now: whom each would have addressed, by which channel, whom it would have
left alone, who would have been in two on the same day, and how many messages a member
would have got. Without names it plays all that are not paused. It writes nothing: what it
plans on a date counts as sent on the dates that follow. Deliveries of before --from are
the real ones; consents, addresses and suppressions are those of today, and nobody answers.`,
		Example: "  go run ./starter campaign replay --from 2026-11-01 --to 2026-11-30\n  go run ./starter campaign replay wake-up thanks --from 2026-11-01 --to 2026-11-30 --format csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			return w.runReplay(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), args, q)
		},
	}
	c.Flags().StringVar(&q.from, "from", "", "the first business `date`")
	c.Flags().StringVar(&q.to, "to", "", "the last business `date`")
	c.Flags().StringVar(&q.format, "format", "table", "table, csv or json")
	return c
}

func (w Way) runReplay(ctx context.Context, out, notes io.Writer, names []string, q replay) error {
	cfg, brand, err := w.Brand(ctx)
	if err != nil {
		return err
	}
	dates, err := q.dates()
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"table", "csv", "json"}, q.format) {
		return fmt.Errorf("--format: %q is not known: use table, csv or json", q.format)
	}
	campaigns, err := chosen(brand, names)
	if err != nil {
		return err
	}
	db, err := w.ClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	l, err := ledger.New(db, cfg.Privacy.HashKey.Reveal())
	if err != nil {
		return err
	}
	history, err := play(ctx, notes, l, brand, campaigns, dates)
	if err != nil {
		return err
	}
	if err := history.price(cfg, brand, campaigns); err != nil {
		return err
	}
	switch q.format {
	case "csv":
		return history.writeCSV(out)
	case "json":
		return history.writeJSON(out)
	}
	history.draw(out, moneyOf(brand))
	return nil
}

func moneyOf(brand *config.Brand) present.Numbers {
	return present.NewNumbers(brand.Currency, &present.English)
}

func (q replay) dates() ([]regulars.BusinessDate, error) {
	if q.from == "" || q.to == "" {
		return nil, errors.New("--from and --to are missing: name the first and the last business date")
	}
	from, err := regulars.ParseBusinessDate(q.from)
	if err != nil {
		return nil, fmt.Errorf("--from: %w", err)
	}
	to, err := regulars.ParseBusinessDate(q.to)
	if err != nil {
		return nil, fmt.Errorf("--to: %w", err)
	}
	var dates []regulars.BusinessDate
	for date := from; date <= to; date = date.AddDays(1) {
		if dates = append(dates, date); len(dates) > mostDays {
			return nil, fmt.Errorf("--to: it is more than %d days after --from", mostDays)
		}
	}
	if len(dates) == 0 {
		return nil, fmt.Errorf("--to: %s is before %s", to, from)
	}
	return dates, nil
}

// chosen returns the campaigns by their names, in the order of the config; those that are
// not paused where none is named.
func chosen(brand *config.Brand, names []string) ([]*config.Campaign, error) {
	for _, name := range names {
		if _, err := brand.Campaign(name); err != nil {
			return nil, err
		}
	}
	var campaigns []*config.Campaign
	for i := range brand.Campaigns {
		c := &brand.Campaigns[i]
		if slices.Contains(names, c.Name) || len(names) == 0 && !c.Paused {
			campaigns = append(campaigns, c)
		}
	}
	if len(campaigns) == 0 {
		return nil, fmt.Errorf("the brand %s has no campaign that isn't paused", brand.Name)
	}
	return campaigns, nil
}

// play plays the campaigns date by date.
func play(ctx context.Context, notes io.Writer, l *ledger.Ledger, brand *config.Brand, campaigns []*config.Campaign, dates []regulars.BusinessDate) (*history, error) {
	r, err := l.NewReplay(dates[0])
	if err != nil {
		return nil, err
	}
	defer r.Close(ctx)
	h := newHistory(dates, campaigns)
	for _, date := range dates {
		for _, c := range campaigns {
			if !config.GoesOn(c.On, date.AddDays(1)) {
				continue
			}
			plan, err := l.Resolve(ctx, ledger.PlanOf(brand, c, date))
			if err != nil {
				return nil, err
			}
			played, err := r.Play(ctx, plan)
			if err != nil {
				return nil, err
			}
			h.add(played)
		}
		h.endDay()
		fmt.Fprintf(notes, "\r%s", date)
	}
	fmt.Fprint(notes, "\r          \r")
	return h, nil
}
