package metric

import (
	"context"
	"fmt"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// Measurement is what to measure and why.
type Measurement struct {
	From, To regulars.BusinessDate
	Kind     string // night or backfill
	Restates uint64 // the derivation whose changes this range covers; 0: none
	// Only names the files to run, such as sales, and those whose numbers they read; all
	// when empty. It is for tests that look at a few numbers: the generation lacks the
	// others.
	Only []string
}

// Measure computes every number of every date of the range from the derived
// tables and returns the generation that holds them, which nobody sees before
// Publish. progress is called with the name of each file before it runs, from
// several goroutines; it may be nil.
//
// It returns an error where the range is empty, and what schema.IsTransient and
// schema.IsPermanent classify where ClickHouse refused; the rows of a generation
// that was left unfinished are dropped by a Measure a day later.
func Measure(ctx context.Context, db *schema.DB, b *config.Brand, m Measurement, progress func(file string)) (uint64, error) {
	if m.To < m.From {
		return 0, fmt.Errorf("measure brand %s: the range %s to %s is empty", b.Name, m.From, m.To)
	}
	chosen, err := stepsOf(m.Only)
	if err != nil {
		return 0, fmt.Errorf("measure brand %s: %w", b.Name, err)
	}
	if err := forget(ctx, db, b.Name); err != nil {
		return 0, err
	}
	generation, err := openGeneration(ctx, db, b.Name, m)
	if err != nil {
		return 0, err
	}
	p := paramsOf(b, m, generation)
	defer DropWork(db, p.all()...)
	if err := linkFacts(ctx, db, p); err != nil {
		return 0, fmt.Errorf("measure brand %s: %w", b.Name, err)
	}
	for _, steps := range chosen {
		if err := runGroup(ctx, db, steps, p, progress); err != nil {
			return 0, fmt.Errorf("measure brand %s from %s to %s: %w", b.Name, m.From, m.To, err)
		}
	}
	return generation, nil
}

// linkFacts makes the orders that everything else of a generation reads.
func linkFacts(ctx context.Context, db *schema.DB, p Params) error {
	if err := facts.script.Exec(ctx, db, p); err != nil {
		return err
	}
	if err := db.ReplaceMemberParts(ctx, string(p.Facts), "member_orders", p.Brand); err != nil {
		return err
	}
	return superseded.script.Exec(ctx, db, p)
}
