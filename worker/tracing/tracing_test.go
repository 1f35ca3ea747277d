package tracing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/interceptor"

	"regulars/config"
	"regulars/config/operation"
	"regulars/internal/span"
	"regulars/worker/tracing/tracingtest"
)

var silent = slog.New(slog.DiscardHandler)

func forget(t *testing.T) {
	t.Helper()
	for _, name := range []string{endpointEnv, tracesEnv, protocolEnv, tracesOver, exporterEnv, disabledEnv, samplerEnv, "OTEL_EXPORTER_OTLP_HEADERS"} {
		t.Setenv(name, "")
	}
}

// A key of the file wins over the variable, which holds where the file has none.
func TestWhichReceiverGetsTraces(t *testing.T) {
	forget(t)
	file, variable := tracingtest.Start(t), tracingtest.Start(t)
	send := func(cfg operation.Tracing) {
		t.Helper()
		traces, err := Open(t.Context(), cfg, "1.2.3", silent)
		require.NoError(t, err)
		if traces == nil {
			return
		}
		_, s := traces.provider.Tracer("test").Start(t.Context(), "one")
		s.End()
		traces.Close()
	}
	send(operation.Tracing{})
	require.Empty(t, append(file.Spans(), variable.Spans()...), "off where nothing names a receiver")

	t.Setenv(endpointEnv, variable.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=variable")
	send(operation.Tracing{})
	require.Len(t, variable.Spans(), 1)
	require.Equal(t, "variable", variable.Headers()[0].Get("api-key"))
	require.Equal(t, "1.2.3", variable.Spans()[0].Attributes["service.version"])

	send(operation.Tracing{Endpoint: file.URL, Headers: config.NewSecret("api-key=file, tenant = tea")})
	require.Len(t, variable.Spans(), 1)
	require.Len(t, file.Spans(), 1)
	require.Equal(t, "file", file.Headers()[0].Get("api-key"))
	require.Equal(t, "tea", file.Headers()[0].Get("tenant"))

	t.Setenv(disabledEnv, "true")
	send(operation.Tracing{Endpoint: file.URL})
	require.Len(t, file.Spans(), 1, "OTEL_SDK_DISABLED turns traces off, whatever names a receiver")
}

func TestProtocolAndAddress(t *testing.T) {
	env := map[string]string{}
	get := func(name string) string { return env[name] }
	require.False(t, overGRPC(operation.Tracing{}, get))
	env[protocolEnv] = "grpc"
	require.True(t, overGRPC(operation.Tracing{}, get))
	require.False(t, overGRPC(operation.Tracing{Protocol: "http"}, get))
	env[tracesOver] = "http/protobuf"
	require.False(t, overGRPC(operation.Tracing{}, get))
	require.True(t, overGRPC(operation.Tracing{Protocol: "grpc"}, get))
	require.Equal(t, "https://a.example:4318/v1/traces", withPath("https://a.example:4318"))
	require.Equal(t, "https://a.example/v1/traces", withPath("https://a.example/"))
	require.Equal(t, "https://a.example/otlp/v1/traces", withPath("https://a.example/otlp/v1/traces"))
}

// All workers decide alike about a trace, and about as many are kept as the share says.
func TestASampleIsOfTraces(t *testing.T) {
	forget(t)
	receiver := tracingtest.Start(t)
	const runs, share = 2000, 0.25
	for range 2 {
		traces, err := Open(t.Context(), operation.Tracing{Endpoint: receiver.URL, Sample: share}, "", silent)
		require.NoError(t, err)
		begin := tracer{of: traces.provider.Tracer(service)}
		for i := range runs {
			s, err := begin.StartSpan(&interceptor.TracerStartSpanOptions{Operation: "RunWorkflow", Tags: map[string]string{runIDTag: fmt.Sprint("run ", i)}, Time: time.Now(), IdempotencyKey: fmt.Sprint(i)})
			require.NoError(t, err)
			s.(*running).returned = true
			s.Finish(&interceptor.TracerFinishSpanOptions{})
			if i%500 == 0 {
				require.NoError(t, traces.provider.ForceFlush(t.Context()))
			}
		}
		traces.Close()
	}
	times := map[string]int{}
	for _, s := range receiver.Spans() {
		times[s.Trace+s.ID]++
	}
	require.InDelta(t, runs*share, len(times), runs*0.06, "the ids are hashes of fixed texts: this is always the same number")
	for id, n := range times {
		require.Equal(t, 2, n, id)
	}
}

// A workflow that has only left a worker's cache hands nothing over; ids follow from the
// run, so that another worker goes on with the same trace.
func TestASpanOfAWorkflow(t *testing.T) {
	forget(t)
	receiver := tracingtest.Start(t)
	traces, err := Open(t.Context(), operation.Tracing{Endpoint: receiver.URL}, "", silent)
	require.NoError(t, err)
	begin := tracer{of: traces.provider.Tracer(service)}
	options := func() *interceptor.TracerStartSpanOptions {
		return &interceptor.TracerStartSpanOptions{Operation: "RunWorkflow", Name: "Nightly", Tags: map[string]string{runIDTag: "run"}, Time: time.Now(), IdempotencyKey: "key"}
	}
	first, err := begin.StartSpan(options())
	require.NoError(t, err)
	first.Finish(&interceptor.TracerFinishSpanOptions{})
	header, err := begin.MarshalSpan(first)
	require.NoError(t, err)
	step, err := begin.UnmarshalSpan(header)
	require.NoError(t, err)
	child, err := begin.StartSpan(&interceptor.TracerStartSpanOptions{Operation: "RunActivity", Name: "LoadPages", Parent: step, Time: time.Now()})
	require.NoError(t, err)
	child.Finish(&interceptor.TracerFinishSpanOptions{Error: errors.New("Wang Mei, mei@shop.example")})

	again, err := begin.StartSpan(options())
	require.NoError(t, err)
	again.(*running).returned = true
	again.Finish(&interceptor.TracerFinishSpanOptions{})
	traces.Close()

	spans := receiver.Spans()
	require.Len(t, spans, 2)
	require.Equal(t, "RunActivity:LoadPages", spans[0].Name)
	require.True(t, spans[0].Error)
	require.Equal(t, "RunWorkflow:Nightly", spans[1].Name)
	require.Equal(t, spans[1].Trace, spans[0].Trace)
	require.Equal(t, spans[1].ID, spans[0].Parent)
	for _, text := range spans[0].Texts {
		require.NotContains(t, text, "Wang")
	}
}

// Whatever a span holds, no person leaves by it.
func TestNoPersonLeaves(t *testing.T) {
	forget(t)
	receiver := tracingtest.Start(t)
	traces, err := Open(t.Context(), operation.Tracing{Endpoint: receiver.URL}, "", silent)
	require.NoError(t, err)
	_, s := traces.provider.Tracer("test").Start(t.Context(), "member mei@shop.example", trace.WithAttributes(
		attribute.String("to", "+886912345678"), attribute.String("line", "U0123456789abcdef0123456789abcdef"), attribute.Int("n", 7)))
	s.RecordError(errors.New("Wang Mei has no address"))
	s.SetStatus(codes.Error, "Wang Mei has no address")
	s.End()
	traces.Close()
	one := receiver.Spans()[0]
	require.Equal(t, "member …", one.Name)
	require.Equal(t, "…", one.Attributes["to"])
	require.Equal(t, "…", one.Attributes["line"])
	require.Contains(t, one.Attributes["n"], "7")
	require.True(t, one.Error)
	for _, text := range one.Texts {
		require.NotContains(t, text, "Wang")
	}
}

// A request is a trace with what it asks below it; a trace that comes from outside isn't
// gone on with, and no path shows who it was about.
func TestRequests(t *testing.T) {
	forget(t)
	receiver := tracingtest.Start(t)
	traces, err := Open(t.Context(), operation.Tracing{Endpoint: receiver.URL}, "", silent)
	require.NoError(t, err)
	asked := make(chan http.Header, 1)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Header
		w.WriteHeader(http.StatusTeapot)
	}))
	defer shop.Close()
	client := http.Client{Transport: span.Transport(http.DefaultTransport)}
	door := httptest.NewServer(traces.Handler("console", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, shop.URL+"/customers?email=mei@shop.example", nil)
		if err == nil {
			var answer *http.Response
			if answer, err = client.Do(request); err == nil {
				_ = answer.Body.Close()
			}
		}
		w.WriteHeader(http.StatusBadGateway)
	})))
	defer door.Close()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, door.URL+"/b/tea/members/Wang?q=mei@shop.example", nil)
	require.NoError(t, err)
	request.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, answer.Body)
	require.NoError(t, answer.Body.Close())
	require.Empty(t, (<-asked).Get("traceparent"), "a shop learns nothing of our traces")
	door.Close()
	traces.Close()

	spans := receiver.Spans()
	require.Len(t, spans, 2)
	below, above := spans[0], spans[1]
	require.Equal(t, "console GET /b/{}/members/{}", above.Name)
	require.True(t, above.Error)
	require.Empty(t, above.Parent)
	require.NotEqual(t, "0af7651916cd43dd8448eb211c80319c", above.Trace)
	require.Equal(t, above.ID, below.Parent)
	require.Equal(t, "127.0.0.1", below.Attributes["server.address"])
	require.True(t, below.Error)
	for _, s := range spans {
		for _, text := range s.Texts {
			require.NotContains(t, text, "shop.example")
			require.NotContains(t, text, "Wang")
			require.NotContains(t, text, "customers")
		}
	}
}

// Nothing happens where traces are off.
func TestOff(t *testing.T) {
	var off *Tracing
	require.Nil(t, off.Interceptors())
	handler := http.NotFoundHandler()
	require.NotNil(t, off.Handler("x", handler))
	off.Close()
	ctx := t.Context()
	below, s := span.Start(ctx, "x")
	require.Equal(t, ctx, below)
	s.Set(attribute.Int("n", 1))
	s.End(errors.New("x"))
}
