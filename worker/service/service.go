package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/console"
	"regulars/schema"
	"regulars/schema/view"
	"regulars/worker/dial"
	"regulars/worker/meter"
	"regulars/worker/outside"
	"regulars/worker/tracing"
)

// Options of a worker process.
type Options struct {
	ConfigPath string    // default regulars.yaml
	Listen     string    // instead of the config's worker.listen
	Log        io.Writer // default standard error
	LogText    bool      // lines for people instead of JSON
	OnReady    func()    // called once, when the worker has begun to poll

	Console ConsoleOptions
}

// Run is a worker from its start to the end of ctx: it waits for ClickHouse and
// Temporal as long as they need, then works, and at the end hands over what is
// under way. When the config's files change it does so, too, and goes on with the new
// config; one that is broken it refuses. It returns an error for what no waiting cures.
func Run(ctx context.Context, o Options) error {
	o = o.withDefaults()
	limitMemory()
	logger := newLogger(o.Log, o.LogText)
	reload, err := newReload(o, logger)
	if err != nil {
		return err
	}
	p := process{o, reload, logger, console.NewSessions()}
	for {
		serving, cfg, end := reload.serving(ctx)
		err := p.serve(serving, cfg)
		changed := errors.Is(context.Cause(serving), errChanged)
		end()
		switch {
		case ctx.Err() != nil:
			return err
		case err != nil && !changed && !reload.fallBack(err), err == nil && !changed:
			return err
		}
	}
}

// process is what stays when the config changes.
type process struct {
	options  Options
	reload   *reload
	logger   *slog.Logger
	sessions console.Sessions
}

// serve works with one config until ctx ends.
func (p process) serve(ctx context.Context, cfg *config.Config) error {
	status, reload, logger := &status{}, p.reload, p.logger
	optOuts := newUnsubscribe(cfg, logger)
	metrics, err := newMetrics(logger)
	if err != nil {
		return err
	}
	defer metrics.close()
	counts := meter.New(meter.Options{Config: cfg, Ready: status.isUp.Load, Refused: func() string { return reload.reason() }})
	metrics.registry.MustRegister(counts)
	public := outside.New(cfg, optOuts, logger)
	traces, err := tracing.Open(ctx, cfg.Worker.Tracing, regulars.Version, logger)
	if err != nil {
		return err
	}
	defer traces.Close()
	stopHTTP, err := serveHTTP(cfg, status, metrics.page(), public, traces, logger)
	if err != nil {
		return err
	}
	defer stopHTTP()
	page, stopConsole, err := serveConsole(cfg, p.options.Console, p.sessions, traces, logger)
	if err != nil {
		return err
	}
	defer stopConsole()

	db, err := openClickHouse(ctx, cfg, logger, status)
	if err != nil {
		return ended(ctx, err)
	}
	defer func() { _ = db.Close() }()
	optOuts.open(db)
	stopAnswers := keepAnswers(ctx, cfg, db, public, logger)
	defer stopAnswers()
	c, namespace, err := dialTemporal(ctx, cfg, metrics.sdk(), traces, logger, status)
	if err != nil {
		return ended(ctx, err)
	}
	defer c.Close()
	openConsole(page, cfg, db, c)
	counts.Open(db, func(ctx context.Context) error { return checkTemporal(ctx, c) })
	defer keepNotifying(ctx, cfg, db, c, counts, logger)()
	if err := RegisterAttributes(ctx, c, namespace); err != nil {
		// A cloud namespace may refuse; an operator registers them there.
		logger.Warn("search attributes can't be registered", "error", err)
	}
	if err := checkServed(ctx, cfg, c, db); err != nil {
		return ended(ctx, err)
	}
	note := func(refused string) { noteConfig(ctx, db, cfg, refused, logger) }
	note(reload.reason())
	watching, stopWatching := context.WithCancel(ctx)
	defer stopWatching()
	go reload.watch(watching, note)
	return work(ctx, cfg, db, c, reload, logger, status, p.options.OnReady)
}

// checkServed returns an error where a worker of another config has the task queue.
func checkServed(ctx context.Context, cfg *config.Config, c client.Client, db *schema.DB) error {
	_, server, err := dial.Temporal(cfg)
	if err != nil {
		return err
	}
	me, err := asWorker(cfg)
	if err != nil {
		return err
	}
	return dial.CheckServed(ctx, c, db, cfg.Worker.TaskQueue, server.String(), me)
}

// noteConfig records which config this worker serves, for `starter status`.
func noteConfig(ctx context.Context, db *schema.DB, cfg *config.Config, refused string, logger *slog.Logger) {
	me, err := asWorker(cfg)
	if err == nil {
		me.Refused, me.At = refused, time.Now()
		err = view.PutWorker(ctx, db, me)
	}
	if err != nil && ctx.Err() == nil {
		logger.Warn("status can't say which config this worker serves", "error", err)
	}
}

// asWorker is this worker as others read of it.
func asWorker(cfg *config.Config) (view.Worker, error) {
	path, err := filepath.Abs(cfg.Path)
	return view.Worker{Identity: identity(), Config: path, Fingerprint: cfg.Fingerprint(), Brands: brandsOf(cfg)}, err
}

func brandsOf(cfg *config.Config) []string {
	names := make([]string, len(cfg.Brands))
	for i := range cfg.Brands {
		names[i] = cfg.Brands[i].Name
	}
	return names
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
	o.OnReady = sync.OnceFunc(o.OnReady)
	return o
}

// ended makes a wait that was ended from outside an orderly end.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

func work(ctx context.Context, cfg *config.Config, db *schema.DB, c client.Client, reload *reload, logger *slog.Logger, s *status, onReady func()) error {
	workers, fatal, err := startWorkers(c, cfg, db, reload.look)
	if err != nil {
		return err
	}
	s.ready()
	reload.ready()
	logger.Info("the worker is ready", "task_queue", cfg.Worker.TaskQueue, "listen", cfg.Worker.Listen)
	onReady()
	select {
	case <-ctx.Done():
		if !errors.Is(context.Cause(ctx), errChanged) {
			logger.Info("the worker ends")
		}
	case err = <-fatal:
		err = fmt.Errorf("the worker can't go on: %w", err)
	}
	return errors.Join(err, workers.stop())
}
