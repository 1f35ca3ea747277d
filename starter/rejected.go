package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func newRejected(s *session.Session) *cobra.Command {
	var date string
	var raw bool
	var limit int
	c := &cobra.Command{
		Use:   "rejected",
		Short: "List the records that a night could not understand",
		Long: `Lists the records that the pulls of a night rejected, with the reason. With --raw they
are shown as they came: they hold personal data, so mind who looks on.`,
		Example: "  go run ./starter rejected --date 2026-11-20 --raw",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			d, err := session.DateOr(date, brand)
			if err != nil {
				return err
			}
			if limit < 1 {
				return fmt.Errorf("--limit: show one record at least")
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			rows, err := view.RejectedRows(cmd.Context(), db, brand.Name, d, limit)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "the night of %s rejected nothing\n", d)
			}
			screen.Rejected(cmd.OutOrStdout(), rows, raw)
			return nil
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().BoolVar(&raw, "raw", false, "show the records themselves, which hold personal data")
	c.Flags().IntVar(&limit, "limit", 20, "show at most so many")
	return c
}
