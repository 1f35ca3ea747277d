package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"regulars/deploy/local"
	"regulars/schema"
)

// clickhouseOptions come from CLICKHOUSE_*, else from the local stack that is up.
func clickhouseOptions() schema.Options {
	options := schema.Options{
		Addr:     os.Getenv("CLICKHOUSE_ADDR"),
		Database: os.Getenv("CLICKHOUSE_DATABASE"),
		Username: os.Getenv("CLICKHOUSE_USERNAME"),
		Password: os.Getenv("CLICKHOUSE_PASSWORD"),
		TLS:      os.Getenv("CLICKHOUSE_TLS") == "true",
	}
	if options.Addr == "" {
		options.Addr = "127.0.0.1:9000"
		if stack, up := local.Find(""); up && stack.ClickHouse != "" {
			options.Addr = stack.ClickHouse
		}
	}
	return options
}

// openClickHouse waits until ClickHouse answers, and brings its tables up to
// this program's.
func openClickHouse(ctx context.Context, logger *slog.Logger, s *status) (*schema.DB, error) {
	var db *schema.DB
	err := patiently(ctx, logger, s, "ClickHouse", func(ctx context.Context) error {
		opened, err := schema.Open(ctx, clickhouseOptions())
		if err != nil {
			return unless(schema.IsTransient(err), err)
		}
		if err := opened.Migrate(ctx); err != nil {
			_ = opened.Close()
			return unless(schema.IsTransient(err), fmt.Errorf("migrate: %w", err))
		}
		db = opened
		return nil
	})
	return db, err
}
