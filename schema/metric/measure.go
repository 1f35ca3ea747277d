package metric

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
)

// measureFiles make the work tables of a generation and then its numbers. Each
// group reads what the groups before it wrote; the files of a group don't know
// each other, and run side by side, so the longest stand first; beside a work
// table for which others wait stand numbers that don't need it.
var measureFiles = [][]string{
	{"metric/snapshot/lines.sql", "metric/snapshot/stays.sql", "metric/snapshot/behaviour.sql", "metric/snapshot/addressed.sql"},
	{"metric/snapshot/starts.sql", "metric/numbers/sales.sql", "metric/numbers/retention.sql"},
	{"metric/snapshot/standing.sql", "metric/numbers/activation.sql"},
	{"metric/snapshot/cuts.sql", "metric/numbers/stage_due.sql"},
	{"metric/snapshot/ranks.sql", "metric/numbers/cycle.sql"},
	{
		"metric/snapshot/cells.sql",
		"metric/numbers/products.sql",
		"metric/numbers/aipl_flow.sql",
		"metric/numbers/flow.sql",
		"metric/numbers/cohort.sql",
		"metric/numbers/prediction.sql",
		"metric/numbers/pareto.sql",
		"metric/numbers/stages.sql",
		"metric/numbers/buyers.sql",
		"metric/numbers/campaigns.sql",
		"metric/numbers/new_to_returning.sql",
		"metric/numbers/category_cycle.sql",
		"metric/numbers/cross_shop.sql",
		"metric/numbers/visits.sql",
		"metric/recommendations.sql", // for the last date only; it gives no numbers
	},
	{
		"metric/numbers/phases.sql",
		"metric/numbers/rfm_scores.sql",
		"metric/numbers/rfm.sql",
		"metric/numbers/loyalty.sql",
		"metric/numbers/winback.sql",
		"metric/numbers/repurchase.sql",
		"metric/numbers/lifetime.sql",
		"metric/numbers/margin.sql",
		"metric/numbers/behaviour.sql",
		"metric/numbers/service.sql",
		"metric/numbers/aipl.sql",
	},
	{"metric/numbers/aarrr.sql"},
}

// onlyIf are the files that have nothing to say of a brand where the other file
// answers no: most of a small brand's time is ClickHouse planning queries.
var onlyIf = map[string]string{
	"metric/numbers/campaigns.sql":  "metric/snapshot/any_addressed.sql",
	"metric/numbers/cross_shop.sql": "metric/snapshot/both_kinds.sql",
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
func Measure(ctx context.Context, db *schema.DB, b *config.Brand, m Measurement, progress func(file string)) (uint64, error) {
	if m.To < m.From {
		return 0, fmt.Errorf("measure brand %s: the range %s to %s is empty", b.Name, m.From, m.To)
	}
	if err := forget(ctx, db, b.Name); err != nil {
		return 0, err
	}
	var generation uint64
	now := schema.Params{"brand": b.Name, "now": uint64(time.Now().UnixNano())}
	if err := db.Row(ctx, "metric/publish/generation.sql", now, &generation); err != nil {
		return 0, fmt.Errorf("open a generation of brand %s: %w", b.Name, err)
	}
	if err := writeGeneration(ctx, db, b.Name, generation, m, "writing"); err != nil {
		return 0, err
	}
	params := Params(b, m, generation)
	defer dropSnapshot(db, params)
	if err := linkFacts(ctx, db, b.Name, params); err != nil {
		return 0, fmt.Errorf("measure brand %s: %w", b.Name, err)
	}
	for _, files := range measureFiles {
		if err := measureGroup(ctx, db, files, params, progress); err != nil {
			return 0, fmt.Errorf("measure brand %s from %s to %s: %w", b.Name, m.From, m.To, err)
		}
	}
	return generation, nil
}

// linkFacts makes the orders that everything else of a generation reads.
func linkFacts(ctx context.Context, db *schema.DB, brand string, p schema.Params) error {
	if err := db.Exec(ctx, "metric/snapshot/facts.sql", p); err != nil {
		return err
	}
	if err := db.ReplaceMemberParts(ctx, p["facts"].(string), "member_orders", brand); err != nil {
		return err
	}
	return db.Exec(ctx, "metric/snapshot/superseded.sql", p)
}

func measureGroup(ctx context.Context, db *schema.DB, files []string, p schema.Params, progress func(file string)) error {
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
			return measureFile(ctx, db, file, p)
		})
	}
	return group.Wait()
}

func measureFile(ctx context.Context, db *schema.DB, file string, p schema.Params) error {
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

func Params(b *config.Brand, m Measurement, generation uint64) schema.Params {
	p := schema.Params{
		"brand":        b.Name,
		"from":         m.From,
		"to":           m.To,
		"generation":   generation,
		"history":      b.Lifecycle.Overlap == "history",
		"window_days":  b.RFM.WindowDays,
		"monetary":     schema.OrText(b.RFM.Monetary, "total"),
		"recency_cut":  schema.OrText(b.RFM.RecencyCut, "mean"),
		"orders_cut":   schema.OrText(b.RFM.OrdersCut, "mean"),
		"money_cut":    schema.OrText(b.RFM.MoneyCut, "mean"),
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
func dropSnapshot(db *schema.DB, p schema.Params) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, table := range snapshotTables {
		derive.DropTable(ctx, db, p[table].(string))
	}
}

// Publish makes a generation the one that readers see, with one row. Publishing
// it again changes nothing.
func Publish(ctx context.Context, db *schema.DB, brand string, generation uint64) error {
	err := db.Exec(ctx, "metric/publish/publish.sql", schema.Params{
		"brand": brand, "generation": generation, "version": uint64(time.Now().UnixNano()),
	})
	if err != nil {
		return fmt.Errorf("publish generation %d of brand %s: %w", generation, brand, err)
	}
	return mustBePublished(ctx, db, brand, generation)
}

func writeGeneration(ctx context.Context, db *schema.DB, brand string, generation uint64, m Measurement, state string) error {
	now := time.Now()
	err := db.Conn().Exec(ctx, `INSERT INTO generations
		(brand, generation, kind, from_date, to_date, state, restates, started_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		brand, generation, m.Kind, m.From.Time(), m.To.Time(), state, m.Restates, now, uint64(now.UnixNano()))
	if err != nil {
		return fmt.Errorf("open a generation of brand %s: %w", brand, schema.Redact(err))
	}
	return nil
}

// RestateFrom gives the first date that a night of date must measure, so that
// every published date which changed orders touch is measured again, and the
// derivation that is then covered.
func RestateFrom(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (regulars.BusinessDate, uint64, error) {
	var from time.Time
	var derivation uint64
	err := db.Row(ctx, "metric/publish/restate_from.sql", schema.Params{"brand": brand, "date": date}, &from, &derivation)
	if err != nil {
		return "", 0, fmt.Errorf("find what to restate of brand %s: %w", brand, err)
	}
	return regulars.DateOf(from, time.UTC), derivation, nil
}

// PublishedHash is one mark over every published number of a brand: equal marks,
// equal numbers.
func PublishedHash(ctx context.Context, db *schema.DB, brand string) (hash string, err error) {
	err = db.Row(ctx, "metric/publish/hash.sql", schema.Params{"brand": brand}, &hash)
	return hash, err
}
