package campaign

import (
	"fmt"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/view"
	"regulars/starter/results"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func campaignResults(s *session.Session) *cobra.Command {
	var asked results.Asked
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
	c.Flags().StringVar(&asked.Date, "date", "", "the business `date` of the deliveries")
	c.Flags().StringVar(&asked.From, "from", "", "the first business `date` of the deliveries")
	c.Flags().StringVar(&asked.To, "to", "", "the last business `date` of the deliveries; default the one that has just ended")
	c.Flags().StringVar(&asked.AsOf, "as-of", "", "count purchases up to this business `date`; default the one that has just ended")
	c.Flags().StringVar(&asked.Format, "format", "table", "table, json or csv")
	c.Flags().StringVar(&asked.File, "out", "", "the .csv or .xlsx `file` to write to")
	c.Flags().StringVar(&asked.Lang, "lang", "", "en or zh-Hant; default the brand's `language`")
	c.MarkFlagsMutuallyExclusive("date", "from")
	c.MarkFlagsMutuallyExclusive("date", "to")
	return c
}

func runResults(cmd *cobra.Command, s *session.Session, campaign string, asked results.Asked) error {
	_, brand, err := s.Whole(cmd.Context())
	if err != nil {
		return err
	}
	q, err := asked.Query(brand, campaign)
	if err != nil {
		return err
	}
	names, err := session.NamesFor(asked.Lang, brand)
	if err != nil {
		return err
	}
	db, err := session.OpenClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	rows, err := view.Results(cmd.Context(), db, brand, q)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return results.None(campaign, q)
	}
	if err := asked.Show(cmd.OutOrStdout(), brand, q, rows, names); err != nil || asked.File != "" || asked.Format != "table" {
		return err
	}
	return showTrials(cmd, db, brand, campaign, names)
}

// showTrials says what the rules of campaigns, or of one, decided between their variants.
func showTrials(cmd *cobra.Command, db *schema.DB, brand *config.Brand, campaign string, names *present.Names) error {
	l, err := ledger.New(db, brand.HashKey.Reveal())
	if err != nil {
		return err
	}
	for i := range brand.Campaigns {
		if campaign != "" && brand.Campaigns[i].Name != regulars.CampaignOf(campaign) {
			continue
		}
		sentence, err := screen.Trial(cmd.Context(), l, brand, &brand.Campaigns[i], names)
		if err != nil {
			return err
		}
		if sentence != "" {
			fmt.Fprintln(cmd.OutOrStdout(), sentence)
		}
	}
	return nil
}
