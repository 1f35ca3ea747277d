package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"time"

	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/ledger"
)

// ledgerPick is how many messages benchLedger picks at once, and ledgerBatch how many it claims
// and records together, however busy the machine is: a batch costs nearly the same for one
// message as for a thousand. They are those of a server that takes 8,000 a second.
var (
	ledgerPick  = flag.Int("pick", 16_000, "messages that the ledger's bench picks at once")
	ledgerBatch = flag.Int("batch", 4000, "messages of a batch of the ledger's bench")
)

// benchLedger shows what each step of sending a campaign costs ClickHouse: one batch after
// the other, of one size, with no provider and no merges meanwhile. So two versions can be
// compared on a machine that does other work, too.
func benchLedger(ctx context.Context, db *schema.DB, n int) error {
	l, err := fillCampaign(ctx, db, "ledger", n)
	if err != nil {
		return err
	}
	run := ledger.Run{Brand: "ledger", Campaign: "wake-up", Date: "2026-11-20"}
	state, _, err := l.Plan(ctx, ledger.Plan{
		Run: run, Audience: audience.Audience{Is: []string{audience.Everybody}}, Channels: []string{"edm"}, Purpose: "marketing",
	})
	if err != nil {
		return err
	}
	b := ledgerBench{Ledger: l, db: db, run: run, together: *ledgerBatch, steps: map[string]*ledgerStep{}}
	for number := range state.Blocks() {
		if err := b.block(ctx, ledger.Block{Run: run, Number: number, Bits: state.Bits}); err != nil {
			return err
		}
	}
	fmt.Printf("\nledger                 %d messages in batches of %d, %d picked at once; of ClickHouse's processors\n", n, *ledgerBatch, *ledgerPick)
	var all time.Duration
	for _, name := range slices.SortedFunc(maps.Keys(b.steps), func(a, c string) int { return cmp.Compare(b.steps[c].cpu, b.steps[a].cpu) }) {
		s := b.steps[name]
		all += s.cpu
		fmt.Printf("  %-10s %5d × %7.2f ms, %5.1f µs a message\n", name, s.times, 1e3*s.cpu.Seconds()/float64(s.times), 1e6*s.cpu.Seconds()/float64(n))
	}
	fmt.Printf("  %-10s %26.1f µs a message\n", "all", 1e6*all.Seconds()/float64(n))
	return nil
}

type ledgerBench struct {
	*ledger.Ledger
	db       *schema.DB
	run      ledger.Run
	together int
	steps    map[string]*ledgerStep
}

type ledgerStep struct {
	times int
	cpu   time.Duration
}

// step runs a step several times, and adds what it cost.
func (b *ledgerBench) step(ctx context.Context, name string, times int, do func(i int) error) error {
	before, err := spentBy(ctx, b.db)
	for i := 0; i < times && err == nil; i++ {
		err = do(i)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := spentBy(ctx, b.db)
	if b.steps[name] == nil {
		b.steps[name] = &ledgerStep{}
	}
	b.steps[name].times += times
	b.steps[name].cpu += after.since(before).cpu
	return err
}

// block records what is open of a block as sent.
func (b *ledgerBench) block(ctx context.Context, block ledger.Block) error {
	if err := b.db.Conn().Exec(ctx, "SYSTEM STOP MERGES"); err != nil {
		return err
	}
	c := ledger.Claimant{ID: fmt.Sprint("bench/", block.Number), Channel: "edm", Purpose: "marketing"}
	err := b.step(ctx, "prepare", 1, func(int) error { _, err := b.Prepare(ctx, block, c); return err })
	for err == nil {
		var picked ledger.Picked
		err = b.step(ctx, "pick", 1, func(int) (err error) { picked, err = b.Pick(ctx, block, c, *ledgerPick); return err })
		if err != nil || picked.Seen == 0 {
			break
		}
		err = b.batches(ctx, c, picked.Recipients)
	}
	if err != nil {
		return err
	}
	return b.step(ctx, "merge", 1, func(int) error { return b.merge(ctx) })
}

// batches takes each step for all batches, before the next step.
func (b *ledgerBench) batches(ctx context.Context, c ledger.Claimant, all []ledger.Recipient) error {
	var batches []ledger.Batch
	for part := range slices.Chunk(all, b.together) {
		batches = append(batches, ledger.Batch{ID: fmt.Sprint(part[0].MemberID), Recipients: part})
	}
	for _, s := range []struct {
		name string
		do   func(i int) error
	}{
		{"claim", func(i int) (err error) { batches[i], err = b.Claim(ctx, b.run, c, batches[i]); return err }},
		{"state", func(int) error { _, err := b.State(ctx, b.run); return err }},
		{"reserve", func(i int) error { return b.MarkReserved(ctx, b.run, batches[i]) }},
		{"record", func(i int) error { return b.Record(ctx, b.run, c, batches[i], allSent(batches[i])) }},
	} {
		if err := b.step(ctx, s.name, len(batches), s.do); err != nil {
			return err
		}
	}
	return nil
}

func allSent(batch ledger.Batch) []ledger.Report {
	reports := make([]ledger.Report, len(batch.Recipients))
	for i, r := range batch.Recipients {
		reports[i] = ledger.Report{Recipient: r, State: ledger.DeliverySent, ProviderID: fmt.Sprint(r.MemberID)}
	}
	return reports
}

// merge lets ClickHouse merge, and waits until it has nothing to merge for half a second.
func (b *ledgerBench) merge(ctx context.Context) error {
	if err := b.db.Conn().Exec(ctx, "SYSTEM START MERGES"); err != nil {
		return err
	}
	for idle := 0; idle < 5; idle++ {
		var running uint64
		if err := b.db.Conn().QueryRow(ctx, "SELECT count() FROM system.merges").Scan(&running); err != nil {
			return err
		}
		if running > 0 {
			idle = 0
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil
}
