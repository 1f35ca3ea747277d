package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"regulars"
	"regulars/channel"
	"regulars/channel/providers"
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

var (
	phone  = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	lineID = regexp.MustCompile(`^U[0-9a-f]{32}$`)
)

// channelOf returns the channel that an address is one of.
func channelOf(address string) (string, error) {
	if address == "" {
		return "", errors.New("--to is missing: name the address that gets the message, such as --to me@shop.tw")
	}
	switch {
	case phone.MatchString(address):
		return string(regulars.ChannelSMS), nil
	case lineID.MatchString(address):
		return string(regulars.ChannelLINE), nil
	}
	if parsed, err := mail.ParseAddress(address); err == nil && parsed.Address == address {
		return string(regulars.ChannelEDM), nil
	}
	return "", fmt.Errorf("--to: %q is no address: write me@shop.tw, +886912345678, or a LINE user id (U and 32 hexadecimal digits)", address)
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
	result, err := handOver(ctx, sender, m)
	if closed := sender.Close(); err == nil {
		err = closed
	}
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
	sample, err := l.Sample(ctx, c.plan, usualShow)
	if err != nil {
		return r, "", err
	}
	if len(sample) == 0 {
		last := c.plan.Date.AddDays(-30).Time()
		return ledger.Recipient{Name: "王小明", Stage: "active", StageBefore: "new", RFMClass: "rfm_vip", LastPurchase: &last, RecencyDays: 30, Purchases: 3, Revenue: 1000},
			"a made-up member, for the audience is empty", nil
	}
	at := max(0, slices.IndexFunc(sample, func(r ledger.Recipient) bool { return r.Channel == name && r.Name != "" }))
	return sample[at], "member " + c.mask.Write(sample[at].MemberID), nil
}

// mark begins a test's subject, or its text where it has none.
const mark = "[Test] "

// marked renders the message for the address that was named, and for no other: neither
// the member's address nor their name goes along as whom it is for.
func (c *campaign) marked(r ledger.Recipient, name string, q trial) (regulars.Message, error) {
	r.Channel = name
	if q.variant != "" {
		r.Variant = q.variant
	}
	if !slices.Contains(c.Texts(), r.Variant) {
		r.Variant = c.Texts()[0]
	}
	m, err := c.draft(r)
	if err != nil {
		return m, err
	}
	m.To, m.Name = q.to, ""
	m.DeliveryID, m.RetryKey = "test/"+uuid.NewString(), uuid.NewString()
	switch {
	case m.Subject != "":
		m.Subject = mark + m.Subject
	case !m.JSON:
		m.Text = mark + m.Text
	}
	return m, nil
}

// handOver sends the message at its account's pace.
func handOver(ctx context.Context, sender channel.Sender, m regulars.Message) (channel.Result, error) {
	results, err := sender.Send(ctx, []regulars.Message{m})
	if len(results) == 0 {
		return channel.Result{}, err
	}
	if results[0].Outcome == "" {
		return results[0], err
	}
	return results[0], nil
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
