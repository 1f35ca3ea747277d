package campaign

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/identity"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// referralsAsked is what a person asks of referrals.
type referralsAsked struct {
	Codes, Lang string
	Limit       int
}

func campaignReferrals(s *session.Session) *cobra.Command {
	var asked referralsAsked
	c := &cobra.Command{
		Use:   "referrals [PROGRAMME]",
		Short: "Show who invited whom by referral codes, and what came of each programme",
		Long: `Shows what came of each referral programme, and the purchases with a code of another
member, the newest first. With --codes it writes the codes of a programme to a file, a line
each, for the shop that is to accept them.`,
		Example: `  go run ./starter campaign referrals
  go run ./starter campaign referrals friends --limit 200
  go run ./starter campaign referrals friends --codes codes.csv`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			programme := ""
			if len(args) > 0 {
				programme = args[0]
			}
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if asked.Codes != "" {
				return writeCodes(cmd.Context(), cmd.OutOrStdout(), db, brand.Name, programme, asked.Codes)
			}
			return asked.show(cmd.Context(), cmd.OutOrStdout(), db, brand, programme)
		},
	}
	c.Flags().StringVar(&asked.Codes, "codes", "", "the `file` to write the programme's codes to")
	c.Flags().StringVar(&asked.Lang, "lang", "", "en or zh-Hant; default the brand's `language`")
	c.Flags().IntVar(&asked.Limit, "limit", 50, "the newest so many purchases")
	return c
}

// writeCodes writes a programme's codes for the shop.
func writeCodes(ctx context.Context, out io.Writer, db *schema.DB, brand, programme, file string) error {
	if programme == "" {
		return errors.New("--codes: name the programme whose codes are to be written")
	}
	codes, err := view.ReferralCodes(ctx, db, brand, programme)
	if err != nil {
		return err
	}
	if len(codes) == 0 {
		return fmt.Errorf("nobody has a code of the programme %s yet: the plan of its campaign gives them", programme)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("codes of %s: %w", programme, err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "code")
	for _, code := range codes {
		fmt.Fprintln(w, code)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("codes of %s: %w", programme, err)
	}
	fmt.Fprintf(out, "%s of %s: %s\n", present.Plural(len(codes), "code"), programme, file)
	return nil
}

func (a referralsAsked) show(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, programme string) error {
	names, err := session.NamesFor(a.Lang, brand)
	if err != nil {
		return err
	}
	sums, err := view.Programmes(ctx, db, brand.Name)
	if err != nil {
		return err
	}
	list, err := view.Referrals(ctx, db, brand.Name, programme, uint64(max(a.Limit, 0)))
	if err != nil {
		return err
	}
	screen.Referrals(out, programmesOf(sums, programme), referralsOf(list, identity.NewMask(brand.HashKey.Reveal(), brand.Name)), names, brand.Currency)
	return nil
}

func programmesOf(sums []view.Programme, only string) []present.Programme {
	var all []present.Programme
	for _, p := range sums {
		if only == "" || p.Name == only {
			all = append(all, present.Programme{
				Name: p.Name, Codes: p.Codes, Members: p.Members, Inviters: p.Inviters, Invited: p.Invited, Buyers: p.NewBuyers, Purchases: p.Purchases,
				Revenue: p.Revenue, Discount: p.Discount,
			})
		}
	}
	return all
}

func referralsOf(list []view.Referral, mask identity.Mask) []present.Referral {
	all := make([]present.Referral, len(list))
	for i, r := range list {
		all[i] = present.Referral{
			Date: r.Date.Format("2006-01-02"), Inviter: mask.Write(r.Inviter), Invitee: mask.Write(r.Invitee), Order: r.Shop + "/" + r.Order,
			Counts: r.Counts, First: r.First,
		}
	}
	return all
}
