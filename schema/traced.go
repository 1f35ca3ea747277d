package schema

import (
	"context"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"regulars/internal/span"
)

// traced is a connection whose queries are spans below the one of their context, where it
// has one. ClickHouse gets the span too, so its own of the same trace stand in
// system.opentelemetry_span_log, with the query's id. No span has a query's text: it may
// hold values.
type traced struct {
	driver.Conn
	database string
}

// fileKey is the key of a query's .sql file in its context.
type fileKey struct{}

// begin begins a query's span, named after its .sql file, or its first word where it has
// none.
func (c traced) begin(ctx context.Context, query string) (context.Context, *span.Span) {
	if !trace.SpanFromContext(ctx).IsRecording() {
		return ctx, nil
	}
	name, known := ctx.Value(fileKey{}).(string)
	if !known {
		name, _, _ = strings.Cut(strings.ToUpper(withoutComments(query)), " ")
		if name, _, _ = strings.Cut(name, "\n"); len(name) > len("DESCRIBE") {
			name = "query"
		}
	}
	ctx, s := span.Start(ctx, name, attribute.String("db.system.name", "clickhouse"), attribute.String("db.namespace", c.database))
	return clickhouse.Context(ctx, clickhouse.WithSpan(trace.SpanContextFromContext(ctx))), s
}

func (c traced) Exec(ctx context.Context, query string, args ...any) error {
	ctx, s := c.begin(ctx, query)
	err := c.Conn.Exec(ctx, query, args...)
	s.End(err)
	return err
}

func (c traced) Select(ctx context.Context, dest any, query string, args ...any) error {
	ctx, s := c.begin(ctx, query)
	err := c.Conn.Select(ctx, dest, query, args...)
	s.End(err)
	return err
}

// Query's span lasts until the rows are closed.
func (c traced) Query(ctx context.Context, query string, args ...any) (driver.Rows, error) {
	ctx, s := c.begin(ctx, query)
	rows, err := c.Conn.Query(ctx, query, args...)
	if err != nil || s == nil {
		s.End(err)
		return rows, err
	}
	return tracedRows{rows, s}, nil
}

// QueryRow's span lasts until the row is scanned.
func (c traced) QueryRow(ctx context.Context, query string, args ...any) driver.Row {
	ctx, s := c.begin(ctx, query)
	row := c.Conn.QueryRow(ctx, query, args...)
	if s == nil {
		return row
	}
	return tracedRow{row, s}
}

// PrepareBatch's span lasts until the batch is sent or given up.
func (c traced) PrepareBatch(ctx context.Context, query string, options ...driver.PrepareBatchOption) (driver.Batch, error) {
	ctx, s := c.begin(ctx, query)
	batch, err := c.Conn.PrepareBatch(ctx, query, options...)
	if err != nil || s == nil {
		s.End(err)
		return batch, err
	}
	return tracedBatch{batch, s}, nil
}

type tracedRows struct {
	driver.Rows
	span *span.Span
}

func (r tracedRows) Close() error {
	err := r.Rows.Close()
	r.span.End(r.Err())
	return err
}

type tracedRow struct {
	driver.Row
	span *span.Span
}

func (r tracedRow) Scan(dest ...any) error {
	err := r.Row.Scan(dest...)
	r.span.End(err)
	return err
}

func (r tracedRow) ScanStruct(dest any) error {
	err := r.Row.ScanStruct(dest)
	r.span.End(err)
	return err
}

type tracedBatch struct {
	driver.Batch
	span *span.Span
}

func (b tracedBatch) Send() error {
	b.span.Set(attribute.Int("regulars.rows", b.Rows()))
	err := b.Batch.Send()
	b.span.End(err)
	return err
}

func (b tracedBatch) Abort() error {
	err := b.Batch.Abort()
	b.span.End(err)
	return err
}

func (b tracedBatch) Close() error {
	err := b.Batch.Close()
	b.span.End(err)
	return err
}
