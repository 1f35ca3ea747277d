// Package tick is the command that runs one tick by hand: what can't wait for the night.
package tick

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/present"
	"regulars/starter/session"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// New returns the command.
func New(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "tick",
		Short: "Lead members of journeys on now, between the nights",
		Long: `Lets members into journeys by events, leads on those whose waits of hours are over,
and starts the campaigns of the steps to which they come: what the schedule does every
between_nights. Running it twice sends nothing twice.`,
		Example: "  go run ./starter tick\n  go run ./starter tick --brand lumen",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return session.WithBrand(cmd, s, run)
		},
	}
}

func run(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error {
	in := tick.Input{Brand: brand.Name}
	started, err := c.ExecuteWorkflow(ctx, tick.Start(in, cfg.Worker.TaskQueue), tick.Name, in)
	if err != nil {
		return fmt.Errorf("the tick of %s can't be started: %w", brand.Name, err)
	}
	var done tick.Result
	if err := started.Get(ctx, &done); err != nil {
		return fmt.Errorf("the tick %s failed: %s", started.GetID(), workflows.Reason(err))
	}
	Show(out, done)
	return nil
}

// Show writes what a tick did.
func Show(out io.Writer, r tick.Result) {
	if r.Facts.Held != "" {
		fmt.Fprintf(out, "nobody is led on: %s\n", r.Facts.Held)
	} else {
		fmt.Fprintf(out, "by the numbers of %s: %s whose wait may be over, %s who come in by an event\n",
			r.Facts.Date, present.Plural(int(r.Facts.Waiting), "member"), present.Plural(int(r.Facts.Coming), "member"))
	}
	if r.Waits != "" {
		fmt.Fprintf(out, "waits %s\n", r.Waits)
	}
	for _, name := range r.Sends {
		fmt.Fprintf(out, "sends %s\n", name)
	}
	for _, trouble := range r.Troubles {
		fmt.Fprintln(out, trouble)
	}
}
