package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/cell"
	"regulars/config"
	"regulars/platform/file"
	"regulars/schema/feed/formula"
	"regulars/schema/intake"
)

const benchRows = 100_000

// benchFeed is a feed of orders in a CSV file.
func benchFeed(b *testing.B) (config.Feed, *file.Feed) {
	b.Helper()
	var text bytes.Buffer
	text.WriteString("receipt,sold_at,member,email,sku,pieces,price,amount\n")
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range benchRows {
		member := i / 2 % 500_000
		fmt.Fprintf(&text, "R%08d,%s,%d,member%d@shop.example.com,SKU-%d,%d,%d.50,%d.50\n",
			i/2, at.Add(time.Duration(i/2)*7*time.Second).Format(time.DateTime), member, member, i%977, 1+i%3, 10+i%90, (1+i%3)*(10+i%90))
	}
	path := filepath.Join(b.TempDir(), "orders.csv")
	require.NoError(b, os.WriteFile(path, text.Bytes(), 0o600))
	one := config.Feed{Path: path, Grain: "line", Columns: map[string]string{
		"order_id": "receipt", "placed_at": "sold_at", "customer_id": "member", "email": "email", "sku": "sku", "quantity": "pieces", "amount": "amount",
	}}
	files, err := file.NewFeed(one)
	require.NoError(b, err)
	return one, files
}

// What the worker does to rows until they are sent to ClickHouse, step by step.
func BenchmarkRows(b *testing.B) {
	one, files := benchFeed(b)
	zone := time.UTC
	brand := (&config.Brand{Name: "bench", Timezone: zone.String(), Zone: zone, Currency: "TWD", Identity: config.Identity{Region: "TW"}}).WithDefaults()
	shop := &config.Shop{Name: "files", Platform: "file", Timezone: zone.String(), Zone: zone, Currency: "TWD"}
	im, err := newImporter(nil, intake.Load{Brand: brand, Shop: shop, ID: "bench"}, one, files)
	require.NoError(b, err)
	require.NoError(b, im.declareStyles())
	im.atOnce, im.fractions = true, map[string]cell.Example{}
	found, err := files.List(b.Context())
	require.NoError(b, err)
	run := func(name string, each func(rows cell.Rows) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rows, err := im.open(b.Context(), found[0])
				require.NoError(b, err)
				require.NoError(b, each(rows))
				require.NoError(b, rows.Close())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
		})
	}
	run("split", func(rows cell.Rows) error {
		for {
			if _, err := rows.Next(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	reader := func(rows cell.Rows) *fileReader {
		r := &fileReader{im: im, number: 1, name: "orders.csv", columns: rows.Columns(), bindings: im.bind(rows.Columns())}
		for _, binding := range r.bindings {
			r.used = append(r.used, binding.columnsOf(r.columns)...)
		}
		r.used = formula.UsedColumns(r.used)
		for i := range r.bindings {
			r.bindings[i].place(r.used)
		}
		return r
	}
	run("batches", func(rows cell.Rows) error {
		_, err := formula.ReadBatches(rows, reader(rows).used, func(*cell.Row) {}, func(*formula.Batch) error { return nil })
		return err
	})
	run("values", func(rows cell.Rows) error {
		r := reader(rows)
		_, err := formula.ReadBatches(rows, r.used, func(*cell.Row) {}, func(batch *formula.Batch) error {
			if r.values(batch, &formula.Evaluated{}, make([]string, len(batch.Rows))) == nil {
				return errNotEvident
			}
			return nil
		})
		return err
	})
}
