package campaign

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/ledger"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/runs"
	"regulars/workflows"
)

// resend is what the command line asks for.
type resend struct {
	date            string
	failed, unknown bool
	members         []string
	yes             bool
}

func campaignResend(s *session.Session) *cobra.Command {
	var r resend
	c := &cobra.Command{
		Use:   "resend CAMPAIGN",
		Short: "Send a campaign again, only to those whom it failed to reach",
		Long: `Sends a campaign of a business date again: to those whose message failed, to those
of whom nobody knows whether it arrived (they may get it twice), or to members by their
ids. Consents, addresses and channels are asked again. It is a delivery of its own in the
same books, named after the campaign: wake-up#2. A resend that isn't over, as it failed,
is taken up first, to those for whom it was planned. Without --yes it only shows whom it
would reach.`,
		Example: "  go run ./starter campaign resend wake-up --date 2026-11-20 --failed\n" +
			"  go run ./starter campaign resend wake-up --date 2026-11-20 --unknown --yes",
		Args: session.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error { return runResend(cmd, s, args[0], r) },
	}
	c.Flags().StringVar(&r.date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().BoolVar(&r.failed, "failed", false, "those whose message the provider refused")
	c.Flags().BoolVar(&r.unknown, "unknown", false, "those whose message may have arrived; they may get it twice")
	c.Flags().StringArrayVar(&r.members, "member", nil, "the `id` of a member, as a report, an export or a table has it; may be repeated")
	c.Flags().BoolVar(&r.yes, "yes", false, "send; without it, only show")
	return c
}

// whom returns what was asked for, or an error where nothing was.
func (r resend) whom(brand *config.Brand) (ledger.Again, error) {
	var whom ledger.Again
	for _, id := range r.members {
		member, err := identity.NewMask(brand.HashKey.Reveal(), brand.Name).Read(id)
		if err != nil {
			return whom, fmt.Errorf("--member %s: %w", id, err)
		}
		whom.Members = append(whom.Members, member)
	}
	if r.failed {
		whom.Outcomes = append(whom.Outcomes, ledger.DeliveryFailed)
	}
	if r.unknown {
		whom.Outcomes = append(whom.Outcomes, ledger.DeliveryUnknown)
	}
	if len(whom.Outcomes)+len(whom.Members) == 0 {
		return whom, errors.New("say to whom: --failed, --unknown, --member ID, or several of them")
	}
	return whom, nil
}

func runResend(cmd *cobra.Command, s *session.Session, name string, r resend) error {
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	whom, err := r.whom(brand)
	if err != nil {
		return err
	}
	var input workflows.CampaignInput
	var reached bool
	err = session.WithCampaign(cmd, s, regulars.CampaignOf(name), r.date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
		next, err := l.NextResend(ctx, plan.Run)
		if err != nil {
			return err
		}
		input = workflows.CampaignInput{Brand: brand.Name, Campaign: next.Campaign, Date: next.Date, Again: &whom, By: person()}
		reached, err = showResend(ctx, out, l, ledger.ResendOf(plan, next.Campaign, whom))
		return err
	})
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	switch {
	case !reached:
		fmt.Fprintln(out, "\nnobody is left to be reached: nothing is sent")
		return nil
	case !r.yes:
		fmt.Fprintln(out, "\nnothing is sent yet: the same command with --yes sends it")
		return nil
	}
	return startResend(cmd.Context(), out, cfg, input)
}

// showResend shows whom a resend would reach, and reports whether it has anything to do.
// One that is planned reaches those of its plan, and has its books to close at least.
func showResend(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) (bool, error) {
	state, err := l.State(ctx, plan.Run)
	if err != nil {
		return false, err
	}
	if planned := state.Name != "" && !state.Name.Unplanned(); planned {
		fmt.Fprintf(out, "%s was asked for before and isn't over: it goes on to those for whom it was planned, not to those asked for now\n", plan.Campaign)
		books, err := l.Books(ctx, plan.Run)
		screen.Preview(out, books.Lines)
		return true, err
	}
	lines, err := l.Preview(ctx, plan)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(out, "%s  business date %s\n", screen.Bold.Sprint(plan.Campaign), plan.Date)
	return screen.Preview(out, lines) > 0, nil
}

// startResend starts a resend and waits until it ends.
func startResend(ctx context.Context, out io.Writer, cfg *config.Config, input workflows.CampaignInput) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	options := workflows.ResendStart(input, cfg.Worker.TaskQueue)
	if err := session.CheckServed(ctx, c, cfg, input.Brand); err != nil {
		return err
	}
	run, err := c.ExecuteWorkflow(ctx, options, workflows.CampaignName, input)
	var running *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &running) {
		return fmt.Errorf("the resend %s is running: `starter status` shows where it stands; wait for its end, or `starter campaign cancel %s`", options.ID, input.Campaign)
	}
	if err != nil {
		return fmt.Errorf("the resend %s can't be started: %w", options.ID, err)
	}
	return followResend(ctx, out, c, run, cfg.Worker.TaskQueue)
}

func followResend(ctx context.Context, out io.Writer, c client.Client, run client.WorkflowRun, queue string) error {
	view := screen.NewLive(out)
	var last workflows.CampaignProgress
	err := runs.Follow(ctx, c, run, workflows.ProgressQuery, queue, func(p *workflows.CampaignProgress, waits string) {
		if p != nil {
			last, waits = *p, p.Waits
		}
		view.Show([]string{screen.Bold.Sprint(last.Campaign) + "  " + last.State + "  " + waits})
	})
	view.End()
	if errors.Is(err, runs.ErrDetached) {
		fmt.Fprintf(out, "\nleft the resend; it goes on in Temporal as %s\n", run.GetID())
		return nil
	}
	if err != nil {
		return fmt.Errorf("the resend %s ended: %s", run.GetID(), workflows.Reason(err))
	}
	b := last.Books
	fmt.Fprintf(out, "%d of %d sent, %d failed, %d unknown\n", b.Sent, b.Planned, b.Failed, b.Unknown)
	return nil
}
