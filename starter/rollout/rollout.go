package rollout

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/user"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/rollout"
)

// New returns the commands about versions of workers.
func New(s *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:   "rollout",
		Short: "Show the versions of the workers, and say which gets what begins",
		Long: `Where the config has worker.versioning, workers of several versions work side by side: each ends
the nights that it began, and what begins goes to the version that is current. A new
version gets nothing until it is made current, or ramped.`,
		Example: "  go run ./starter rollout status\n  go run ./starter rollout ramp 1.4.1 --percent 10\n  go run ./starter rollout current 1.4.1",
	}
	c.AddCommand(status(s), current(s), ramp(s))
	return c
}

// errOff says that the config has no versions.
var errOff = errors.New("the workers have no versions: write worker.versioning.deployment in the config, such as regulars, and start them again")

// with calls run with a connection to Temporal and the deployment's name.
func with(cmd *cobra.Command, s *session.Session, run func(context.Context, client.Client, string) error) error {
	cfg, err := s.Load()
	if err != nil {
		return err
	}
	if !cfg.Worker.Versioning.On() {
		return errOff
	}
	c, err := session.DialTemporal(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return run(cmd.Context(), c, cfg.Worker.Versioning.Deployment)
}

func status(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "List the versions, and how much is open of each",
		Example: "  go run ./starter rollout status",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(cmd, s, func(ctx context.Context, c client.Client, deployment string) error {
				return show(ctx, cmd.OutOrStdout(), c, deployment)
			})
		},
	}
}

func show(ctx context.Context, out io.Writer, c client.Client, deployment string) error {
	all, err := rollout.Versions(ctx, c, deployment)
	if err != nil {
		return err
	}
	t := screen.NewTable(out, "version", "state", "since", "open", "")
	for _, v := range all {
		state := string(v.State)
		if v.State == rollout.Ramping {
			state += " " + strconv.FormatFloat(float64(v.Share), 'f', -1, 32) + " %"
		}
		t.AppendRow(table.Row{v.Build, state, v.Since.Local().Format("Mon 02 Jan 15:04"), v.Open, advice(v)})
	}
	t.Render()
	return nil
}

// advice is what to do about a version's workers.
func advice(v rollout.Version) string {
	switch {
	case v.State == rollout.Current || v.State == rollout.Ramping:
		return ""
	case v.Open > 0:
		return "keep its workers: they end what is open"
	case v.State == rollout.Inactive:
		return "gets nothing: make it current, or end its workers"
	}
	return "its workers can end"
}

func current(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "current VERSION",
		Short:   "Give a version everything that begins from now on",
		Long:    "Its workers must poll. The version before ends what it began; going back is the same command with the old version.",
		Example: "  go run ./starter rollout current 1.4.1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(cmd, s, func(ctx context.Context, c client.Client, deployment string) error {
				if err := rollout.MakeCurrent(ctx, c, deployment, args[0], who()); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s what begins goes to %s\n", screen.Good.Sprint("✓"), args[0])
				return show(ctx, cmd.OutOrStdout(), c, deployment)
			})
		},
	}
}

func ramp(s *session.Session) *cobra.Command {
	var percent float32
	c := &cobra.Command{
		Use:     "ramp VERSION",
		Short:   "Give a version a share of what begins",
		Long:    "Nights and campaigns are few: a share is the chance that the next one is the new version's. 0 gives it nothing again.",
		Example: "  go run ./starter rollout ramp 1.4.1 --percent 10\n  go run ./starter rollout ramp 1.4.1 --percent 0",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !(percent >= 0 && percent <= 100) {
				return fmt.Errorf("--percent %v is no share: write 0 to 100", percent)
			}
			return with(cmd, s, func(ctx context.Context, c client.Client, deployment string) error {
				if err := rollout.Ramp(ctx, c, deployment, args[0], percent, who()); err != nil {
					return err
				}
				return show(ctx, cmd.OutOrStdout(), c, deployment)
			})
		},
	}
	c.Flags().Float32Var(&percent, "percent", 10, "of what begins, 0 to 100")
	return c
}

// who is this machine's user, as Temporal notes who changed the versions.
func who() string {
	u, err := user.Current()
	if err != nil || strings.TrimSpace(u.Username) == "" {
		return "starter"
	}
	return "starter of " + u.Username
}
