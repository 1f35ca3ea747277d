package service

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/answers"
	"regulars/worker/mailbox"
	"regulars/worker/outside"
)

const (
	attributeEvery = 15 * time.Second   // while answers come
	attributeIdle  = 5 * time.Minute    // a message may be recorded after its answers
	attributeLast  = 3 * 24 * time.Hour // how old answers are that are still looked at
)

// keepAnswers opens the outside's store and, until it is stopped, reads the bounce mailboxes
// and finds out which deliveries the answers are of. Without privacy.hash_key nothing is sent, so nothing is
// answered.
func keepAnswers(ctx context.Context, cfg *config.Config, db *schema.DB, public *outside.Outside, logger *slog.Logger) (stop func()) {
	if cfg.Privacy.HashKey.Empty() {
		return func() {}
	}
	store, err := answers.Open(db, cfg.Privacy.HashKey.Reveal())
	if err != nil {
		logger.Error("answers can't be stored", "error", err)
		return func() {}
	}
	public.Open(store)
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { attribute(ctx, cfg, store, logger) })
	for i := range cfg.Brands {
		if edm := cfg.Brands[i].Channels[string(regulars.ChannelEDM)]; edm != nil && edm.Bounces.Host != "" {
			done.Go(func() { mailbox.Watch(ctx, &cfg.Brands[i], edm, store, logger) })
		}
	}
	return func() {
		cancel()
		done.Wait()
	}
}

func attribute(ctx context.Context, cfg *config.Config, store *answers.Store, logger *slog.Logger) {
	tick := time.NewTicker(attributeEvery)
	defer tick.Stop()
	var last time.Time
	for {
		if store.Written() || time.Since(last) > attributeIdle {
			last = time.Now()
			for i := range cfg.Brands {
				if len(cfg.Brands[i].Channels) == 0 {
					continue
				}
				if err := store.Attribute(ctx, &cfg.Brands[i], attributeLast); err != nil && ctx.Err() == nil {
					logger.Warn("it can't be found out which deliveries were answered; it is tried again", "brand", cfg.Brands[i].Name, "error", err)
					last = time.Time{}
				}
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
