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
// same requests shows what of it is HTTP and the bench's own server; ClickHouse's url()
// over the same bytes what reading them costs where nothing is understood of them.
func benchPlatforms(ctx context.Context, db *schema.DB, dir string, orders int, only, profile string) error {
	fmt.Printf("\n%d orders of every platform, raw record kept; microseconds of the processors per order, then seconds of them and memory in all\n", orders)
	fmt.Printf("  %-16s %8s %7s %6s %6s %10s %6s | %6s %9s %10s | %10s %6s %9s %6s | %s\n", "platform", "orders/s", "worker", "HTTP", "rest", "ClickHouse", "bytes",
		"CPU s", "worker", "ClickHouse", "url() /s", "CPU s", "memory", "ratio", "published limit")
	if err := takeChecksum(); err != nil {
		return err
	}
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
	if err := m.walk(ctx, server.URL, orders); err != nil {
		return err
	}
	if err := pages.recorded(dir); err != nil {
		return err
	}
	if profile != "" {
		profile += "." + m.platform
	}
	p, err := m.pull(ctx, db, server.URL, orders, profile)
	if err != nil {
		return err
	}
	handed := pages.handed()
	p.bytes, p.fresh = pages.bytes, pages.fresh
	if p.loop, err = costOf(ctx, db, func() error { return pages.repeat(server.URL) }); err != nil {
		return err
	}
	if p.plain, err = m.readPages(ctx, db, handed, orders); err != nil {
		return err
	}
	p.show(m, orders)
	return printParts(ctx, profile, orders, shopParts)
}

// pulled is what a pull of a shop cost, a bare loop over the same requests, and
// ClickHouse's url() over the same answers.
type pulled struct {
	pull, loop, plain cost
	grown             uint64 // this process, in bytes
	bytes, fresh      int    // of the answers; answers that were not ready
}

// pull times the pull of the shop at an address, and sees that every order is stored.
func (m imitated) pull(ctx context.Context, db *schema.DB, address string, orders int, profile string) (p pulled, err error) {
	memory := watchGrowth()
	var took time.Duration
	p.pull, err = costOf(ctx, db, func() error {
		return profiled(profile, func() (err error) {
			took, err = pullShop(db, m.connection(address))
			return err
		})
	})
	p.grown = memory()
	if err != nil {
		return p, err
	}
	p.pull.took = took // without writing the profile
	return p, m.stored(ctx, db, orders)
}

func (p pulled) show(m imitated, orders int) {
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(orders) }
	perSecond := func(c cost) float64 { return float64(orders) / c.took.Seconds() }
	worker, loop := each(p.pull.process), each(p.loop.process)
	fmt.Printf("  %-16s %8.0f %7.1f %6.1f %6.1f %10.1f %6d | %6.2f %9s %10s | %10.0f %6.2f %9s %6.2f | %s\n", m.platform, perSecond(p.pull),
		worker, loop, worker-loop, each(p.pull.clickhouse), p.bytes/orders,
		(p.pull.process + p.pull.clickhouse).Seconds(), mebibytes(p.grown), mebibytes(p.pull.grown),
		perSecond(p.plain), p.plain.clickhouse.Seconds(), mebibytes(p.plain.grown), ratio(p.plain.took, p.pull.took), m.limit)
	if p.fresh > 0 {
		fmt.Printf("  %d answers were not ready: the platform is asked something else each time\n", p.fresh)
	}
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
	{"storing blocks", `regulars/schema/intake.(*Writer).take`},
	{"of it the columns of records", `regulars/schema/intake.(*orderColumns).add`},
	{"of it into the driver", `regulars/schema/intake.(*orderColumns).give`},
	{"of it sending", `github.com/ClickHouse/clickhouse-go/v2.(*connect).sendData`},
	{"of it what was received", `regulars/schema/intake.NoteReceived`},
	{"phones", `regulars/identity.PhoneIn`},
	{"collecting garbage", `runtime.gcBgMarkWorker`},
	{"the shop's answers (the bench's own)", `net/http.(*conn).serve`},
}
