package schema

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
)

// measureFiles make the work tables of a generation and then its numbers. Each
// group reads what the groups before it wrote; the files of a group don't know
// each other, and run side by side, so the longest stand first; beside a work
// table for which others wait stand numbers that don't need it.
var measureFiles = [][]string{
	{"snapshot/lines.sql", "snapshot/stays.sql", "snapshot/behaviour.sql", "snapshot/addressed.sql"},
	{"snapshot/starts.sql", "metrics/sales.sql", "metrics/retention.sql"},
	{"snapshot/standing.sql", "metrics/activation.sql"},
	{"snapshot/cuts.sql", "metrics/stage_due.sql"},
	{"snapshot/ranks.sql", "metrics/cycle.sql"},
	{
		"snapshot/cells.sql",
		"metrics/products.sql",
		"metrics/aipl_flow.sql",
		"metrics/flow.sql",
		"metrics/cohort.sql",
		"metrics/prediction.sql",
		"metrics/pareto.sql",
		"metrics/stages.sql",
		"metrics/buyers.sql",
		"metrics/campaigns.sql",
		"metrics/new_to_returning.sql",
		"metrics/category_cycle.sql",
		"metrics/cross_shop.sql",
		"metrics/visits.sql",
		"recommend/products.sql", // for the last date only; it gives no numbers
	},
	{
		"metrics/phases.sql",
		"metrics/rfm_scores.sql",
		"metrics/rfm.sql",
		"metrics/loyalty.sql",
		"metrics/winback.sql",
		"metrics/repurchase.sql",
		"metrics/lifetime.sql",
		"metrics/margin.sql",
		"metrics/behaviour.sql",
		"metrics/service.sql",
		"metrics/aipl.sql",
	},
	{"metrics/aarrr.sql"},
}

// onlyIf are the files that have nothing to say of a brand where the other file
// answers no: most of a small brand's time is ClickHouse planning queries.
var onlyIf = map[string]string{
	"metrics/campaigns.sql":  "snapshot/any_addressed.sql",
	"metrics/cross_shop.sql": "snapshot/both_kinds.sql",
}

// sideBySide is how many files of a group run at once: small brands wait for
// ClickHouse to plan one query while it runs another, and large ones don't need
// much more memory.
const sideBySide = 2

// Measurement is what to measure and why.
type Measurement struct {
	From, To regulars.BusinessDate
	Kind     string // night or backfill
	Restates uint64 // the derivation whose changes this range covers; 0: none
}

// Measure computes every number of every date of the range from the derived
// tables and returns the generation that holds them, which nobody sees before
// Publish. progress hears the name of each file before it runs, from several
// goroutines; it may be nil.
func (db *DB) Measure(ctx context.Context, b *config.Brand, m Measurement, progress func(file string)) (uint64, error) {
	if m.To < m.From {
		return 0, fmt.Errorf("measure brand %s: the range %s to %s is empty", b.Name, m.From, m.To)
	}
	if err := db.forget(ctx, b.Name); err != nil {
		return 0, err
	}
	var generation uint64
	now := Params{"brand": b.Name, "now": uint64(time.Now().UnixNano())}
	if err := db.Row(ctx, "publish/generation.sql", now, &generation); err != nil {
		return 0, fmt.Errorf("open a generation of brand %s: %w", b.Name, err)
	}
	if err := db.writeGeneration(ctx, b.Name, generation, m, "writing"); err != nil {
		return 0, err
	}
	params := measureParams(b, m, generation)
	defer db.dropSnapshot(params)
	if err := db.linkFacts(ctx, b.Name, params); err != nil {
		return 0, fmt.Errorf("measure brand %s: %w", b.Name, err)
	}
	for _, files := range measureFiles {
		if err := db.measureGroup(ctx, files, params, progress); err != nil {
			return 0, fmt.Errorf("measure brand %s from %s to %s: %w", b.Name, m.From, m.To, err)
		}
	}
	return generation, nil
}

// linkFacts makes the orders that everything else of a generation reads.
func (db *DB) linkFacts(ctx context.Context, brand string, p Params) error {
	if err := db.Exec(ctx, "snapshot/facts.sql", p); err != nil {
		return err
	}
	if err := db.replaceMemberParts(ctx, p["facts"].(string), "member_orders", brand); err != nil {
		return err
	}
	return db.Exec(ctx, "snapshot/superseded.sql", p)
}

