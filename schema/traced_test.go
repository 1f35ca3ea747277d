package schema_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"regulars/schema"
	"regulars/schema/schematest"
)

// Each query is a span below the one that asks, named after its file, and ClickHouse is
// sent the trace: what it notes in system.opentelemetry_span_log, where that is on, is
// part of it. No span has the query's text.
func TestQueriesAreSpans(t *testing.T) {
	options := schematest.Options(t)
	wire := listenBetween(t, options.Addr)
	options.Addr = wire.addr
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	t.Cleanup(func() { _ = db.Drop(context.Background()) })

	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	ask(t, t.Context(), db)
	require.Empty(t, spans.GetSpans(), "no span where nothing asks in one")

	ctx, above := provider.Tracer("test").Start(t.Context(), "night")
	ask(t, ctx, db)
	above.End()
	id := above.SpanContext().TraceID()
	require.True(t, wire.saw(id), "ClickHouse is not sent the trace")

	names := map[string]int{}
	for _, s := range spans.GetSpans() {
		if s.Name == "night" {
			continue
		}
		names[s.Name]++
		require.Equal(t, above.SpanContext().SpanID(), s.Parent.SpanID(), s.Name)
		require.Equal(t, s.Name == "SELECT", s.Status.Code == codes.Error, s.Name)
		require.Empty(t, s.Status.Description)
		for _, a := range s.Attributes {
			require.NotContains(t, a.Value.String(), "Wang", s.Name)
		}
	}
	require.Equal(t, map[string]int{"room/make.sql": 1, "room/ask.sql": 2, "INSERT": 1, "SELECT": 1}, names)
}

type who struct{ Name string }

var (
	sql = fstest.MapFS{
		"make.sql": {Data: []byte("CREATE TABLE IF NOT EXISTS traced (name String) ENGINE = Memory")},
		"ask.sql":  {Data: []byte("SELECT name FROM traced WHERE name = {name:String}")},
	}
	makeTable = schema.NewScript[schema.NoParams]("room", sql, "make.sql")
	askTable  = schema.NewScript[who]("room", sql, "ask.sql")
)

// ask runs a query of each kind; the last fails.
func ask(t *testing.T, ctx context.Context, db *schema.DB) {
	t.Helper()
	require.NoError(t, makeTable.Exec(ctx, db, schema.NoParams{}))
	batch, err := db.PrepareBatch(ctx, "INSERT INTO traced")
	require.NoError(t, err)
	require.NoError(t, batch.Append("Wang Mei"))
	require.NoError(t, batch.Send())
	require.NoError(t, batch.Close())
	var found string
	require.NoError(t, askTable.Row(ctx, db, who{"Wang Mei"}, &found))
	var all []struct {
		Name string `ch:"name"`
	}
	require.NoError(t, askTable.Select(ctx, db, &all, who{"Wang Mei"}))
	require.Error(t, db.Conn().QueryRow(ctx, "SELECT toUInt8('Wang Mei')").Scan(new(uint8)))
}

// between passes a connection on, and remembers what the client sends.
type between struct {
	addr string
	mu   sync.Mutex
	sent bytes.Buffer
}

func listenBetween(t *testing.T, to string) *between {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	b := &between{addr: listener.Addr().String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				continue
			}
			go func() { _, _ = io.Copy(client, server); _ = client.Close() }()
			go func() { _, _ = io.Copy(server, io.TeeReader(client, b)); _ = server.Close() }()
		}
	}()
	return b
}

func (b *between) Write(sent []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sent.Write(sent)
}

// saw reports whether a trace's id was sent: ClickHouse has its halves as two numbers, the
// low byte first.
func (b *between) saw(id trace.TraceID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	var swapped []byte
	for _, half := range [][]byte{id[:8], id[8:]} {
		for i := range half {
			swapped = append(swapped, half[len(half)-1-i])
		}
	}
	return bytes.Contains(b.sent.Bytes(), swapped)
}
