// Package schematest gives tests a real database of their own.
package schematest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"regulars/deploy/local/localtest"
	"regulars/schema"
)

// Open makes a database on the embedded stack with all tables in it and drops it
// when the test ends.
func Open(tb testing.TB) *schema.DB {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db, err := schema.Open(ctx, Options(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := db.Drop(ctx); err != nil {
			tb.Log(err)
		}
		_ = db.Close()
	})
	if err := db.Migrate(ctx); err != nil {
		tb.Fatal(err)
	}
	return db
}

// Options are those of a database that only this test uses.
func Options(tb testing.TB) schema.Options {
	tb.Helper()
	return schema.Options{
		Addr:     localtest.Stack(tb).ClickHouse,
		Database: "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")[:16],
	}
}
