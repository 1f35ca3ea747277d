package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/worker/dial"
)

// checkTimeout is how long a shop or a provider may take to answer.
const checkTimeout = 20 * time.Second

func newCheck(s *session) *cobra.Command {
	var offline bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Check the config, and dial every shop, channel, ClickHouse and Temporal",
		Long: `Lists every mistake of the config at once, with its line and its remedy. When there
is none, dials whatever the config names and says what each answered.`,
		Example: "  go run ./starter check\n  go run ./starter check --config examples/sandbox.yaml --offline",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runCheck(cmd.Context(), cmd.OutOrStdout(), s, offline)
		},
	}
	c.Flags().BoolVar(&offline, "offline", false, "dial nothing")
	return c
}

func runCheck(ctx context.Context, out io.Writer, s *session, offline bool) error {
	cfg, err := s.load()
	var mistakes config.Mistakes
	if err != nil && !errors.As(err, &mistakes) {
		return err
	}
	mistakes = append(mistakes, templateMistakes(cfg)...)
	if len(mistakes) > 0 {
		mistakes.Sort()
		showMistakes(out, mistakes)
		return fmt.Errorf("%s has %s", s.configPath, plural(len(mistakes), "mistake"))
	}
	findings := templateFindings(cfg)
	if !offline {
		findings = append(findings, dialAll(ctx, cfg)...)
	}
	showFindings(out, append([]finding{{what: "config " + s.configPath, says: summary(cfg)}}, findings...))
	if n := failures(findings); n > 0 {
		return fmt.Errorf("%s of %d %s not ok", plural(n, "check"), len(findings)+1, verb(n))
	}
	return nil
}

func verb(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%s %ss", grouped(float64(n), 0), what)
}

func showMistakes(out io.Writer, mistakes config.Mistakes) {
	for _, m := range mistakes {
		where := m.File
		if m.Line > 0 {
			where = fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
		}
		fmt.Fprintf(out, "%s  %s\n", bold.Sprint(where), faint.Sprint(m.Path))
		fmt.Fprintf(out, "  %s %s\n", bad.Sprint("✗"), m.Problem)
		if m.Remedy != "" {
			fmt.Fprintf(out, "  %s %s\n", good.Sprint("→"), m.Remedy)
		}
		fmt.Fprintln(out)
	}
}

// finding is what one check gave.
type finding struct {
	what string
	says string // when it is ok
	warn []string
	err  error
}

func showFindings(out io.Writer, findings []finding) {
	t := newTable(out, "", "what", "says")
	t.SetColumnConfigs([]table.ColumnConfig{wrap(2, 32), wrap(3, 56)})
	for _, f := range findings {
		switch {
		case f.err != nil:
			t.AppendRow(table.Row{bad.Sprint("✗"), f.what, f.err.Error()})
		case len(f.warn) > 0:
			t.AppendRow(table.Row{warn.Sprint("!"), f.what, strings.Join(append([]string{f.says}, f.warn...), "\n")})
		default:
			t.AppendRow(table.Row{good.Sprint("✓"), f.what, f.says})
		}
	}
	t.Render()
}

func failures(findings []finding) int {
	n := 0
	for _, f := range findings {
		if f.err != nil {
			n++
		}
	}
	return n
}

func summary(cfg *config.Config) string {
	shops, campaigns := 0, 0
	for i := range cfg.Brands {
		shops += len(cfg.Brands[i].Shops)
		campaigns += len(cfg.Brands[i].Campaigns)
	}
	return strings.Join([]string{plural(len(cfg.Brands), "brand"), plural(shops, "shop"), plural(campaigns, "campaign")}, ", ")
}

// templateMistakes compiles every template: a variable that nobody knows is a
// mistake of today, not of the night.
func templateMistakes(cfg *config.Config) config.Mistakes {
	var mistakes config.Mistakes
	for i := range cfg.Brands {
		for j, campaign := range cfg.Brands[i].Campaigns {
			for name, text := range campaign.Templates {
				path := fmt.Sprintf("brands[%d].campaigns[%d].templates.%s", i, j, name)
				for _, problem := range problemsOf(text, filepath.Dir(cfg.Path)) {
					mistakes = append(mistakes, cfg.MistakeAt(path, problem, ""))
				}
			}
		}
	}
	return mistakes
}

