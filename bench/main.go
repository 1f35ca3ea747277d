package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
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
	mails := flag.Int("mails", 20_000, "messages to send")
	large := flag.Bool("large", false, "measure over 20 M orders too")
	flag.Parse()

	dir, err := os.MkdirTemp("", "regulars-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stack, err := local.Up(ctx, local.Options{Dir: dir, Parts: local.ClickHouse, FreePorts: true})
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	db, err := schema.Open(ctx, schema.Options{Addr: stack.Addresses.ClickHouse, Database: "bench"})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}

	fmt.Printf("%s/%s, %d cores, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().Format(time.DateOnly))
	if err := benchPull(ctx, db, *pull); err != nil {
		return fmt.Errorf("pull: %w", err)
	}
	if err := benchMail(ctx, *mails); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	sizes := []uint64{1_000_000, 5_000_000}
	if *large {
		sizes = append(sizes, 20_000_000)
	}
	return benchMeasure(ctx, db, sizes)
}
