package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars/schema"
)

// writers insert at a time, as the blocks of a campaign do.
const writers = 8

// rounds alternate between the tables, so that what else the machine does slows
// down both.
const rounds = 10

var durableInserts = flag.Int("inserts", 500, "inserts of each size, with and without fsync")

// benchDurable times inserts of one batch of deliveries, and of one page of orders,
// into a table that outlives a power cut and into one that doesn't.
func benchDurable(ctx context.Context, db *schema.DB, inserts int) error {
	if err := makeInsertTables(ctx, db); err != nil {
		return err
	}
	for _, rows := range []int{1, 50, 10_000} {
		took := map[string]time.Duration{}
		for range rounds {
			for _, table := range []string{"durable", "volatile"} {
				started := time.Now()
				if err := insertMany(ctx, db, table, rows, inserts/rounds); err != nil {
					return err
				}
				took[table] += time.Since(started)
			}
		}
		rate := func(table string) float64 { return float64(inserts) / took[table].Seconds() }
		fmt.Printf("inserts of %6d rows: durable %6.0f/s, without fsync %6.0f/s, ratio %.2f\n",
			rows, rate("durable"), rate("volatile"), rate("durable")/rate("volatile"))
	}
	return nil
}

func makeInsertTables(ctx context.Context, db *schema.DB) error {
	const columns = " (brand LowCardinality(String), id UInt64, state LowCardinality(String), detail String, at DateTime64(3), version UInt64)" +
		" ENGINE = ReplacingMergeTree(version) ORDER BY (brand, id)"
	const volatile = " SETTINGS fsync_after_insert = 0, fsync_part_directory = 0, min_rows_to_fsync_after_merge = 0, min_compressed_bytes_to_fsync_after_merge = 0"
	for _, statement := range []string{
		"DROP TABLE IF EXISTS durable", "DROP TABLE IF EXISTS volatile",
		schema.Durable("CREATE TABLE durable" + columns), "CREATE TABLE volatile" + columns + volatile,
	} {
		if err := db.Conn().Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func insertMany(ctx context.Context, db *schema.DB, table string, rows, times int) error {
	statement := fmt.Sprintf("INSERT INTO %s SELECT 'acme', rand64(), 'sent', hex(rand64()), now64(3), 1 FROM numbers(%d)", table, rows)
	var group errgroup.Group
	group.SetLimit(writers)
	for range times {
		group.Go(func() error { return db.Conn().Exec(ctx, statement) })
	}
	return group.Wait()
}