func (db *DB) measureGroup(ctx context.Context, files []string, p Params, progress func(file string)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sideBySide)
	for _, file := range files {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if progress != nil {
				progress(file)
			}
			return db.measureFile(ctx, file, p)
		})
	}
	return group.Wait()
}

func (db *DB) measureFile(ctx context.Context, file string, p Params) error {
	if question, ok := onlyIf[file]; ok {
		var yes bool
		if err := db.Row(ctx, question, p, &yes); err != nil || !yes {
			return err
		}
	}
	return db.Exec(ctx, file, p)
}

// snapshotTables are made by snapshot/*.sql and dropped at the end.
var snapshotTables = []string{
	"facts", "superseded", "lines", "stays", "behaviour", "addressed", "starts", "standing", "cuts", "ranks", "cells",
}

func measureParams(b *config.Brand, m Measurement, generation uint64) Params {
	p := Params{
		"brand":        b.Name,
		"from":         m.From,
		"to":           m.To,
		"generation":   generation,
		"history":      b.Lifecycle.Overlap == "history",
		"window_days":  b.RFM.WindowDays,
		"monetary":     orText(b.RFM.Monetary, "total"),
		"recency_cut":  orText(b.RFM.RecencyCut, "mean"),
		"orders_cut":   orText(b.RFM.OrdersCut, "mean"),
		"money_cut":    orText(b.RFM.MoneyCut, "mean"),
		"recency_bins": b.RFM.RecencyBins,
		"orders_bins":  b.RFM.OrdersBins,
		"money_bins":   b.RFM.MoneyBins,
	}
	for _, table := range snapshotTables {
		p[table] = fmt.Sprintf("work_%s_%s_%d", b.Name, table, generation)
	}
	return p
}

// dropSnapshot also runs when the context has ended; what a killed run leaves is
// dropped by a later derivation.
func (db *DB) dropSnapshot(p Params) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, table := range snapshotTables {
		db.drop(ctx, p[table].(string))
	}
}

// Publish makes a generation the one that readers see, with one row. Publishing
// it again changes nothing.
func (db *DB) Publish(ctx context.Context, brand string, generation uint64) error {
	err := db.Exec(ctx, "publish/publish.sql", Params{
		"brand": brand, "generation": generation, "version": uint64(time.Now().UnixNano()),
	})
	if err != nil {
		return fmt.Errorf("publish generation %d of brand %s: %w", generation, brand, err)
	}
	return db.mustBePublished(ctx, brand, generation)
}

func (db *DB) writeGeneration(ctx context.Context, brand string, generation uint64, m Measurement, state string) error {
	now := time.Now()
	err := db.conn.Exec(ctx, `INSERT INTO generations
		(brand, generation, kind, from_date, to_date, state, restates, started_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		brand, generation, m.Kind, m.From.Time(), m.To.Time(), state, m.Restates, now, uint64(now.UnixNano()))
	if err != nil {
		return fmt.Errorf("open a generation of brand %s: %w", brand, Redact(err))
	}
	return nil
}

// RestateFrom gives the first date that a night of date must measure, so that
// every published date which changed orders touch is measured again, and the
// derivation that is then covered.
func (db *DB) RestateFrom(ctx context.Context, brand string, date regulars.BusinessDate) (regulars.BusinessDate, uint64, error) {
	var from time.Time
	var derivation uint64
	err := db.Row(ctx, "publish/restate_from.sql", Params{"brand": brand, "date": date}, &from, &derivation)
	if err != nil {
		return "", 0, fmt.Errorf("find what to restate of brand %s: %w", brand, err)
	}
	return regulars.DateOf(from, time.UTC), derivation, nil
}

// PublishedHash is one mark over every published number of a brand: equal marks,
// equal numbers.
func (db *DB) PublishedHash(ctx context.Context, brand string) (hash string, err error) {
	err = db.Row(ctx, "publish/hash.sql", Params{"brand": brand}, &hash)
	return hash, err
}
