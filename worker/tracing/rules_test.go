package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/config"
	"regulars/config/operation"
)

// kept is a way whose spans stay here.
func kept() (*Tracing, *tracetest.InMemoryExporter) {
	memory := tracetest.NewInMemoryExporter()
	return &Tracing{sdktrace.NewTracerProvider(sdktrace.WithSyncer(memory), sdktrace.WithIDGenerator(ids{}))}, memory
}

func of(t *Tracing) tracer { return tracer{of: t.provider.Tracer(service)} }

// Traces are on where a receiver is named, by the file or a variable, and nothing turns them off.
func TestOn(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint string
		env      map[string]string
		want     bool
	}{
		"nothing is named":             {"", nil, false},
		"the file names one":           {"http://a.test", nil, true},
		"a variable does":              {"", map[string]string{endpointEnv: "http://a.test"}, true},
		"the variable of traces does":  {"", map[string]string{tracesEnv: "http://a.test"}, true},
		"disabled":                     {"http://a.test", map[string]string{disabledEnv: "TRUE"}, false},
		"not disabled":                 {"http://a.test", map[string]string{disabledEnv: "false"}, true},
		"no exporter":                  {"http://a.test", map[string]string{exporterEnv: "none"}, false},
		"an exporter that is ours too": {"http://a.test", map[string]string{exporterEnv: "otlp"}, true},
	} {
		require.Equal(t, c.want, on(operation.Tracing{Endpoint: c.endpoint}, func(key string) string { return c.env[key] }), name)
	}
}

// The share of the file decides; without one a variable does, and without both each trace is kept.
func TestSampler(t *testing.T) {
	none := func(string) string { return "" }
	named := func(string) string { return "always_off" }
	require.Contains(t, samplerOf(operation.Tracing{}, none).Description(), "AlwaysOn")
	require.Contains(t, samplerOf(operation.Tracing{Sample: 0.25}, none).Description(), "TraceIDRatioBased{0.25}")
	require.Contains(t, samplerOf(operation.Tracing{Sample: 0.25}, named).Description(), "TraceIDRatioBased{0.25}")
	require.Nil(t, samplerOf(operation.Tracing{}, named))
}

// What can't be read of the settings is an error of theirs, not a worker without traces.
func TestSettingsThatCannotBeRead(t *testing.T) {
	forget(t)
	for _, protocol := range []string{"http", "grpc"} {
		_, err := Open(t.Context(), operation.Tracing{Endpoint: "http://127.0.0.1:1", Protocol: protocol, Headers: config.NewSecret("no header")}, "", silent)
		require.ErrorContains(t, err, "worker.tracing: ")
		traces, err := Open(t.Context(), operation.Tracing{Endpoint: "http://127.0.0.1:1", Protocol: protocol, Headers: config.NewSecret("a=b")}, "", silent)
		require.NoError(t, err)
		require.Len(t, traces.Interceptors(), 2)
		traces.Close()
	}
}

// How a step ended is said by a word: a cancellation is no fault, and a run that continues as
// another has no error at all.
func TestHowASpanEnds(t *testing.T) {
	for name, c := range map[string]struct {
		err      error
		kind     string
		isFailed bool
	}{
		"well":               {nil, "", false},
		"with a word":        {fmt.Errorf("night: %w", temporal.NewApplicationError("x", "NotWhole")), "NotWhole", true},
		"without one":        {temporal.NewApplicationError("x", ""), "internal.ApplicationError", true},
		"another error":      {errors.New("x"), "errors.errorString", true},
		"it was cancelled":   {temporal.NewCanceledError(), "internal.CanceledError", false},
		"as another run":     {&workflow.ContinueAsNewError{}, "", false},
		"as another, in one": {fmt.Errorf("night: %w", &workflow.ContinueAsNewError{}), "", false},
	} {
		traces, memory := kept()
		s, err := of(traces).StartSpan(&interceptor.TracerStartSpanOptions{Operation: "RunActivity", Name: "LoadPages", Time: time.Now(), Tags: map[string]string{"a": "b"}})
		require.NoError(t, err)
		s.Finish(&interceptor.TracerFinishSpanOptions{Error: c.err})
		span := memory.GetSpans()[0]
		require.Equal(t, "RunActivity:LoadPages", span.Name, name)
		require.Equal(t, c.isFailed, span.Status.Code == codes.Error, name)
		want := []attribute.KeyValue{attribute.String("a", "b")}
		if c.kind != "" {
			want = append(want, attribute.String("error.type", c.kind))
		}
		require.Equal(t, want, span.Attributes, name)
	}
}

