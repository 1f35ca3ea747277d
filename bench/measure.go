package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"regulars"
	"regulars/bench/history"
	"regulars/config"
	"regulars/report"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/metric"
)

// benchMeasure times what a night does after the load, for growing histories,
// and a backfill of some days in the chunks that the product takes.
func benchMeasure(ctx context.Context, db *schema.DB, sizes []uint64, days int, took *stepTimes) error {
	for _, size := range sizes {
		if err := benchHistory(ctx, db, size, days, took); err != nil {
			return err
		}
	}
	return nil
}

// lastDate is the last one of the generated orders.
const lastDate = regulars.BusinessDate("2025-12-31")

// costs are what the steps of a brand's history took.
type costs struct {
	first, one, past, second, report, plain time.Duration
	peak                                    uint64 // memory of ClickHouse, bytes
	disk                                    disk   // what it added
}

func benchHistory(ctx context.Context, db *schema.DB, size uint64, days int, took *stepTimes) error {
	brand := (&config.Brand{
		Name: fmt.Sprintf("b%d", size), Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Shops: []config.Shop{{Name: "web", CountsWhen: "paid"}},
	}).WithDefaults()
	if err := derive.SyncSettings(ctx, db, brand); err != nil {
		return err
	}
	before, err := readDisk(ctx, db)
	if err != nil {
		return err
	}
	years := history.Orders{Load: "first", From: lastDate.AddDays(-1094), Days: 1095, Count: size, People: size / 10}
	if err := history.Make(ctx, db, brand, years); err != nil {
		return err
	}
	took.flush("")
	c, err := live(ctx, db, brand, size, days, took)
	if err != nil {
		return err
	}
	after, err := readDisk(ctx, db)
	if err != nil {
		return err
	}
	c.disk = disk{after.orders - before.orders, after.derived - before.derived, after.numbers - before.numbers}
	c.show(size, days)
	return nil
}

// live takes a brand through its first night, one date, a backfill and the night
// after some orders changed.
func live(ctx context.Context, db *schema.DB, brand *config.Brand, size uint64, days int, took *stepTimes) (c costs, err error) {
	memory := watchMemory(ctx, db)
	late := history.Orders{Load: "late", From: lastDate.AddDays(-27), Days: 28, First: size, Count: size / 1000, People: size / 10}
	steps := []struct {
		name string
		took *time.Duration
		run  func() (time.Duration, error)
	}{
		{"first", &c.first, func() (time.Duration, error) { return history.Night(ctx, db, brand, lastDate) }},
		{"one date", &c.one, func() (time.Duration, error) {
			return fastest(1, func() error {
				return history.Measure(ctx, db, brand, metric.Measurement{From: lastDate, To: lastDate, Kind: "backfill"})
			})
		}},
		{"backfill", &c.past, func() (time.Duration, error) { return history.Backfill(ctx, db, brand, lastDate, days) }},
		{"", nil, func() (time.Duration, error) { return 0, history.Make(ctx, db, brand, late) }},
		{"night", &c.second, func() (time.Duration, error) { return history.Night(ctx, db, brand, lastDate) }},
		{"", &c.report, func() (time.Duration, error) { return benchReport(ctx, db, brand) }},
	}
	for _, step := range steps {
		d, err := step.run()
		if err != nil {
			return c, err
		}
		if step.took != nil {
			*step.took = d
		}
		took.flush(step.name)
	}
	c.peak = memory()
	c.plain, err = fastest(3, func() error {
		var counted uint64
		return plainAggregate.Row(ctx, db, aggregateParams{Brand: brand.Name, Date: lastDate, Cycle: 60}, &counted)
	})
	return c, err
}

func (c costs) show(size uint64, days int) {
	fmt.Printf("\nmeasuring %d orders of %d members\n", size, size/10)
	show := func(what string, took, reference time.Duration) {
		fmt.Printf("  %-52s %10s %8.1f×\n", what, round(took), ratio(took, reference))
	}
	show("plain NASLD aggregate", c.plain, c.plain)
	show("first night: derive, fit, measure", c.first, c.plain)
	show("measure one date", c.one, c.plain)
	show("night after 0.1 % changed in 28 days, which it restates", c.second, c.plain)
	show("report of the night", c.report, c.plain)
	show(fmt.Sprintf("backfill of %d days, next to one date", days), c.past, c.one)
	fmt.Printf("  peak memory of ClickHouse %.2f GiB, of this process %.0f MiB\n", float64(c.peak)/(1<<30), float64(taken())/(1<<20))
	fmt.Printf("  on disk: orders %s, derived of them %s, numbers %s\n", mebibytes(c.disk.orders), mebibytes(c.disk.derived), mebibytes(c.disk.numbers))
}

// benchReport writes the page of the last night.
func benchReport(ctx context.Context, db *schema.DB, brand *config.Brand) (time.Duration, error) {
	started := time.Now()
	err := report.Write(ctx, db, brand, lastDate, "en", io.Discard)
	return time.Since(started), err
}

// disk is what orders, what is derived of them, and the published numbers take,
// in bytes.
type disk struct{ orders, derived, numbers uint64 }

func readDisk(ctx context.Context, db *schema.DB) (d disk, err error) {
	err = diskSizes.Row(ctx, db, schema.NoParams{}, &d.orders, &d.derived, &d.numbers)
	return d, err
}

// taken is the memory that this process, which stands for the worker, has taken
// from the system, in bytes.
func taken() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Sys
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
				if memoryNow.Row(ctx, db, schema.NoParams{}, &now) == nil {
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
