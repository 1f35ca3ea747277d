package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"

	"regulars/deploy/local"
	"regulars/schema"
)

func main() {
	local.RunRole()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	pull := flag.Int("pull", 100_000, "orders to pull")
	rows := flag.Int("rows", 5_000_000, "rows of a CSV file to read")
	mails := flag.Int("mails", 20_000, "messages to send")
	large := flag.Bool("large", false, "measure over 20 M orders too")
	orders := flag.Uint64("orders", 0, "measure over so many orders only")
	days := flag.Int("days", 30, "days of the backfill to measure")
	steps := flag.Bool("steps", false, "also show which .sql files took how long")
	recipients := flag.Int("recipients", 1_000_000, "members of the campaign, the funnel and the journeys that run only when named")
	only := flag.String("only", "", "just one of pull, platforms, files, mail, campaign, exchanges, ledger, recipients, funnel, journeys, events, durable, measure")
	platforms := flag.Int("platforms", 20_000, "orders to pull of every platform")
	platform := flag.String("platform", "", "of the platforms, only this one")
	events := eventsFlags()
	profile := flag.String("profile", "", "file for a CPU profile of the pull, or of sending the campaign; its shares are shown")
	flag.Parse()

	dir, err := os.MkdirTemp("", "regulars-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stack, err := upStack(ctx, dir, *only)
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	took := &stepTimes{show: *steps}
	db, err := openDatabase(ctx, stack, took)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()

	fmt.Printf("%s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().Format(time.DateOnly))
	sizes := historySizes(*large, *orders)
	return runWanted(*only, []bench{
		{"pull", func() error { return benchPull(ctx, db, *pull, *profile) }},
		{"platforms", func() error { return benchPlatforms(ctx, db, dir, *platforms, *platform, *profile) }},
		{"files", func() error { return benchFiles(ctx, db, dir, *rows) }},
		{"mail", func() error { return benchMail(ctx, *mails) }},
		{"campaign", func() error { return benchCampaign(ctx, db, *mails, *profile) }},
		{"exchanges", func() error { return benchExchanges(ctx, db, *mails, *profile) }},
		{"ledger", func() error { return benchLedger(ctx, db, *mails) }},
		{"recipients", func() error { return benchRecipients(ctx, stack, db, dir, *recipients) }},
		{"funnel", func() error { return benchFunnel(ctx, db, *recipients) }},
		{"journeys", func() error { return benchJourneys(ctx, db, *recipients, took) }},
		{"events", func() error { return benchEvents(ctx, stack, db, dir, *events) }},
		{"durable", func() error { return benchDurable(ctx, db, *durableInserts) }},
		{"measure", func() error { return benchMeasure(ctx, db, sizes, *days, took) }},
	})
}

type bench struct {
	name string
	run  func() error
}

// onlyNamed are the benches that run where they are named, and not with all others.
var onlyNamed = []string{"exchanges", "ledger", "recipients", "funnel", "journeys", "events"}

// runWanted runs the bench that is named, or all that run unnamed.
func runWanted(only string, benches []bench) error {
	for _, b := range benches {
		if only != b.name && (only != "" || slices.Contains(onlyNamed, b.name)) {
			continue
		}
		if err := b.run(); err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
	}
	return nil
}

// historySizes are the numbers of orders to measure over; only one where it is named.
func historySizes(large bool, only uint64) []uint64 {
	switch {
	case only > 0:
		return []uint64{only}
	case large:
		return []uint64{1_000_000, 5_000_000, 20_000_000}
	}
	return []uint64{1_000_000, 5_000_000}
}

// upStack starts the engines that a bench needs.
func upStack(ctx context.Context, dir, only string) (*local.Stack, error) {
	parts := local.ClickHouse
	if only == "recipients" || only == "events" {
		parts |= local.Temporal
	}
	return local.Up(ctx, local.Options{Dir: dir, Parts: parts, FreePorts: true, Feeds: []string{dir}})
}

// openDatabase makes the database to measure in.
func openDatabase(ctx context.Context, stack *local.Stack, took *stepTimes) (*schema.DB, error) {
	password, err := stack.Addresses.Password()
	if err != nil {
		return nil, err
	}
	db, err := schema.Open(ctx, schema.Options{Addr: stack.Addresses.ClickHouse, Password: password, Database: "bench", Trace: took.add})
	if err != nil {
		return nil, err
	}
	return db, db.Migrate(ctx)
}
