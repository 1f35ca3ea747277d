package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
	sending "regulars/deliver/trial"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

// trial is what `campaign test` is asked for.
type trial struct{ date, to, member, variant string }

func (w Way) test() *cobra.Command {
	var q trial
	c := &cobra.Command{
		Use:   "test CAMPAIGN",
		Short: "Send a campaign's message to an address of your own, marked, outside the books",
		Long: `Sends the message of one member of the audience, or of --member, to the address that --to
names and to no other: a mail address, a number such as +886912345678, or a LINE user id.
It is marked with [Test], its links act on nobody, and it stands in no books. Nobody's
consent is asked: name an address whose owner expects it.`,
		Example: "  go run ./starter campaign test wake-up --to me@shop.tw\n  go run ./starter campaign test wake-up --to +886912345678 --variant b",
		Args:    w.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			name, err := channelOf(q.to)
			if err != nil {
				return err
			}
			cfg, brand, err := w.Brand(cmd.Context())
			if err != nil {
				return err
			}
			return w.Plan(cmd, args[0], q.date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
				c, err := newCampaign(cfg, brand, plan)
				if err != nil {
					return err
				}
				return c.test(ctx, out, l, name, q)
			})
		},
	}
	c.Flags().StringVar(&q.to, "to", "", "the `address` that gets it: me@shop.tw, +886912345678 or U and 32 hexadecimal digits")
	c.Flags().StringVar(&q.member, "member", "", "the `id` of the member whose message it is, as a report, an export or a table has it")
	c.Flags().StringVar(&q.variant, "variant", "", "which of the campaign's texts; default the member's")
	c.Flags().StringVar(&q.date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

// channelOf returns the channel that an address is one of.
func channelOf(address string) (string, error) {
	if address == "" {
		return "", errors.New("--to is missing: name the address that gets the message, such as --to me@shop.tw")
	}
	name, err := sending.ChannelOf(address)
	if err != nil {
		return "", fmt.Errorf("--to: %w", err)
	}
	return name, nil
}

// test sends one message and says what became of it.
func (c *campaign) test(ctx context.Context, out io.Writer, l *ledger.Ledger, name string, q trial) error {
	if _, has := c.letters[name]; !has {
		return fmt.Errorf("the campaign %s doesn't use %s, which %s is an address of: it uses %s", c.Name, name, q.to, strings.Join(c.plan.Channels, ", "))
	}
	if q.variant != "" && !slices.Contains(c.Texts(), q.variant) {
		return fmt.Errorf("--variant: the campaign %s has no text %q: it has %s", c.Name, q.variant, strings.Join(c.Texts(), ", "))
	}
	r, whose, err := c.model(ctx, l, name, q.member)
	if err != nil {
		return err
	}
	m, err := c.marked(r, name, q)
	if err != nil {
		return err
	}
	sender, err := providers.Open(name, *c.brand.Channels[name])
	if err != nil {
		return err
	}
	result, err := sending.HandOver(ctx, sender, m)
	if err != nil {
		return fmt.Errorf("the test to %s did not go: %w", q.to, err)
	}
	return say(out, q.to, whose, result)
}

// model returns whose message is sent: the member that was named, one of the plan, or
// where that is empty a made-up one.
func (c *campaign) model(ctx context.Context, l *ledger.Ledger, name, member string) (r ledger.Recipient, whose string, err error) {
	if member != "" {
		id, err := c.mask.Read(member)
		if err != nil {
			return r, "", fmt.Errorf("--member %s: %w", member, err)
		}
		r, err = l.Member(ctx, c.plan.Run, id)
		if err != nil {
			return r, "", fmt.Errorf("--member %s: %w", member, err)
		}
		if c.plan.Recommends {
			some := []ledger.Recipient{r}
			err = l.Recommend(ctx, c.plan.Brand, some)
			r = some[0]
		}
		return r, "member " + c.mask.Write(r.MemberID), err
	}
	r, known, err := sending.Model(ctx, l, c.plan, name)
	if err != nil {
		return r, "", err
	}
	if !known {
		return r, "a made-up member, for the audience is empty", nil
	}
	return r, "member " + c.mask.Write(r.MemberID), nil
}

// marked renders the message for the address that was named.
func (c *campaign) marked(r ledger.Recipient, name string, q trial) (regulars.Message, error) {
	r.Channel = name
	return sending.Message(c.letters[name], c.plan.Run, c.Campaign, r, q.to, q.variant)
}

// say says what became of a test. It returns an error where it did not arrive.
func say(out io.Writer, to, whose string, result channel.Result) error {
	switch result.Outcome {
	case regulars.OutcomeSent:
		fmt.Fprintf(out, "%s sent to %s: the message of %s\n", screen.Good.Sprint("✓"), to, whose)
		if result.ProviderID != "" {
			fmt.Fprintf(out, "  the provider's id is %s\n", result.ProviderID)
		}
		return nil
	case regulars.OutcomeUnknown:
		return fmt.Errorf("nobody knows whether the test arrived at %s: %s", to, result.Reason)
	}
	if result.Code != "" {
		return fmt.Errorf("the test to %s was refused: %s (%s)", to, result.Reason, result.Code)
	}
	return fmt.Errorf("the test to %s was refused: %s", to, result.Reason)
}
