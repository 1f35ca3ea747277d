package metric

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars"
	"regulars/schema"
)

// A generation is opened, written, and published by one last row, or else
// forgotten: its state is writing, then published, or forgotten and then dropped.

type generationParams struct {
	Brand string
	Now   uint64
}

type openParams struct {
	Brand      string
	Generation uint64
	Kind       string
	From, To   regulars.BusinessDate
	Restates   uint64
	StartedAt  time.Time
	Version    uint64
}

type publishParams struct {
	Brand      string
	Generation uint64
	Version    uint64
}

type stateOfParams struct {
	Brand      string
	Generation uint64
}

type restateParams struct {
	Brand string
	Date  regulars.BusinessDate
}

type brandParams struct{ Brand string }

var (
	generationScript  = schema.NewScript[generationParams]("metric", files, "publish/generation.sql")
	openScript        = schema.NewScript[openParams]("metric", files, "publish/open.sql")
	publishScript     = schema.NewScript[publishParams]("metric", files, "publish/publish.sql")
	stateOfScript     = schema.NewScript[stateOfParams]("metric", files, "publish/state_of.sql")
	restateFromScript = schema.NewScript[restateParams]("metric", files, "publish/restate_from.sql")
	hashScript        = schema.NewScript[brandParams]("metric", files, "publish/hash.sql")
)

// ErrForgotten says that a generation waited for more than a day to be published
// and was dropped: its numbers have to be computed again.
var ErrForgotten = errors.New("it waited for more than a day and was dropped: compute it again")

// openGeneration returns the number of a new generation.
func openGeneration(ctx context.Context, db *schema.DB, brand string, m Measurement) (uint64, error) {
	now := time.Now()
	var generation uint64
	err := generationScript.Row(ctx, db, generationParams{Brand: brand, Now: uint64(now.UnixNano())}, &generation)
	if err != nil {
		return 0, fmt.Errorf("open a generation of brand %s: %w", brand, err)
	}
	err = openScript.Exec(ctx, db, openParams{
		Brand: brand, Generation: generation, Kind: m.Kind, From: m.From, To: m.To, Restates: m.Restates,
		StartedAt: now, Version: uint64(now.UnixNano()),
	})
	if err != nil {
		return 0, fmt.Errorf("open a generation of brand %s: %w", brand, err)
	}
	return generation, nil
}

// Publish makes a generation the one that readers see, with one row; package snapshot
// then makes reading it instant. Publishing it again changes nothing. It returns
// ErrForgotten where the generation was dropped meanwhile, and schema.ErrNoRows where
// the brand has no such generation.
func Publish(ctx context.Context, db *schema.DB, brand string, generation uint64) error {
	p := publishParams{Brand: brand, Generation: generation, Version: uint64(time.Now().UnixNano())}
	if err := publishScript.Exec(ctx, db, p); err != nil {
		return fmt.Errorf("publish generation %d of brand %s: %w", generation, brand, err)
	}
	var state string
	if err := stateOfScript.Row(ctx, db, stateOfParams{Brand: brand, Generation: generation}, &state); err != nil {
		return fmt.Errorf("publish generation %d of brand %s: %w", generation, brand, err)
	}
	if state != "published" {
		return fmt.Errorf("generation %d of brand %s is %s: %w", generation, brand, state, ErrForgotten)
	}
	return nil
}

// RestateFrom returns the first date that a night of date must measure, so that
// every published date which changed orders touch is measured again, and the
// derivation that is then covered, 0 where there was none.
func RestateFrom(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate) (regulars.BusinessDate, uint64, error) {
	var from time.Time
	var derivation uint64
	if err := restateFromScript.Row(ctx, db, restateParams{Brand: brand, Date: date}, &from, &derivation); err != nil {
		return "", 0, fmt.Errorf("find what to restate of brand %s: %w", brand, err)
	}
	return regulars.DateOf(from, time.UTC), derivation, nil
}

// PublishedHash returns one mark over every published number of a brand: equal
// marks, equal numbers.
func PublishedHash(ctx context.Context, db *schema.DB, brand string) (hash string, err error) {
	err = hashScript.Row(ctx, db, brandParams{Brand: brand}, &hash)
	return hash, err
}
