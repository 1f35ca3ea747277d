package history

import (
	"context"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/fit"
	"regulars/schema/metric"
	"regulars/schema/snapshot"
)

// Night derives, fits the models, measures and publishes a date, and all published ones that
// changes touch. It returns what that took.
func Night(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) (time.Duration, error) {
	started := time.Now()
	if _, err := derive.Run(ctx, db, brand, date); err != nil {
		return 0, err
	}
	from, derivation, err := metric.RestateFrom(ctx, db, brand.Name, date)
	if err != nil {
		return 0, err
	}
	if _, err := fit.Ensure(ctx, db, brand, from, date, nil); err != nil {
		return 0, err
	}
	err = Measure(ctx, db, brand, metric.Measurement{From: from, To: date, Kind: "night", Restates: derivation})
	return time.Since(started), err
}

// Backfill fits and measures so many dates up to the last one, a quarter at a time as the
// product does. It returns what that took.
func Backfill(ctx context.Context, db *schema.DB, brand *config.Brand, last regulars.BusinessDate, days int) (time.Duration, error) {
	const chunk = 92
	started := time.Now()
	if _, err := fit.Ensure(ctx, db, brand, last.AddDays(1-days), last, nil); err != nil {
		return 0, err
	}
	for from := last.AddDays(1 - days); from <= last; from = from.AddDays(chunk) {
		m := metric.Measurement{From: from, To: min(from.AddDays(chunk-1), last), Kind: "backfill"}
		if err := Measure(ctx, db, brand, m); err != nil {
			return 0, err
		}
	}
	return time.Since(started), nil
}

// Measure measures a range of dates, publishes it and stores its snapshots.
func Measure(ctx context.Context, db *schema.DB, brand *config.Brand, m metric.Measurement) error {
	generation, err := metric.Measure(ctx, db, brand, m, nil)
	if err != nil {
		return err
	}
	if err := metric.Publish(ctx, db, brand.Name, generation); err != nil {
		return err
	}
	return snapshot.Write(ctx, db, brand.Name)
}
