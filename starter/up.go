package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/deploy/local"
)

func newUp(s *session) *cobra.Command {
	var noWorker, fresh bool
	c := &cobra.Command{
		Use:   "up",
		Short: "Start the embedded stack and one worker, in the foreground",
		Long: `Starts ClickHouse, Temporal and a mail catcher on this machine, and a worker for the
config, and stays until Ctrl-C. The other commands find the stack by themselves. Data
stays under .local/ until --fresh. TEMPORAL_ADDRESS and CLICKHOUSE_ADDR make it use what
runs already.`,
		Example: "  go run ./starter up\n  go run ./starter up --no-worker --fresh",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			configGiven := cmd.Flags().Changed("config")
			return runUp(cmd.Context(), cmd.OutOrStdout(), s, upOptions{noWorker: noWorker, fresh: fresh, configGiven: configGiven})
		},
	}
	c.Flags().BoolVar(&noWorker, "no-worker", false, "the stack alone")
	c.Flags().BoolVar(&fresh, "fresh", false, "forget the data of earlier times")
	return c
}

type upOptions struct {
	noWorker, fresh, configGiven bool
}

func runUp(ctx context.Context, out io.Writer, s *session, o upOptions) error {
	worker := !o.noWorker
	if _, err := os.Stat(s.configPath); worker && !o.configGiven && errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(out, warn.Sprintf("there is no %s: the stack starts without a worker", s.configPath))
		worker = false
	}
	if worker {
		if _, err := s.load(); err != nil {
			return err
		}
	}
	stack, err := startStack(ctx, out, o.fresh)
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	if worker {
		if _, err := startWorker(stack, s.configPath); err != nil {
			return err
		}
	}
	showAddresses(out, stack.Addresses, worker)
	fmt.Fprintln(out, faint.Sprint("\nCtrl-C ends all of it; the data stays under .local/"))
	return stack.Wait(ctx)
}

// startStack starts ClickHouse, Temporal and the mail catcher, saying what is
// being prepared: the first build of Temporal takes minutes.
func startStack(ctx context.Context, out io.Writer, fresh bool) (*local.Stack, error) {
	stack, err := local.Up(ctx, local.Options{Fresh: fresh, Progress: func(line string) {
		fmt.Fprintln(out, faint.Sprint("· "+line))
	}})
	if errors.Is(err, local.ErrRunning) {
		return nil, errors.New("a stack is up here already: the other commands find it by themselves; end it with Ctrl-C where it runs")
	}
	return stack, err
}

// startWorker starts this program again as the worker of a config.
func startWorker(stack *local.Stack, configPath string) (*local.Process, error) {
	process, err := stack.Start(local.Child{
		Name: "worker",
		Role: workerRole,
		Args: []string{configPath},
		Env: []string{
			"TEMPORAL_ADDRESS=" + stack.Addresses.Temporal,
			"CLICKHOUSE_ADDR=" + stack.Addresses.ClickHouse,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("the worker can't start: %w", err)
	}
	return process, nil
}

func showAddresses(out io.Writer, a local.Addresses, worker bool) {
	t := newTable(out)
	for _, row := range [][3]string{
		{"Temporal UI", page(a.TemporalUI), "nights, backfills, campaigns"},
		{"Temporal", a.Temporal, "TEMPORAL_ADDRESS"},
		{"ClickHouse", a.ClickHouse, "native, CLICKHOUSE_ADDR"},
		{"", page(a.ClickHouseHTTP), "HTTP; /play is a page for queries"},
		{"mail catcher", page(a.MailUI), "every mail sent"},
		{"", a.MailSMTP, "SMTP"},
		{"logs", ".local/logs", ""},
	} {
		if row[1] != "" {
			t.AppendRow(table.Row{row[0], bold.Sprint(row[1]), faint.Sprint(row[2])})
		}
	}
	if worker {
		t.AppendRow(table.Row{"worker", bold.Sprint("running"), ""})
	}
	fmt.Fprintln(out)
	t.Render()
}

func page(address string) string {
	if address == "" {
		return ""
	}
	return "http://" + address
}
