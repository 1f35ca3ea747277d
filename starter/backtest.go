package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/schema/fit"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// backtestQuery is what a person wants compared.
type backtestQuery struct {
	asOf, format string
	days         int
}

func newBacktest(s *session.Session) *cobra.Command {
	var q backtestQuery
	c := &cobra.Command{
		Use:   "backtest",
		Short: "Compare what the models expected as of a date with what happened after",
		Long: `Fits BG/NBD and MBG/NBD on the orders up to a date and compares what they expect of
the days after it with what happened, next to two simple forecasts: as many as in
as many days before (last period), and one purchase per repurchase cycle by
who bought within the last one (cycle rule). A purchase is a day with one. MAE
is the mean absolute error per member.`,
		Example: `  go run ./starter backtest --as-of 2026-09-30
  go run ./starter backtest --as-of 2026-06-30 --days 90 --format json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runBacktest(cmd.Context(), cmd.OutOrStdout(), s, q)
		},
	}
	c.Flags().StringVar(&q.asOf, "as-of", "", "the business `date` up to which the orders are known; default so that the days after have just ended")
	c.Flags().IntVar(&q.days, "days", 28, "how many days after it are compared")
	c.Flags().StringVar(&q.format, "format", "table", "table or json")
	return c
}

func runBacktest(ctx context.Context, out io.Writer, s *session.Session, q backtestQuery) error {
	if q.format != "table" && q.format != "json" {
		return fmt.Errorf("--format %s is not known: use table or json", q.format)
	}
	if q.days < 1 || q.days > 730 {
		return fmt.Errorf("--days %d is out of reach: use 1 to 730", q.days)
	}
	_, brand, err := s.Brand()
	if err != nil {
		return err
	}
	asOf, err := q.date(brand)
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	test, err := fit.RunBacktest(ctx, db, brand, asOf, q.days)
	if err != nil {
		return err
	}
	if q.format == "json" {
		return export.JSON(out, test)
	}
	screen.Backtest(out, brand, test)
	return nil
}

// date is the one asked for, of which the days after must have ended.
func (q backtestQuery) date(brand *config.Brand) (regulars.BusinessDate, error) {
	last := regulars.EndedAt(time.Now(), brand.Zone).AddDays(-q.days)
	if q.asOf == "" {
		return last, nil
	}
	asOf, err := regulars.ParseBusinessDate(q.asOf)
	if err != nil {
		return "", fmt.Errorf("--as-of: %w", err)
	}
	if asOf > last {
		return "", fmt.Errorf("--as-of: the %d days after %s have not ended yet: the last date that can be tested is %s", q.days, asOf, last)
	}
	return asOf, nil
}