// A span hangs below the one of this process or of another; what asks is the client.
func TestWhereASpanHangs(t *testing.T) {
	traces, memory := kept()
	begin := of(traces)
	start := func(parent interceptor.TracerSpanRef, toHeader bool) *running {
		s, err := begin.StartSpan(&interceptor.TracerStartSpanOptions{Operation: "RunActivity", Parent: parent, ToHeader: toHeader, Time: time.Now()})
		require.NoError(t, err)
		s.Finish(&interceptor.TracerFinishSpanOptions{})
		return s.(*running)
	}
	root := start(nil, true)
	header, err := begin.MarshalSpan(root)
	require.NoError(t, err)
	remote, err := begin.UnmarshalSpan(header)
	require.NoError(t, err)
	start(root, false)
	start(remote, false)
	spans := memory.GetSpans()
	require.Equal(t, []trace.SpanKind{trace.SpanKindClient, trace.SpanKindServer, trace.SpanKindServer}, []trace.SpanKind{spans[0].SpanKind, spans[1].SpanKind, spans[2].SpanKind})
	for _, below := range spans[1:] {
		require.Equal(t, root.SpanContext().TraceID(), below.SpanContext.TraceID())
		require.Equal(t, root.SpanContext().SpanID(), below.Parent.SpanID())
	}
	require.True(t, spans[2].Parent.IsRemote())

	for _, none := range []map[string]string{nil, {"traceparent": "none"}} {
		s, err := begin.UnmarshalSpan(none)
		require.NoError(t, err)
		require.Nil(t, s)
	}
	header, err = begin.MarshalSpan(nil)
	require.NoError(t, err)
	require.Empty(t, header)
	require.Nil(t, begin.SpanFromContext(t.Context()))
	require.Equal(t, t.Context(), begin.ContextWithSpan(t.Context(), nil))
	found := begin.SpanFromContext(begin.ContextWithSpan(t.Context(), root))
	require.Equal(t, root.SpanContext(), found.(*running).SpanContext())
	require.True(t, begin.Options().DisableQueryTracing && begin.Options().DisableSignalTracing && begin.Options().DisableUpdateTracing)
}

// Ids follow from their seed, each from its own part; without one they are random.
func TestIDs(t *testing.T) {
	seeded := func(trace, span string) (string, string) {
		a, b := ids{}.NewIDs(context.WithValue(t.Context(), seedKey{}, seed{trace, span}))
		return a.String(), b.String()
	}
	traceID, spanID := seeded("run", "key")
	again, spanAgain := seeded("run", "key")
	require.Equal(t, []string{traceID, spanID}, []string{again, spanAgain})
	again, spanAgain = seeded("run", "")
	require.Equal(t, traceID, again)
	require.NotEqual(t, spanID, spanAgain)
	again, spanAgain = seeded("", "key")
	require.NotEqual(t, traceID, again)
	require.Equal(t, spanID, spanAgain)
	for _, of := range [][2]string{{"", ""}, {"", "key"}, {"run", ""}} {
		a, b := seeded(of[0], of[1])
		c, d := seeded(of[0], of[1])
		require.Equal(t, of[0] != "", a == c, "the trace of %q", of)
		require.Equal(t, of[1] != "", b == d, "the span of %q", of)
		require.NotEqual(t, strings.Repeat("0", 32), a)
		require.NotEqual(t, strings.Repeat("0", 16), b)
	}
}

// lines is a logger of Temporal's that keeps what it was given.
type lines struct{ with []any }

func (l *lines) Debug(string, ...any) {}
func (l *lines) Info(string, ...any)  {}
func (l *lines) Warn(string, ...any)  {}
func (l *lines) Error(string, ...any) {}
func (l *lines) With(values ...any) log.Logger {
	return &lines{values}
}

