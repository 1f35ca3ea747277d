package prooftest

import (
	"context"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// Engine is a database whose numbers are to be proven, and a connection of its
// own that reads the contract tables as anybody would.
type Engine struct {
	DB   *schema.DB
	Conn driver.Conn
	only []string // files of numbers; all when empty
}

// Open returns an engine with a database of its own. Its queries have one thread, which is
// all that small brands need; the many brands of REGULARS_PROVE=1 have as many as the
// server likes. A test that looks at a few numbers names their files (see
// metric.Measurement): most of the time of a small brand is ClickHouse planning queries.
func Open(t testing.TB, only ...string) *Engine {
	t.Helper()
	options := schematest.Options(t)
	if Proving() {
		options.Limits = config.DefaultClickHouse()
	}
	db := schematest.OpenWith(t, options)
	return &Engine{DB: db, Conn: schematest.Connect(t, db), only: only}
}

// Measure derives and publishes a range.
func (e *Engine) Measure(brand *config.Brand, from, to regulars.BusinessDate) error {
	if _, err := derive.Run(context.Background(), e.DB, brand, to); err != nil {
		return err
	}
	return e.Publish(brand, metric.Measurement{From: from, To: to, Kind: "backfill"})
}

// Night derives, computes one date and the dates that changes since the last
// night restate.
func (e *Engine) Night(brand *config.Brand, date regulars.BusinessDate) error {
	ctx := context.Background()
	if _, err := derive.Run(ctx, e.DB, brand, date); err != nil {
		return err
	}
	from, derivation, err := metric.RestateFrom(ctx, e.DB, brand.Name, date)
	if err != nil {
		return err
	}
	return e.Publish(brand, metric.Measurement{From: from, To: date, Kind: "night", Restates: derivation})
}

// Publish measures and publishes without deriving.
func (e *Engine) Publish(brand *config.Brand, m metric.Measurement) error {
	m.Only = e.only
	generation, err := metric.Measure(context.Background(), e.DB, brand, m, nil)
	if err != nil {
		return err
	}
	return metric.Publish(context.Background(), e.DB, brand.Name, generation)
}

// RestatesFrom derives, returns from which date a night must measure, and publishes
// that.
func (e *Engine) RestatesFrom(t testing.TB, brand *config.Brand, date regulars.BusinessDate) regulars.BusinessDate {
	t.Helper()
	_, err := derive.Run(t.Context(), e.DB, brand, date)
	require.NoError(t, err)
	from, derivation, err := metric.RestateFrom(t.Context(), e.DB, brand.Name, date)
	require.NoError(t, err)
	require.NoError(t, e.Publish(brand, metric.Measurement{From: from, To: date, Kind: "night", Restates: derivation}))
	return from
}

// Break derives while the table of stages is missing: a run that ends after it
// wrote the orders and the cycles, and before it wrote the stages.
func (e *Engine) Break(t testing.TB, brand *config.Brand, to regulars.BusinessDate) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, e.Conn.Exec(ctx, "RENAME TABLE stage_intervals TO stage_intervals_away"))
	_, err := derive.Run(ctx, e.DB, brand, to)
	require.Error(t, err)
	require.NoError(t, e.Conn.Exec(ctx, "RENAME TABLE stage_intervals_away TO stage_intervals"))
}

// Text returns the one text of a query.
func (e *Engine) Text(t testing.TB, query string, args ...any) (text string) {
	t.Helper()
	require.NoError(t, e.Conn.QueryRow(context.Background(), query, args...).Scan(&text))
	return text
}

// Query returns the rows of a query, which the caller closes.
func (e *Engine) Query(t testing.TB, query string, args ...any) driver.Rows {
	t.Helper()
	rows, err := e.Conn.Query(context.Background(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return rows
}
