package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"regulars/config"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/intake"
)

// benchFiles times the reading of a CSV file into the rows that orders are made of, and
// ClickHouse loading the same file with file(), whose types it infers.
func benchFiles(ctx context.Context, db *schema.DB, dir string, rows int) error {
	path := filepath.Join(dir, "orders.csv")
	if err := writeRows(path, rows); err != nil {
		return err
	}
	before, err := cpuOf(ctx, db)
	if err != nil {
		return err
	}
	plain, err := fastest(1, func() error {
		return plainFile.Exec(ctx, db, fileParams{Path: path})
	})
	if err != nil {
		return err
	}
	between, err := cpuOf(ctx, db)
	if err != nil {
		return err
	}
	zone := time.UTC
	brand := (&config.Brand{Name: "bench", Timezone: zone.String(), Zone: zone, Currency: "TWD", Identity: config.Identity{Region: "TW"}}).WithDefaults()
	shop := &config.Shop{Name: "files", Platform: "file", Timezone: zone.String(), Zone: zone, Currency: "TWD"}
	one := config.Feed{Path: path, Grain: "line", Columns: map[string]string{
		"order_id": "receipt", "placed_at": "sold_at", "customer_id": "member", "email": "email", "sku": "sku", "quantity": "pieces", "amount": "amount",
	}}
	files, err := file.NewFeed(one)
	if err != nil {
		return err
	}
	heap := watchHeap()
	look, err := feed.LookAt(ctx, db, intake.Load{Brand: brand, Shop: shop, ID: "bench"}, one, files, 0)
	peak := heap()
	if err != nil {
		return err
	}
	after, err := cpuOf(ctx, db)
	if err != nil {
		return err
	}
	perSecond := func(d time.Duration) float64 { return float64(rows) / d.Seconds() }
	fmt.Printf("\nreading a CSV file     %d rows, looked through and read: %.0f/s; ClickHouse's own file(): %.0f/s; ratio %.2f; heap at most %d MiB, the process %d MiB\n",
		look.Counts.Rows, perSecond(look.Took), perSecond(plain), perSecond(look.Took)/perSecond(plain), peak>>20, residentPeak()>>20)
	fmt.Printf("  seconds of CPU: ClickHouse's file() %.1f; ours %.1f in the worker and %.1f in ClickHouse, all of LookAt\n",
		(between.clickhouse - before.clickhouse).Seconds(), (after.process - between.process).Seconds(), (after.clickhouse - between.clickhouse).Seconds())
	return nil
}

// cpu is how much of the processors this process, and ClickHouse, have taken so far.
type cpu struct{ process, clickhouse time.Duration }

func cpuOf(ctx context.Context, db *schema.DB) (cpu, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return cpu{}, err
	}
	var microseconds uint64
	err := cpuNow.Row(ctx, db, schema.NoParams{}, &microseconds)
	return cpu{
		process:    time.Duration(usage.Utime.Nano() + usage.Stime.Nano()),
		clickhouse: time.Duration(microseconds) * time.Microsecond,
	}, err
}

// writeRows writes lines of orders, two an order.
func writeRows(path string, rows int) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { _ = out.Close() }()
	w := bufio.NewWriterSize(out, 1<<20)
	fmt.Fprintln(w, "receipt,sold_at,member,email,sku,pieces,price,amount")
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		member := i / 2 % 500_000
		fmt.Fprintf(w, "R%08d,%s,%d,member%d@shop.example.com,SKU-%d,%d,%d.50,%d.50\n",
			i/2, at.Add(time.Duration(i/2)*7*time.Second).Format(time.DateTime), member, member, i%977, 1+i%3, 10+i%90, (1+i%3)*(10+i%90))
	}
	return w.Flush()
}

// watchHeap looks at the heap until it is called, and returns how large it was at most.
func watchHeap() func() uint64 {
	var peak atomic.Uint64
	done := make(chan struct{})
	go func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 { close(done); return peak.Load() }
}

// residentPeak is the most memory that this process has held.
func residentPeak() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return usage.Maxrss << 10
}
