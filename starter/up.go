package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/deploy/local"
	"regulars/deploy/local/address"
	"regulars/platform/file"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func newUp(s *session.Session) *cobra.Command {
	var noWorker, fresh, prepare, http bool
	c := &cobra.Command{
		Use:   "up",
		Short: "Start the embedded stack and one worker, in the foreground",
		Long: `Starts ClickHouse, Temporal and a mail catcher on this machine, and a worker for the
config, and stays until Ctrl-C. The other commands find the stack by themselves. Data
stays under .local/ until --fresh. What dies is started again. TEMPORAL_ADDRESS and
CLICKHOUSE_ADDR make it use what runs already.

ClickHouse asks for the password in .local/clickhouse.password, which the commands find
by themselves. It reads only the folders of the config's feeds.`,
		Example: "  go run ./starter up\n  go run ./starter up --no-worker --fresh",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if prepare {
				return local.Prepare(cmd.Context(), local.Options{Progress: progressTo(cmd.OutOrStdout())})
			}
			configGiven := cmd.Flags().Changed("config")
			return runUp(cmd.Context(), cmd.OutOrStdout(), s, upOptions{noWorker: noWorker, fresh: fresh, http: http, configGiven: configGiven})
		},
	}
	c.Flags().BoolVar(&noWorker, "no-worker", false, "the stack alone")
	c.Flags().BoolVar(&fresh, "fresh", false, "forget the data of earlier times")
	c.Flags().BoolVar(&http, "http", false, "let ClickHouse serve HTTP on this machine, too")
	c.Flags().BoolVar(&prepare, "prepare", false, "only fetch and build what the stack needs")
	return c
}

// progressTo tells what is being prepared, line by line.
func progressTo(out io.Writer) func(string) {
	return func(line string) { fmt.Fprintln(out, screen.Faint.Sprint("· "+line)) }
}

type upOptions struct {
	noWorker, fresh, http, configGiven bool
}

func runUp(ctx context.Context, out io.Writer, s *session.Session, o upOptions) error {
	worker := !o.noWorker
	if _, err := os.Stat(s.ConfigPath); worker && !o.configGiven && errors.Is(err, os.ErrNotExist) {
		fmt.Fprintln(out, screen.Warn.Sprintf("there is no %s: the stack starts without a worker", s.ConfigPath))
		worker = false
	}
	var cfg *config.Config
	listen, options := "", local.Options{Fresh: o.fresh, HTTP: o.http}
	if worker {
		var err error
		if cfg, err = s.Load(); err != nil {
			return err
		}
		listen, options.Feeds = cfg.Worker.Listen, feedFolders(cfg)
	}
	stack, err := startStack(ctx, out, options)
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	if worker {
		wanted := listen
		if listen, err = workerAddress(wanted); err != nil {
			return err
		}
		if listen != wanted {
			fmt.Fprintln(out, screen.Warn.Sprintf("%s is taken: the worker listens at %s", wanted, listen))
		}
		if _, err := startWorker(stack, s.ConfigPath, cfg, listen); err != nil {
			return err
		}
	}
	showAddresses(out, stack.Addresses, listen)
	if worker {
		showConsole(ctx, out)
	}
	fmt.Fprintln(out, screen.Faint.Sprint("\nCtrl-C ends all of it; the data stays under .local/"))
	return stack.Wait(ctx)
}

// feedFolders are the folders of this machine whose files ClickHouse reads itself, since
// their formats are its own.
func feedFolders(cfg *config.Config) []string {
	var folders []string
	for _, brand := range cfg.Brands {
		for _, shop := range brand.Shops {
			for _, feed := range shop.Feeds {
				files, err := file.NewFeed(feed)
				if local := strings.TrimPrefix(feed.Path, "file://"); err == nil && files.IsForeign() && !strings.Contains(local, "://") {
					folders = append(folders, folderOf(local))
				}
			}
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// folderOf is the folder of a file; of a glob, the one above its first wildcard.
func folderOf(path string) string {
	if wild := strings.IndexAny(path, "*?{"); wild >= 0 {
		return filepath.Dir(path[:wild] + "_")
	}
	return filepath.Dir(path)
}

// startStack starts ClickHouse, Temporal and the mail catcher, saying what is
// being prepared: the first build of Temporal takes minutes.
func startStack(ctx context.Context, out io.Writer, options local.Options) (*local.Stack, error) {
	options.Progress = progressTo(out)
	stack, err := local.Up(ctx, options)
	if errors.Is(err, local.ErrRunning) {
		return nil, errors.New("a stack is up here already: the other commands find it by themselves; end it with Ctrl-C where it runs")
	}
	return stack, err
}

// workerAddress is the wanted address, or a free one of this machine when
// somebody listens there already.
func workerAddress(wanted string) (string, error) {
	listener, err := net.Listen("tcp", wanted)
	if errors.Is(err, syscall.EADDRINUSE) {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", fmt.Errorf("the worker can't listen at %s: %w", wanted, err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String(), nil
}

// startWorker starts this program again as the worker of a config, with its console.
func startWorker(stack *local.Stack, configPath string, cfg *config.Config, listen string) (*local.Process, error) {
	console, err := consoleOf(cfg)
	if err != nil {
		return nil, err
	}
	process, err := stack.Start(local.Child{
		Name: "worker",
		Role: workerRole,
		Args: []string{configPath, listen, console},
		Env:  stack.Addresses.Environment(),
	})
	if err != nil {
		return nil, fmt.Errorf("the worker can't start: %w", err)
	}
	return process, nil
}

// showAddresses lists where everything is; worker is empty where none was started.
func showAddresses(out io.Writer, a address.Stack, worker string) {
	t := screen.NewTable(out)
	for _, row := range [][3]string{
		{"Temporal UI", page(a.TemporalUI), "nights, backfills, campaigns"},
		{"Temporal", a.Temporal, "TEMPORAL_ADDRESS"},
		{"ClickHouse", a.ClickHouse, "native, CLICKHOUSE_ADDR"},
		{"", page(a.ClickHouseHTTP), "HTTP, user regulars; /play"},
		{"", passwordShown(a), "its password"},
		{"mail catcher", page(a.MailUI), "every mail sent"},
		{"", a.MailSMTP, "SMTP"},
		{"worker", page(worker), "/readyz, /metrics and unsubscribe links"},
		{"logs", ".local/logs", ""},
	} {
		if row[1] != "" {
			t.AppendRow(table.Row{row[0], screen.Bold.Sprint(row[1]), screen.Faint.Sprint(row[2])})
		}
	}
	fmt.Fprintln(out)
	t.Render()
}

// passwordShown is the password's file as it is seen from here.
func passwordShown(a address.Stack) string {
	here, err := os.Getwd()
	if err != nil {
		return a.PasswordFile
	}
	if shown, err := filepath.Rel(here, a.PasswordFile); err == nil && !strings.HasPrefix(shown, "..") {
		return shown
	}
	return a.PasswordFile
}

func page(address string) string {
	if address == "" {
		return ""
	}
	return "http://" + address
}
