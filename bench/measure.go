package main

import (
	"context"
	"fmt"
	"time"

	"regulars/config"
	"regulars/schema"
)

// benchMeasure times what a night does after the load, for growing histories.
func benchMeasure(ctx context.Context, db *schema.DB, sizes []uint64) error {
	fmt.Println("\nmeasuring              orders   plain aggregate      first night   night with 0.1 % changed   peak memory")
	for _, size := range sizes {
		if err := benchHistory(ctx, db, size); err != nil {
			return err
		}
	}
	return nil
}

func benchHistory(ctx context.Context, db *schema.DB, size uint64) error {
	brand := &config.Brand{
		Name: fmt.Sprintf("b%d", size), Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Shops: []config.Shop{{Name: "web", CountsWhen: "paid"}},
	}
	if err := db.SyncSettings(ctx, brand); err != nil {
		return err
	}
	if err := generate(ctx, db, brand, "first", 0, size, size/10, 1); err != nil {
		return err
	}
	memory := watchMemory(ctx, db)
	first, err := night(ctx, db, brand)
	if err != nil {
		return err
	}
	changed := size / 1000
	if err := generate(ctx, db, brand, "second", size, changed, size/10, 2); err != nil {
		return err
	}
	second, err := night(ctx, db, brand)
	if err != nil {
		return err
	}
	peak := memory()
	plain, err := fastest(3, func() error {
		var members, orders uint64
		var total float64
		return db.Row(ctx, "bench/aggregate.sql", schema.Params{"brand": brand.Name}, &members, &orders, &total)
	})
	if err != nil {
		return err
	}
	fmt.Printf("%27d %17s %10s %5.1f× %18s %6.1f× %10.2f GiB\n", size, round(plain),
		round(first), ratio(first, plain), round(second), ratio(second, plain), float64(peak)/(1<<30))
	return nil
}

func generate(ctx context.Context, db *schema.DB, brand *config.Brand, load string, first, count, people, version uint64) error {
	err := db.Exec(ctx, "bench/orders.sql", schema.Params{
		"brand": brand.Name, "load": load, "first": first, "count": count, "people": people, "version": version,
	})
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	return db.PutLoad(ctx, schema.LoadRow{
		Brand: brand.Name, Shop: "web", Entity: "orders", LoadID: load, Kind: schema.LoadWindow,
		From: now, To: now, State: schema.LoadDone, StartedAt: now, FinishedAt: now,
	})
}

// night derives, measures and publishes one date.
func night(ctx context.Context, db *schema.DB, brand *config.Brand) (time.Duration, error) {
	const date = "2025-12-31"
	started := time.Now()
	if _, err := db.Derive(ctx, brand, date); err != nil {
		return 0, err
	}
	generation, err := db.Measure(ctx, brand, schema.Measurement{From: date, To: date, Kind: "night"}, nil)
	if err != nil {
		return 0, err
	}
	if err := db.Publish(ctx, brand.Name, generation); err != nil {
		return 0, err
	}
	return time.Since(started), nil
}

func fastest(times int, run func() error) (time.Duration, error) {
	var best time.Duration
	for range times {
		started := time.Now()
		if err := run(); err != nil {
			return 0, err
		}
		if took := time.Since(started); best == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// watchMemory samples what ClickHouse holds until the returned function is
// called, which gives the most it saw, in bytes.
func watchMemory(ctx context.Context, db *schema.DB) func() uint64 {
	ctx, stop := context.WithCancel(ctx)
	peak := make(chan uint64)
	go func() {
		var most uint64
		ticker := time.NewTicker(200 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				peak <- most
				return
			case <-ticker.C:
				var now uint64
				if db.Row(ctx, "bench/memory.sql", nil, &now) == nil {
					most = max(most, now)
				}
			}
		}
	}()
	return func() uint64 {
		stop()
		return <-peak
	}
}

func ratio(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
