package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
	"regulars/starter/export"
	"regulars/starter/screen"
)

// resultsAsked is what a person asks of the results.
type resultsAsked struct {
	date, from, to, asOf string
	format, file, lang   string
}

func campaignResults(s *session) *cobra.Command {
	var asked resultsAsked
	c := &cobra.Command{
		Use:   "results [CAMPAIGN]",
		Short: "Show what came of campaigns: answers, purchases, and what they earned more than without them",
		Long: `Shows what became of the deliveries of a date, or of several, per campaign, channel and
variant, what followed them, by how much those addressed bought more than those kept out,
and whether that is enough to decide. Without dates it shows the 28 that ended last, which
is what kpi publishes. What a channel doesn't tell is not known: –.`,
		Example: `  go run ./starter campaign results wake-up
  go run ./starter campaign results wake-up --date 2026-11-20
  go run ./starter campaign results --from 2026-10-01 --to 2026-11-20 --format csv
  go run ./starter campaign results --from 2026-10-01 --to 2026-11-20 --out results.xlsx --lang zh-Hant`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := ""
			if len(args) > 0 {
				name = args[0]
			}
			return runResults(cmd, s, name, asked)
		},
	}
	c.Flags().StringVar(&asked.date, "date", "", "the business `date` of the deliveries")
	c.Flags().StringVar(&asked.from, "from", "", "the first business `date` of the deliveries")
	c.Flags().StringVar(&asked.to, "to", "", "the last business `date` of the deliveries; default the one that has just ended")
	c.Flags().StringVar(&asked.asOf, "as-of", "", "count purchases up to this business `date`; default the one that has just ended")
	c.Flags().StringVar(&asked.format, "format", "table", "table, json or csv")
	c.Flags().StringVar(&asked.file, "out", "", "the .csv or .xlsx `file` to write to")
	c.Flags().StringVar(&asked.lang, "lang", "", "en or zh-Hant; default the brand's `language`")
	c.MarkFlagsMutuallyExclusive("date", "from")
	c.MarkFlagsMutuallyExclusive("date", "to")
	return c
}

// query returns what is asked of the database.
func (a resultsAsked) query(brand *config.Brand, campaign string) (view.ResultQuery, error) {
	q := view.ResultQuery{Campaign: campaign}
	if !slices.Contains([]string{"table", "json", "csv"}, a.format) {
		return q, fmt.Errorf("--format %s is not known: use table, json or csv, or --out results.xlsx", a.format)
	}
	if a.file != "" {
		if err := export.CheckName("--out", a.file); err != nil {
			return q, err
		}
	}
	last := regulars.EndedAt(time.Now(), brand.Zone)
	asOf, err := flagDate("--as-of", a.asOf, last)
	if err != nil {
		return q, err
	}
	if asOf > last {
		return q, fmt.Errorf("--as-of: %s has not ended yet in %s: the last that has is %s", asOf, brand.Timezone, last)
	}
	if q.AsOf = asOf; a.from == "" && a.to != "" {
		return q, errors.New("--from is missing: name the first date of the deliveries")
	}
	if a.date != "" {
		q.From, err = flagDate("--date", a.date, "")
		q.To = q.From
		return q, err
	}
	if q.From, err = flagDate("--from", a.from, asOf.AddDays(-27)); err != nil {
		return q, err
	}
	if q.To, err = flagDate("--to", a.to, asOf); err == nil && q.To < q.From {
		err = fmt.Errorf("--to %s lies before --from %s", q.To, q.From)
	}
	return q, err
}

// flagDate reads the date of a flag; an empty one is another's.
func flagDate(flag, text string, or regulars.BusinessDate) (regulars.BusinessDate, error) {
	if text == "" {
		return or, nil
	}
	date, err := regulars.ParseBusinessDate(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return date, nil
}

func runResults(cmd *cobra.Command, s *session, campaign string, asked resultsAsked) error {
	_, brand, err := s.brand()
	if err != nil {
		return err
	}
	q, err := asked.query(brand, campaign)
	if err != nil {
		return err
	}
	names, err := namesFor(asked.lang, brand)
	if err != nil {
		return err
	}
	db, err := openClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	rows, err := view.Results(cmd.Context(), db, brand, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return noResults(campaign, q)
	}
	return asked.show(cmd.OutOrStdout(), brand, q, rows, names)
}

func noResults(campaign string, q view.ResultQuery) error {
	if campaign == "" {
		campaign = "any campaign"
	}
	return fmt.Errorf("nothing was planned of %s from %s to %s: `starter status` shows what was", campaign, q.From, q.To)
}

func (a resultsAsked) show(out io.Writer, brand *config.Brand, q view.ResultQuery, rows []view.Result, names *present.Names) error {
	switch {
	case a.file != "":
		if err := export.ResultsFile(a.file, names, rows); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s of %s to %s: %s\n", present.Plural(len(rows), "row"), q.From, q.To, a.file)
		return nil
	case a.format == "json":
		return export.ResultsJSON(out, rows)
	case a.format == "csv":
		return export.Results(out, rows)
	}
	screen.Results(out, q, rows, names, brand.Currency)
	return nil
}
