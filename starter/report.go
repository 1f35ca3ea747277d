package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"regulars/report"
	"regulars/starter/session"
)

func newReport(s *session.Session) *cobra.Command {
	var date, path, lang string
	c := &cobra.Command{
		Use:   "report",
		Short: "Write the report that people read, as one HTML file",
		Long: `Renders a published business date: what is unusual, the numbers with their trends,
the stages and who is about to leave them, cohorts, RFM, funnels, predictions, campaigns
and the certificate. The file needs no network, reads on a phone and prints; members
stand in it by id and masked name. The night writes it automatically.`,
		Example: "  go run ./starter report --date 2026-11-20 --out report.html\n  go run ./starter report --out report.html --lang zh-Hant",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if path == "" {
				return errors.New("--out is missing: name the file to write, such as --out report.html")
			}
			_, brand, err := s.Whole(cmd.Context())
			if err != nil {
				return err
			}
			d, err := session.DateOr(date, brand)
			if err != nil {
				return err
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if err := report.WriteFile(cmd.Context(), db, brand, d, lang, path); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "report of %s, %s: %s\n", brand.Name, d, path)
			return nil
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&path, "out", "", "the HTML `file` to write")
	c.Flags().StringVar(&lang, "lang", "", "en or zh-Hant; default the brand's `language`")
	return c
}
