package metric_test

import (
	"context"
	"testing"

	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

func TestMeasureTwiceGivesTheSameRows(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := schematest.Open(t)
	brand := schematest.Brand(t, "twice")
	if err := derive.SyncSettings(ctx, db, brand); err != nil {
		t.Fatal(err)
	}
	prooftest.InsertRandomOrders(t, db, brand, 2000, 300)
	if _, err := derive.Run(ctx, db, brand, "2025-12-31"); err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for range 2 {
		generation, err := metric.Measure(ctx, db, brand, metric.Measurement{From: "2025-06-01", To: "2025-07-31", Kind: "backfill"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := metric.Publish(ctx, db, brand.Name, generation); err != nil {
			t.Fatal(err)
		}
		hash, err := metric.PublishedHash(ctx, db, brand.Name)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hash)
	}
	if hashes[0] != hashes[1] {
		t.Fatalf("measured twice, the published rows differ: %v", hashes)
	}
}
