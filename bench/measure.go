package main

import (
	"context"
	"fmt"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
)

// benchMeasure times what a night does after the load, for growing histories,
// and a backfill of some days in the chunks that the product takes.
func benchMeasure(ctx context.Context, db *schema.DB, sizes []uint64, days int, took *stepTimes) error {
	fmt.Printf("\nmeasuring              orders   plain aggregate      first night   night with 0.1 %% changed   backfill of %d days   peak memory   disk of numbers / orders\n", days)
	for _, size := range sizes {
		if err := benchHistory(ctx, db, size, days, took); err != nil {
			return err
		}
	}
	return nil
}

// lastDate is the last one of the generated orders.
const lastDate = regulars.BusinessDate("2025-12-31")

func benchHistory(ctx context.Context, db *schema.DB, size uint64, days int, took *stepTimes) error {
	brand := &config.Brand{
		Name: fmt.Sprintf("b%d", size), Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Shops: []config.Shop{{Name: "web", CountsWhen: "paid"}},
	}
	if err := db.SyncSettings(ctx, brand); err != nil {
		return err
	}
	before, err := readDisk(ctx, db)
	if err != nil {
		return err
	}
	if err := generate(ctx, db, brand, "first", 0, size, size/10, 1); err != nil {
		return err
	}
	took.flush("")
	memory := watchMemory(ctx, db)
	first, err := night(ctx, db, brand)
	if err != nil {
		return err
	}
	took.flush("first")
	if err := generate(ctx, db, brand, "second", size, size/1000, size/10, 2); err != nil {
		return err
	}
	took.flush("")
	second, err := night(ctx, db, brand)
	if err != nil {
		return err
	}
	took.flush("night")
	past, err := backfill(ctx, db, brand, days)
	if err != nil {
		return err
	}
	took.flush("backfill")
	peak := memory()
	after, err := readDisk(ctx, db)
	if err != nil {
		return err
	}
	plain, err := fastest(3, func() error {
		var counted uint64
		return db.Row(ctx, "bench/aggregate.sql", schema.Params{"brand": brand.Name, "date": lastDate, "cycle": 60.0}, &counted)
	})
	if err != nil {
		return err
	}
	fmt.Printf("%27d %17s %10s %5.1f× %18s %6.1f× %12s %6.1f× %8.2f GiB %12s / %s\n", size, round(plain),
		round(first), ratio(first, plain), round(second), ratio(second, plain), round(past), ratio(past, second),
		float64(peak)/(1<<30), mebibytes(after.numbers-before.numbers), mebibytes(after.orders-before.orders))
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

// night derives, measures and publishes the last date.
func night(ctx context.Context, db *schema.DB, brand *config.Brand) (time.Duration, error) {
	started := time.Now()
	if _, err := db.Derive(ctx, brand, lastDate); err != nil {
		return 0, err
	}
	err := measure(ctx, db, brand, schema.Measurement{From: lastDate, To: lastDate, Kind: "night"})
	return time.Since(started), err
}

// backfill measures the dates up to the last one, a month at a time.
func backfill(ctx context.Context, db *schema.DB, brand *config.Brand, days int) (time.Duration, error) {
	const chunk = 31
	started := time.Now()
	for from := lastDate.AddDays(1 - days); from <= lastDate; from = from.AddDays(chunk) {
		m := schema.Measurement{From: from, To: min(from.AddDays(chunk-1), lastDate), Kind: "backfill"}
		if err := measure(ctx, db, brand, m); err != nil {
			return 0, err
		}
	}
	return time.Since(started), nil
}

func measure(ctx context.Context, db *schema.DB, brand *config.Brand, m schema.Measurement) error {
	generation, err := db.Measure(ctx, brand, m, nil)
	if err != nil {
		return err
	}
	return db.Publish(ctx, brand.Name, generation)
}

// disk is what orders, and the numbers made of them, take, in bytes.
type disk struct{ orders, numbers uint64 }

func readDisk(ctx context.Context, db *schema.DB) (d disk, err error) {
	err = db.Row(ctx, "bench/disk.sql", nil, &d.orders, &d.numbers)
	return d, err
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

func mebibytes(n uint64) string { return fmt.Sprintf("%.0f MiB", float64(n)/(1<<20)) }

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
