package service

import (
	"context"
	"fmt"
	"log/slog"

	"regulars/config"
	"regulars/schema"
	"regulars/schema/retention"
	"regulars/worker/dial"
)

// openClickHouse waits until ClickHouse answers, and migrates its tables to this
// program's. It returns an error where the brands' people are known under other ids than the
// config's secret makes. It looks for the server again at each try: a local stack that comes
// up meanwhile is found.
func openClickHouse(ctx context.Context, cfg *config.Config, logger *slog.Logger, s *status) (*schema.DB, error) {
	var db *schema.DB
	err := patiently(ctx, logger, s, "ClickHouse", func(ctx context.Context) error {
		options, _, err := dial.ClickHouse()
		if err != nil {
			return err
		}
		options.Limits = cfg.ClickHouse
		opened, err := schema.Open(ctx, options)
		if err != nil {
			return permanentUnless(schema.IsTransient(err), err)
		}
		if err := opened.Migrate(ctx); err != nil {
			_ = opened.Close()
			return permanentUnless(schema.IsTransient(err), fmt.Errorf("migrate: %w", err))
		}
		for i := range cfg.Brands {
			if _, err := opened.CheckNodeKey(ctx, &cfg.Brands[i]); err != nil {
				_ = opened.Close()
				return permanentUnless(schema.IsTransient(err), err)
			}
		}
		if err := retention.Keep(ctx, opened, cfg.Privacy.RawDays); err != nil {
			_ = opened.Close()
			return permanentUnless(schema.IsTransient(err), err)
		}
		db = opened
		return nil
	})
	return db, err
}
