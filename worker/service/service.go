package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema"
)

// Options of a worker process.
type Options struct {
	ConfigPath string    // default regulars.yaml
	Listen     string    // instead of the config's worker.listen
	Log        io.Writer // default standard error
	OnReady    func()    // called once, when the worker has begun to poll
}

// Run is a worker from its start to the end of ctx: it waits for ClickHouse and
// Temporal as long as they need, then works, and at the end hands over what is
// under way. It returns an error for what no waiting cures.
func Run(ctx context.Context, o Options) error {
	o = o.withDefaults()
	limitMemory()
	logger := newLogger(o.Log)
	cfg, err := config.Load(o.ConfigPath)
	if err != nil {
		return err
	}
	if o.Listen != "" {
		cfg.Worker.Listen = o.Listen
	}
	status := &status{}
	optOuts := newUnsubscribe(cfg, logger)
	metrics, err := newMetrics(logger)
	if err != nil {
		return err
	}
	defer metrics.close()
	stopHTTP, err := serveHTTP(cfg.Worker.Listen, status, metrics.page(), optOuts, logger)
	if err != nil {
		return err
	}
	defer stopHTTP()

	db, err := openClickHouse(ctx, cfg.ClickHouse, logger, status)
	if err != nil {
		return ended(ctx, err)
	}
	defer func() { _ = db.Close() }()
	optOuts.open(db)
	c, namespace, err := dialTemporal(ctx, cfg, metrics.sdk(), logger, status)
	if err != nil {
		return ended(ctx, err)
	}
	defer c.Close()
	if err := RegisterAttributes(ctx, c, namespace); err != nil {
		// A cloud namespace may refuse; an operator registers them there.
		logger.Warn("search attributes can't be registered", "error", err)
	}
	return work(ctx, cfg, db, c, logger, status, o.OnReady)
}

func (o Options) withDefaults() Options {
	if o.ConfigPath == "" {
		o.ConfigPath = "regulars.yaml"
	}
	if o.Log == nil {
		o.Log = os.Stderr
	}
	if o.OnReady == nil {
		o.OnReady = func() {}
	}
	return o
}

// ended makes a wait that was ended from outside an orderly end.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

func work(ctx context.Context, cfg *config.Config, db *schema.DB, c client.Client, logger *slog.Logger, s *status, onReady func()) error {
	workers, fatal, err := startWorkers(c, cfg, db)
	if err != nil {
		return err
	}
	s.ready()
	logger.Info("the worker is ready", "task_queue", cfg.Worker.TaskQueue, "listen", cfg.Worker.Listen)
	onReady()
	select {
	case <-ctx.Done():
		logger.Info("the worker ends")
	case err = <-fatal:
		err = fmt.Errorf("the worker can't go on: %w", err)
	}
	return errors.Join(err, workers.stop())
}
