package proofs

import (
	"context"
	"testing"

	"regulars/schema"
	"regulars/schema/schematest"
)

func TestMeasureTwiceGivesTheSameRows(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := schematest.Open(t)
	brand := schematest.Brand(t, "twice")
	if err := db.SyncSettings(ctx, brand); err != nil {
		t.Fatal(err)
	}
	insertRandomOrders(t, db, brand, 2000, 300)
	if _, err := db.Derive(ctx, brand, "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for range 2 {
		generation, err := db.Measure(ctx, brand, schema.Measurement{From: "2025-06-01", To: "2025-07-31", Kind: "backfill"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Publish(ctx, brand.Name, generation); err != nil {
			t.Fatal(err)
		}
		hash, err := db.PublishedHash(ctx, brand.Name)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hash)
	}
	if hashes[0] != hashes[1] {
		t.Fatalf("measured twice, the published rows differ: %v", hashes)
	}
}