// What a step logs names its trace, where one is handed over.
func TestLogsNameTheTrace(t *testing.T) {
	traces, _ := kept()
	start := func(traces *Tracing) *running {
		s, err := of(traces).StartSpan(&interceptor.TracerStartSpanOptions{Time: time.Now()})
		require.NoError(t, err)
		return s.(*running)
	}
	plain, r := &lines{}, start(traces)
	require.Equal(t, []any{"trace_id", r.SpanContext().TraceID().String(), "span_id", r.SpanContext().SpanID().String()}, tracer{}.GetLogger(plain, r).(*lines).with)
	require.Same(t, plain, tracer{}.GetLogger(plain, nil))
	unsampled := &Tracing{sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample()))}
	require.Same(t, plain, tracer{}.GetLogger(plain, start(unsampled)))
}

// inWorkflow is a workflow's context with a span.
type inWorkflow struct {
	workflow.Context
	span any
}

func (c inWorkflow) Value(key any) any {
	if key == (workflowSpan{}) {
		return c.span
	}
	return nil
}

// returning is a workflow that returns.
type returning struct {
	interceptor.WorkflowInboundInterceptorBase
	err error
}

func (r *returning) ExecuteWorkflow(workflow.Context, *interceptor.ExecuteWorkflowInput) (any, error) {
	return 7, r.err
}

// A workflow's span is handed over once its function has returned, however it did.
func TestAWorkflowReturns(t *testing.T) {
	failed := errors.New("failed")
	for _, want := range []error{nil, failed} {
		inbound := (&finishing{}).InterceptWorkflow(nil, &returning{err: want})
		r := &running{workflow: true}
		result, err := inbound.ExecuteWorkflow(inWorkflow{span: r}, nil)
		require.Equal(t, want, err)
		require.Equal(t, 7, result)
		require.True(t, r.returned)
		_, err = inbound.ExecuteWorkflow(inWorkflow{}, nil)
		require.Equal(t, want, err, "a workflow without a span runs all the same")
	}
}

// failing takes no spans.
type failing struct{ sdktrace.SpanExporter }

func (failing) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error {
	return errors.New("the receiver is down")
}

// What can't be handed over is logged, and lost: nothing waits for it.
func TestLostSpansAreLogged(t *testing.T) {
	var text strings.Builder
	lost := clean{failing{}, slog.New(slog.NewTextHandler(&text, nil))}
	require.NoError(t, lost.ExportSpans(t.Context(), make([]sdktrace.ReadOnlySpan, 3)))
	require.Contains(t, text.String(), "spans=3")
	require.Contains(t, text.String(), "the receiver is down")

	var none strings.Builder
	memory := tracetest.NewInMemoryExporter()
	well := clean{memory, slog.New(slog.NewTextHandler(&none, nil))}
	require.NoError(t, well.ExportSpans(t.Context(), tracetest.SpanStubs{{Name: "x"}}.Snapshots()))
	require.Len(t, memory.GetSpans(), 1)
	require.Empty(t, none.String())
}

// A request's span has the status that was answered; only a fault of ours is one.
func TestStatusOfARequest(t *testing.T) {
	for status, isFailed := range map[int]bool{0: false, 404: false, 499: false, 500: true, 503: true} {
		traces, memory := kept()
		answer := httptest.NewRecorder()
		traces.Handler("console", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			require.NoError(t, http.NewResponseController(w).Flush(), "what is behind the writer can be reached")
			if status != 0 {
				w.WriteHeader(status)
			}
		})).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/b/tea/members/7?q=x", nil))
		span := memory.GetSpans()[0]
		require.Equal(t, isFailed, span.Status.Code == codes.Error, status)
		if status == 0 {
			status = http.StatusOK
		}
		require.Contains(t, span.Attributes, attribute.Int("http.response.status_code", status))
		require.Contains(t, span.Attributes, attribute.String("http.route", "/b/{}/members/{}"))
		require.Contains(t, span.Attributes, attribute.String("http.request.method", "GET"))
	}
	require.Equal(t, "/b/{}/events.js", routeOf("/b/tea/events.js"))
	require.Equal(t, "/{}/", routeOf("/eventsxjs/"))
}
