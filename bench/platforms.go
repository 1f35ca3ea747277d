package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/schema"
)

// benchPlatforms pulls an imitated shop of every platform, whose answers are ready, and
// shows what an order costs the processors: here, and in ClickHouse. A bare loop over the
// same requests shows what of it is HTTP and the bench's own server.
func benchPlatforms(ctx context.Context, db *schema.DB, dir string, orders int, only, profile string) error {
	fmt.Printf("\n%d orders of every platform, raw record kept; microseconds of the processors per order\n", orders)
	fmt.Printf("  %-16s %9s %8s %8s %8s %11s %9s %9s  %s\n", "platform", "orders/s", "worker", "HTTP", "rest", "ClickHouse", "memory", "bytes", "published limit")
	for _, m := range imitations {
		if only != "" && only != m.platform {
			continue
		}
		if err := m.bench(ctx, db, dir, orders, profile); err != nil {
			return fmt.Errorf("%s: %w", m.platform, err)
		}
	}
	return nil
}

func (m imitated) bench(ctx context.Context, db *schema.DB, dir string, orders int, profile string) error {
	pages := newReplay(m.server(sell(m.place, orders)))
	server := httptest.NewServer(pages)
	defer server.Close()
	shop := m.connection(server.URL)
	if err := m.walk(ctx, server.URL, orders); err != nil {
		return err
	}
	if err := pages.recorded(dir); err != nil {
		return err
	}
	if profile != "" {
		profile += "." + m.platform
	}
	memory := watchGrowth()
	before, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	var took time.Duration
	err = profiled(profile, func() (err error) {
		took, err = pullShop(db, shop)
		return err
	})
	grown := memory()
	if err != nil {
		return err
	}
	if err := m.stored(ctx, db, orders); err != nil {
		return err
	}
	after, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	fresh, bytes := pages.fresh, pages.bytes
	if err := pages.repeat(server.URL); err != nil {
		return err
	}
	bare, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(orders) }
	worker, loop := each(after.process-before.process), each(bare.process-after.process)
	fmt.Printf("  %-16s %9.0f %8.1f %8.1f %8.1f %11.1f %9s %9d  %s\n", m.platform, float64(orders)/took.Seconds(),
		worker, loop, worker-loop, each(after.clickhouse-before.clickhouse), mebibytes(grown), bytes/orders, m.limit)
	if fresh > 0 {
		fmt.Printf("  %d answers were not ready: the platform is asked something else each time\n", fresh)
	}
	return printParts(ctx, profile, orders, shopParts)
}

// walk pulls the shop once without storing it, so that its answers are ready, and sees
// that they are all.
func (m imitated) walk(ctx context.Context, address string, orders int) error {
	source, err := connectors.Open(m.connection(address), platform.HTTPOptions{})
	if err != nil {
		return err
	}
	seen := 0
	err = source.Pull(ctx, platform.Orders, platform.Window{}, "", func(page platform.Page) error {
		seen += len(page.Orders)
		return nil
	})
	if err != nil {
		return err
	}
	if seen != orders {
		return fmt.Errorf("the shop shows %d of %d orders", seen, orders)
	}
	return nil
}

// stored sees that the pull left every order in ClickHouse.
func (m imitated) stored(ctx context.Context, db *schema.DB, orders int) error {
	var stored uint64
	if err := ordersStored.Row(ctx, db, storedParams{Brand: "bench", Shop: m.platform}, &stored); err != nil {
		return err
	}
	if stored != uint64(orders) {
		return fmt.Errorf("%d of %d orders are stored", stored, orders)
	}
	return nil
}

// watchGrowth samples by how much this process grows until the returned function is
// called, which gives the most, in bytes.
func watchGrowth() func() uint64 {
	debug.FreeOSMemory()
	before, most := heldNow(), uint64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				if now := heldNow(); now > before {
					most = max(most, now-before)
				}
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most
	}
}

// heldNow is the memory that this process holds of the system's, in bytes.
func heldNow() uint64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return samples[0].Value.Uint64() - samples[1].Value.Uint64()
}

// shopParts are what a pull of any platform spends the processor time of this process on.
var shopParts = []part{
	{"reading records", `regulars/platform.(*HTTP).judge`},
	{"reading records of a bulk file", `regulars/platform/shopify.(*bulkFile).readRows`},
	{"storing blocks", `regulars/schema/intake.(*Writer).StoreBlock`},
	{"of it the columns of records", `regulars/schema/intake.(*orderColumns).add`},
	{"of it into the driver, and sent", `regulars/schema/intake.(*Inserter).Insert`},
	{"of it sending", `github.com/ClickHouse/clickhouse-go/v2.(*batch).Send`},
	{"of it what was received", `regulars/schema/intake.noteBlock`},
	{"phones", `regulars/identity.PhoneIn`},
	{"collecting garbage", `runtime.gcBgMarkWorker`},
	{"the shop's answers (the bench's own)", `net/http.(*conn).serve`},
}
