package session

import (
	"context"
	"errors"
	"path/filepath"

	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema/view"
	"regulars/worker/dial"
)

// CheckServed returns an error where the worker that would run what is started for a brand
// serves another config. What can't be asked is no reason not to start it.
func CheckServed(ctx context.Context, c client.Client, cfg *config.Config, brand string) error {
	_, server, err := dial.Temporal(cfg)
	if err != nil {
		return err
	}
	db, err := OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return err
	}
	err = dial.CheckServed(ctx, c, db, cfg.Worker.TaskQueue, server.String(), view.Worker{Config: path, Brands: []string{brand}})
	var other *dial.OtherConfigError
	if errors.As(err, &other) {
		return other
	}
	return nil
}