// problemsOf are those of a template that has a text at all; the config's own
// rules see to the others.
func problemsOf(text config.Template, dir string) []string {
	if text.Text == "" && text.HTML == "" {
		return nil
	}
	_, err := channel.ParseTemplate(text, dir)
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func templateFindings(cfg *config.Config) []finding {
	var findings []finding
	for _, brand := range cfg.Brands {
		for _, campaign := range brand.Campaigns {
			findings = append(findings, finding{
				what: "campaign " + brand.Name + "/" + campaign.Name, says: "templates: " + strings.Join(campaign.Channels, ", "),
			})
		}
	}
	return findings
}

// dialAll asks everything at once, and keeps the config's order.
func dialAll(ctx context.Context, cfg *config.Config) []finding {
	checks := []func(context.Context) finding{checkClickHouse, checkTemporal(cfg)}
	for i := range cfg.Brands {
		brand := &cfg.Brands[i]
		for j := range brand.Shops {
			checks = append(checks, checkShop(brand, &brand.Shops[j]))
		}
		for j := range brand.Campaigns {
			if brand.Campaigns[j].Audience.Where != "" {
				path := fmt.Sprintf("brands[%d].campaigns[%d].audience.where", i, j)
				checks = append(checks, checkWhere(cfg, path, brand, &brand.Campaigns[j]))
			}
		}
		for _, name := range []string{"edm", "sms", "line"} {
			if c, ok := brand.Channels[name]; ok {
				checks = append(checks, checkChannel(brand, name, c))
			}
		}
	}
	findings := make([]finding, len(checks))
	var wait sync.WaitGroup
	for i, check := range checks {
		wait.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, checkTimeout)
			defer cancel()
			findings[i] = check(ctx)
		})
	}
	wait.Wait()
	return findings
}

func checkClickHouse(ctx context.Context) finding {
	_, server, _ := dial.ClickHouse() // its error comes from opening, too
	f := finding{what: "clickhouse " + server.String()}
	db, err := openClickHouse(ctx)
	if err != nil {
		f.err = err
		return f
	}
	defer func() { _ = db.Close() }()
	if f.err = db.Ping(ctx); f.err == nil {
		f.err = schema.CheckReadYourWrites(ctx, db)
	}
	f.says = "database " + db.Database() + ", shows at once what was written"
	return f
}

// checkWhere lets ClickHouse explain a campaign's predicate; it reads no member.
func checkWhere(cfg *config.Config, path string, brand *config.Brand, campaign *config.Campaign) func(context.Context) finding {
	return func(ctx context.Context) finding {
		f := finding{what: "where of " + brand.Name + "/" + campaign.Name, says: campaign.Audience.Where}
		db, err := openClickHouse(ctx)
		if err != nil {
			f.warn = []string{"it is not checked: ClickHouse does not answer"}
			return f
		}
		defer func() { _ = db.Close() }()
		err = ledger.CheckPredicate(ctx, db, brand.Name, campaign.Audience.Where)
		if errors.Is(err, ledger.ErrNoTables) {
			f.warn = []string{"it is not checked: " + err.Error()}
			return f
		}
		if err != nil {
			f.err = errors.New(cfg.MistakeAt(path, err.Error(), "").String())
		}
		return f
	}
}

func checkTemporal(cfg *config.Config) func(context.Context) finding {
	return func(ctx context.Context) finding {
		f := finding{what: "temporal"}
		_, server, err := dial.Temporal(cfg)
		if err != nil {
			f.err = err
			return f
		}
		f.what += " " + server.String()
		c, err := dialTemporal(ctx, cfg)
		if err != nil {
			f.err = err
			return f
		}
		defer c.Close()
		workers, err := workersOf(ctx, c, cfg.Worker.TaskQueue)
		f.says, f.err = fmt.Sprintf("task queue %s, %s", cfg.Worker.TaskQueue, plural(workers, "worker")), err
		if workers == 0 {
			f.warn = []string{"no worker polls: start one with `go run ./worker`"}
		}
		return f
	}
}

func checkChannel(brand *config.Brand, name string, c *config.Channel) func(context.Context) finding {
	return func(ctx context.Context) finding {
		f := finding{what: "channel " + brand.Name + "/" + name, says: c.Provider + " is ready"}
		sender, err := providers.Open(name, *c)
		if err != nil {
			f.err = err
			return f
		}
		f.err = errors.Join(sender.Check(ctx), sender.Close())
		return f
	}
}
