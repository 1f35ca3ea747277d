package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/deploy/local"
	"regulars/present"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/starter/sandboxenv"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/runs"
	"regulars/workflows"
)

const (
	demoConfig = "examples/sandbox.yaml"
	// Where the demo's worker listens, if nobody else does.
	usualWorker = "127.0.0.1:9464"
	// How long a child of the demo may take to be of use.
	demoPatience = 3 * time.Minute
)

// demoSize is how large the brand of a demo is, over three years.
type demoSize struct{ members, orders int }

var (
	wholeDemo = demoSize{brand.DefaultMembers, brand.DefaultOrders}
	smallDemo = demoSize{brand.DefaultMembers / 10, brand.DefaultOrders / 10}
)

func (d demoSize) String() string {
	return present.Whole(uint64(d.members)) + " members, " + present.Whole(uint64(d.orders)) + " orders"
}

// demoRanges are the days before the night that are computed: a year before, and
// the eight weeks by which an anomaly is judged.
var demoRanges = []struct{ first, last int }{{366, 364}, {70, 1}}

func newDemo(s *session.Session) *cobra.Command {
	var date string
	var exit, fresh, small bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show a whole night over a sandbox brand, with everything it needs",
		Long: `Starts the embedded stack, an imitation of a brand's three shops and of its providers
(about 20,000 members and 150,000 orders over three years), and a worker; computes the
70 days before and runs one night; and ends with the numbers, the stages, what was sent
and what was not, the certificate and the addresses to look around. It stays up until
Ctrl-C.`,
		Example: "  go run ./starter demo\n  go run ./starter demo --exit\n  go run ./starter demo --small --exit",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("config") {
				s.ConfigPath = demoConfig
			}
			o := demoOptions{date: date, size: wholeDemo, exit: exit, fresh: fresh}
			if small {
				o.size = smallDemo
			}
			return runDemo(cmd.Context(), cmd.OutOrStdout(), s, o)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date` of the night; default the one that has just ended")
	c.Flags().BoolVar(&exit, "exit", false, "end after the report instead of staying up")
	c.Flags().BoolVar(&small, "small", false, "a tenth of the members and orders; after a whole demo add --fresh")
	c.Flags().BoolVar(&fresh, "fresh", false, "forget the data of earlier times")
	return c
}

type demoOptions struct {
	date        string
	size        demoSize
	exit, fresh bool
}

func runDemo(ctx context.Context, out io.Writer, s *session.Session, o demoOptions) error {
	if _, err := os.Stat(s.ConfigPath); err != nil {
		return fmt.Errorf("%s is not here: run the demo in the repository's root", s.ConfigPath)
	}
	step(out, "1/5", "the stack: ClickHouse, Temporal, a mail catcher (the first time it takes minutes)")
	feeds, err := filepath.Abs(session.DemoDir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(feeds, 0o700); err != nil {
		return fmt.Errorf("the sandbox's folder: %w", err)
	}
	stack, err := startStack(ctx, out, local.Options{Fresh: o.fresh, Feeds: []string{feeds}})
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()

	step(out, "2/5", "the sandbox brand: three shops, "+o.size.String())
	if err := startSandbox(ctx, stack, o.size); err != nil {
		return err
	}
	cfg, brand, err := s.Brand()
	if err != nil {
		return err
	}
	date, err := session.EndedOr(o.date, brand)
	if err != nil {
		return err
	}
	step(out, "3/5", "a worker")
	if err := startDemoWorker(ctx, stack, s.ConfigPath, cfg); err != nil {
		return err
	}
	err = demoNights(ctx, out, cfg, brand, date)
	showAddresses(out, stack.Addresses, cfg.Worker.Listen)
	if o.exit || ctx.Err() != nil {
		return err
	}
	if err != nil {
		fmt.Fprintln(out, "\n"+screen.Bad.Sprint("✗ ")+sentence(err))
	}
	fmt.Fprintln(out, screen.Faint.Sprint("\nthe stack stays up until Ctrl-C; in another terminal: go run ./starter kpi --config "+s.ConfigPath))
	showConsole(ctx, out)
	return stack.Wait(ctx)
}

func step(out io.Writer, number, what string) {
	fmt.Fprintf(out, "\n%s %s\n", screen.Faint.Sprint(number), screen.Bold.Sprint(what))
}

// demoNights computes the days before, then runs the night.
func demoNights(ctx context.Context, out io.Writer, cfg *config.Config, brand *config.Brand, date regulars.BusinessDate) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	step(out, "4/5", "the first pull of all orders, and the numbers of the days before")
	for _, days := range demoRanges {
		before := workflows.BackfillInput{Brand: brand.Name, From: date.AddDays(-days.first), To: date.AddDays(-days.last)}
		if err := runBackfill(ctx, out, c, cfg, before); err != nil || ctx.Err() != nil {
			return err
		}
	}
	step(out, "5/5", "the night")
	return runNight(ctx, out, c, cfg, brand, workflows.NightlyInput{Brand: brand.Name, Date: date})
}

// startSandbox starts the imitation of the brand's world, and puts what its
// config refers to into this process's environment, which the worker inherits.
func startSandbox(ctx context.Context, stack *local.Stack, size demoSize) error {
	worker, err := workerAddress(usualWorker)
	if err != nil {
		return err
	}
	process, err := stack.Start(local.Child{Name: "sandbox", Once: true, // its shops live in its memory
		Role: sandboxRole, Args: []string{session.DemoDir, worker, strconv.Itoa(size.members), strconv.Itoa(size.orders)}})
	if err != nil {
		return fmt.Errorf("the sandbox can't start: %w", err)
	}
	running, err := sandboxReady(ctx, process)
	if err != nil {
		return err
	}
	if err := sandboxenv.Set(running, stack.Addresses); err != nil {
		return err
	}
	for _, variable := range stack.Addresses.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}

// sandboxReady waits for the file that the sandbox writes when everything in it
// listens.
func sandboxReady(ctx context.Context, process *local.Process) (sandbox.Running, error) {
	var running sandbox.Running
	err := waitFor(ctx, process, "the sandbox", func() bool {
		text, err := os.ReadFile(filepath.Join(session.DemoDir, sandbox.StateFile))
		return err == nil && json.Unmarshal(text, &running) == nil && running.PID == process.PID()
	})
	return running, err
}

func startDemoWorker(ctx context.Context, stack *local.Stack, configPath string, cfg *config.Config) error {
	process, err := startWorker(stack, configPath, cfg, cfg.Worker.Listen)
	if err != nil {
		return err
	}
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return waitFor(ctx, process, "the worker", func() bool {
		n, err := runs.Workers(ctx, c, cfg.Worker.TaskQueue)
		return err == nil && n > 0
	})
}

// lastWordOf is the last line of a log that was written for people: a worker logs
// JSON, and says in plain words why it ends.
func lastWordOf(log string) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if line := strings.TrimSpace(lines[i]); line != "" && !strings.HasPrefix(line, "{") {
			return line
		}
	}
	return lines[len(lines)-1]
}

// waitFor waits until a child is of use.
func waitFor(ctx context.Context, process *local.Process, name string, ready func() bool) error {
	patience, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-tick.C:
		case <-process.Done():
			return fmt.Errorf("%s ended: %s (more in %s)", name, lastWordOf(process.LogTail()), process.LogPath())
		case <-patience.Done():
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("%s isn't ready after %s: %s (more in %s)", name, screen.Short(demoPatience), lastWordOf(process.LogTail()), process.LogPath())
		}
	}
	return nil
}
