package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars/config"
	"regulars/config/audience"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/ledger/reach"
	"regulars/schema/snapshot"
)

// benchFunnel measures what the page of a campaign asks while somebody writes it: whom it
// reaches, why the others leave and ten of them, over a tenth of the members and over all.
func benchFunnel(ctx context.Context, db *schema.DB, n int) error {
	for _, size := range []int{n / 10, n} {
		brand := fmt.Sprint("funnel", size)
		l, err := fillCampaign(ctx, db, brand, size)
		if err != nil {
			return err
		}
		if err := stored(ctx, db, brand); err != nil {
			return err
		}
		plan := ledger.Plan{
			Run: ledger.Run{Brand: brand, Campaign: "wake-up", Date: "2026-11-20"}, Audience: audience.Audience{Enters: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing", Holdout: 0.1,
		}
		if err := timed(ctx, db, "storing the reach", func() error { return storeReach(ctx, db, brand) }); err != nil {
			return err
		}
		for _, match := range []struct{ who, where string }{{"one in a hundred matches", "member_id % 100 = 0"}, {"all match", "1 = 1"}} {
			fmt.Printf("\nfunnel                 %d members, of whom %s\n", size, match.who)
			plan.Audience.Where = match.where
			if err := funnel(ctx, db, l, plan); err != nil {
				return err
			}
		}
	}
	return nil
}

// funnel asks what one look at a campaign asks.
func funnel(ctx context.Context, db *schema.DB, l *ledger.Ledger, plan ledger.Plan) error {
	if err := timed(ctx, db, "whom it reaches", func() error { _, err := l.Audience(ctx, plan); return err }); err != nil {
		return err
	}
	if err := timed(ctx, db, "the whole look", func() error { return look(ctx, l, plan) }); err != nil {
		return err
	}
	return timed(ctx, db, "of what is stored", func() error { return storedLook(ctx, db, l, plan) })
}

// storeReach stores whom the campaigns of a brand reach, as a night does.
func storeReach(ctx context.Context, db *schema.DB, brand string) error {
	if err := db.Conn().Exec(ctx, "TRUNCATE TABLE member_reach"); err != nil {
		return fmt.Errorf("forget the stored reach: %w", err)
	}
	return reach.Write(ctx, db, &config.Brand{Name: brand, HashKey: config.NewSecret(benchKey)})
}

// storedLook is look by what is stored of all members.
func storedLook(ctx context.Context, db *schema.DB, l *ledger.Ledger, plan ledger.Plan) error {
	stored, err := reach.Of(ctx, db, l, plan)
	if err != nil {
		return err
	}
	if stored == nil {
		return errors.New("no reach is stored")
	}
	funnel, err := stored.Count(ctx)
	if err != nil {
		return err
	}
	_, err = funnel.Sample(ctx, 10)
	return err
}

// look makes the plan once, and asks it what a page shows: whom it reaches, why others leave
// and ten of them.
func look(ctx context.Context, l *ledger.Ledger, plan ledger.Plan) error {
	k, err := l.Look(ctx, plan)
	if err != nil {
		return err
	}
	defer k.Close(ctx)
	if _, err := k.Lines(ctx); err != nil {
		return err
	}
	_, err = k.Sample(ctx, 10)
	return err
}

// stored publishes the date and stores its members, as a night does.
func stored(ctx context.Context, db *schema.DB, brand string) error {
	for _, statement := range []string{
		"INSERT INTO derivations (brand, whole, version) VALUES (?, true, 1)",
		"INSERT INTO generations VALUES (?, 1, 'backfill', '2026-11-20', '2026-11-20', 'published', 0, now(), now(), 1)",
	} {
		if err := db.Conn().Exec(ctx, statement, brand); err != nil {
			return fmt.Errorf("publish a date: %w", err)
		}
	}
	if err := snapshot.Write(ctx, db, brand); err != nil {
		return err
	}
	current, err := snapshot.Members.Current(ctx, db, brand, "2026-11-20")
	if err == nil && !current {
		err = errors.New("the members are not stored")
	}
	return err
}

// timed shows what a question takes the first time, and in the mean of two after it.
func timed(ctx context.Context, db *schema.DB, name string, ask func() error) error {
	const again = 2
	began := time.Now()
	if err := ask(); err != nil {
		return err
	}
	first := time.Since(began)
	before, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	began = time.Now()
	for range again {
		if err := ask(); err != nil {
			return err
		}
	}
	then := time.Since(began) / again
	after, err := readUsage(ctx, db)
	if err != nil {
		return err
	}
	fmt.Printf("                       %-18s first %d ms, then %d ms; processors %d ms of ClickHouse, %d ms here\n", name, first.Milliseconds(), then.Milliseconds(),
		((after.clickhouse - before.clickhouse) / again).Milliseconds(), ((after.process - before.process) / again).Milliseconds())
	return nil
}
