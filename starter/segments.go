package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func newSegments(s *session.Session) *cobra.Command {
	var date, lang string
	var query export.Members
	c := &cobra.Command{
		Use:   "segments",
		Short: "Show members per stage and class, or export those of a segment",
		Long:  export.SegmentHelp(),
		Example: `  go run ./starter segments --date 2026-11-20
  go run ./starter segments --of stage:sleep --of rfm:vip --export sleeping-vip.xlsx
  go run ./starter segments --of top:1000:expected_14d --ads meta --export soon.csv`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			d, err := session.DateOr(date, brand)
			if err != nil {
				return err
			}
			if query.Names, err = session.NamesFor(lang, brand); err != nil {
				return err
			}
			if query.Wanted() {
				err = query.Check()
			}
			if err != nil {
				return err
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if query.Wanted() {
				return exportSegment(cmd.Context(), cmd.OutOrStdout(), db, brand, d, query)
			}
			return showSegments(cmd.Context(), cmd.OutOrStdout(), db, brand, d)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&query.File, "export", "", "write the members to this .csv or .xlsx `file`")
	c.Flags().StringArrayVar(&query.Of, "of", nil, "`whom` to export, such as stage:sleep; may be repeated")
	c.Flags().StringVar(&query.Ads, "ads", "", "write a customer list for an ad `platform`: meta or google")
	c.Flags().BoolVar(&query.WithoutConsent, "without-consent", false, "list members for ads also without their consent for marketing")
	session.LangFlag(c, &lang)
	return c
}

func showSegments(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) error {
	rows, err := kpiRows(ctx, db, brand, date, kpiQuery{scope: "brand"})
	if err != nil {
		return err
	}
	screen.Title(out, brand, date)
	screen.Segments(out, brand, rows)
	return nil
}

// exportSegment writes a segment to a file. Without a date's numbers there is no
// segment.
func exportSegment(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q export.Members) error {
	segment, err := view.ParseSegment(q.Of)
	if err != nil {
		return err
	}
	if _, err := kpiRows(ctx, db, brand, date, kpiQuery{scope: "brand"}); err != nil {
		return err
	}
	q.Mask = identity.NewMask(brand.HashKey.Reveal(), brand.Name)
	counts, err := q.Write(func(write func(view.SegmentMember) error) error {
		return view.EachOfSegment(ctx, db, brand.Name, date, segment, write)
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, q.Sentence(counts, date))
	return nil
}
