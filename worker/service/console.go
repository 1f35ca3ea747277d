package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/console"
	"regulars/console/journeys"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/worker/decide"
	"regulars/worker/runs"
	"regulars/worker/tracing"
	"regulars/workflows"
)

// decideTimeout is how long somebody at a page waits for a workflow.
const decideTimeout = 15 * time.Second

// patience is after how long a page comes without what is still being counted.
const patience = 400 * time.Millisecond

// ConsoleOptions are how the console of a worker that the command line starts differs from
// what the config says.
type ConsoleOptions struct {
	Listen string       // instead of the config's console.listen
	Link   console.Link // lets this machine's user in, also where the config has no users
	Person string       // what they are called
}

// serveConsole serves the web console at an address of its own; there is none where nobody
// may get in.
func serveConsole(cfg *config.Config, o ConsoleOptions, sessions console.Sessions, traces *tracing.Tracing, logger *slog.Logger) (page *console.Console, stop func(), err error) {
	if !cfg.Console.On() && !o.Link.On() {
		return nil, func() {}, nil
	}
	page = console.New(console.Options{Config: cfg, Link: o.Link, Person: o.Person, Sessions: sessions, Logger: logger, Patience: patience})
	handler, err := consoleHandler(cfg, page, logger)
	if err != nil {
		return nil, nil, err
	}
	listen := cmp.Or(o.Listen, cfg.Console.Listen)
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return nil, nil, fmt.Errorf("console.listen %s: %w (is another worker running? give this one another address)", listen, err)
	}
	server := &http.Server{
		Handler: traces.Handler("console", handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
	}
	go func() {
		err := error(nil)
		if cfg.Console.Certificate != "" {
			err = server.ServeTLS(listener, cfg.Console.Certificate, cfg.Console.CertificateKey)
		} else {
			err = server.Serve(listener)
		}
		if !errors.Is(err, http.ErrServerClosed) {
			logger.Error("the console is no longer served", "error", err)
		}
	}()
	return page, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}, nil
}

// openConsole lets the console's pages read and decide.
func openConsole(page *console.Console, cfg *config.Config, db *schema.DB, c client.Client) {
	if page != nil {
		page.Open(db, actions{cfg, db, c})
	}
}

// actions are the console's decisions, by the same updates as the command line's.
type actions struct {
	config *config.Config
	db     *schema.DB
	client client.Client
}

func (a actions) Approve(ctx context.Context, d console.Decision) error {
	return a.update(ctx, workflows.ApproveUpdate, d)
}

func (a actions) Hold(ctx context.Context, d console.Decision) error {
	return a.update(ctx, workflows.HoldUpdate, d)
}

func (a actions) Release(ctx context.Context, d console.Decision) error {
	return a.update(ctx, workflows.ReleaseUpdate, d)
}

func (a actions) Cancel(ctx context.Context, d console.Decision) error {
	return a.update(ctx, workflows.CancelUpdate, d)
}

func (a actions) update(ctx context.Context, update string, d console.Decision) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	decision := workflows.Decision{By: d.By, Reason: d.Note, First: d.First}
	return refusal(runs.Update(ctx, a.client, workflows.CampaignID(d.Brand, d.Campaign, d.Date), update, decision))
}

// refusal returns what a workflow refused in its own words.
func refusal(err error) error {
	var refused *runs.RefusedError
	var absent *runs.NotRunningError
	switch {
	case errors.As(err, &refused):
		return &console.Refusal{Words: refused.Reason}
	case errors.As(err, &absent):
		return &console.Refusal{Words: console.NotRunning}
	}
	return err
}

func (a actions) StopAll(ctx context.Context, d console.Decision) error {
	l, err := ledger.New(a.db, a.config.Privacy.HashKey.Reveal())
	if err != nil {
		return err
	}
	return decide.Stop(ctx, io.Discard, l, d.Brand, d.By, d.Note)
}

func (a actions) ResumeAll(ctx context.Context, d console.Decision) error {
	l, err := ledger.New(a.db, a.config.Privacy.HashKey.Reveal())
	if err != nil {
		return err
	}
	brand, err := a.config.Brand(d.Brand)
	if err != nil {
		return err
	}
	return decide.Resume(ctx, io.Discard, a.client, l, brand, d.By, d.Note)
}

// PauseJourney, ResumeJourney and EndJourney decide about a whole journey.
func (a actions) PauseJourney(ctx context.Context, d journeys.Decision) error {
	return a.journey(ctx, d, decide.Journeys.Pause)
}

func (a actions) ResumeJourney(ctx context.Context, d journeys.Decision) error {
	return a.journey(ctx, d, decide.Journeys.Resume)
}

func (a actions) EndJourney(ctx context.Context, d journeys.Decision) error {
	return a.journey(ctx, d, decide.Journeys.End)
}

// journey decides about a journey. That a campaign doesn't follow at once is for the log: the
// ledger stops it.
func (a actions) journey(ctx context.Context, d journeys.Decision, do func(decide.Journeys, context.Context, string, string) error) error {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	brand, err := a.config.Brand(d.Brand)
	if err != nil {
		return err
	}
	whole, err := studio.Brand(ctx, a.db, brand)
	if err != nil {
		return err
	}
	j := whole.Journey(d.Journey)
	if j == nil {
		return fmt.Errorf("the brand %s has no journey %s any more", d.Brand, d.Journey)
	}
	err = do(decide.Journeys{DB: a.db, Client: a.client, Brand: whole.Brand, Journey: j, Out: io.Discard}, ctx, d.By, d.Note)
	var partly *decide.PartlyError
	if errors.As(err, &partly) {
		slog.Warn("a campaign of a journey doesn't follow a decision at once", "brand", d.Brand, "journey", d.Journey, "error", err)
		return nil
	}
	return err
}
