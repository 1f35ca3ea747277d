package preview

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger"
)

// Way is how the commands reach what they need.
type Way struct {
	Brand       func(context.Context) (*config.Config, *config.Brand, error)
	Date        func(text string, brand *config.Brand) (regulars.BusinessDate, error) // empty text: the one that has just ended
	ClickHouse  func(context.Context) (*schema.DB, error)
	OneCampaign cobra.PositionalArgs

	// Plan calls run with the ledger and the plan of a campaign on a date.
	Plan func(cmd *cobra.Command, name, date string, run func(context.Context, io.Writer, *ledger.Ledger, ledger.Plan) error) error
}

// Commands are those of this package, below `campaign`.
func Commands(w Way) []*cobra.Command { return []*cobra.Command{w.preview(), w.test(), w.replay()} }

// shown is what `campaign preview` is asked for.
type shown struct {
	date string
	show int
	out  string
	raw  bool
}

func (w Way) preview() *cobra.Command {
	var q shown
	c := &cobra.Command{
		Use:   "preview CAMPAIGN",
		Short: "Show whom a campaign would reach, who not and why, and what they would get",
		Long: `Shows how many members a campaign would reach by which channel, whom not and why, and what
it costs where the config says what a message does. With --show it renders the messages of
some of them as they would go: the longest name, one without a name, and each stage,
channel and variant. Their links act on nobody. Names and addresses are masked, unless
--raw; the files of --out hold personal data, so mind who sees them. Nothing is sent.`,
		Example: "  go run ./starter campaign preview wake-up --date 2026-11-20\n  go run ./starter campaign preview wake-up --show 10 --out look",
		Args:    w.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg, brand, err := w.Brand(cmd.Context())
			if err != nil {
				return err
			}
			return w.Plan(cmd, args[0], q.date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
				c, err := newCampaign(cfg, brand, plan)
				if err != nil {
					return err
				}
				if q.show > 0 || q.out != "" {
					return c.showSamples(ctx, out, l, q)
				}
				return c.summary(ctx, out, l)
			})
		},
	}
	c.Flags().StringVar(&q.date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().IntVar(&q.show, "show", 0, "show the messages of so many members")
	c.Flags().StringVar(&q.out, "out", "", "write them into this `folder`, too: mails as .html, texts as .txt")
	c.Flags().BoolVar(&q.raw, "raw", false, "show names and addresses as they are, which are personal data")
	return c
}
