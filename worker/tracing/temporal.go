package tracing

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/internal/span"
)

// headerKey is where Temporal's own interceptors keep a span, too.
const headerKey = "_tracer-data"

// runIDTag is the tag of Temporal's interceptor that holds the run's id.
const runIDTag = "temporalRunID"

// workflowSpan is the key of the span in a workflow's context.
type workflowSpan struct{}

// Interceptors return what a Temporal client needs, so that workflows and activities of
// its workers are traced; none where traces are off.
func (t *Tracing) Interceptors() []interceptor.ClientInterceptor {
	if t == nil {
		return nil
	}
	return []interceptor.ClientInterceptor{interceptor.NewTracingInterceptor(tracer{of: t.provider.Tracer(service)}), &finishing{}}
}

// tracer makes the spans of Temporal's tracing interceptor. Queries, signals and updates
// get none: progress is asked every second, and a workflow that is replayed would show
// its updates once more.
type tracer struct {
	interceptor.BaseTracer
	of trace.Tracer
}

func (tracer) Options() interceptor.TracerOptions {
	return interceptor.TracerOptions{
		SpanContextKey: workflowSpan{}, HeaderKey: headerKey, AllowInvalidParentSpans: true,
		DisableQueryTracing: true, DisableSignalTracing: true, DisableUpdateTracing: true,
	}
}

// running is a span of Temporal's.
type running struct {
	trace.Span
	workflow bool // of a whole workflow
	returned bool // the workflow's function has returned
}

// far is a span of another process.
type far struct{ trace.SpanContext }

func (tracer) UnmarshalSpan(header map[string]string) (interceptor.TracerSpanRef, error) {
	ctx := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier(header))
	if s := trace.SpanContextFromContext(ctx); s.IsValid() {
		return far{s}, nil
	}
	return nil, nil
}

func (tracer) MarshalSpan(s interceptor.TracerSpan) (map[string]string, error) {
	header := propagation.MapCarrier{}
	if r, is := s.(*running); is {
		propagation.TraceContext{}.Inject(trace.ContextWithSpan(context.Background(), r.Span), header)
	}
	return header, nil
}

func (tracer) SpanFromContext(ctx context.Context) interceptor.TracerSpan {
	if s := trace.SpanFromContext(ctx); s.SpanContext().IsValid() {
		return &running{Span: s}
	}
	return nil
}

func (tracer) ContextWithSpan(ctx context.Context, s interceptor.TracerSpan) context.Context {
	if r, is := s.(*running); is {
		return trace.ContextWithSpan(ctx, r.Span)
	}
	return ctx
}

func (t tracer) StartSpan(o *interceptor.TracerStartSpanOptions) (interceptor.TracerSpan, error) {
	ctx := context.WithValue(context.Background(), seedKey{}, seed{trace: o.Tags[runIDTag], span: o.IdempotencyKey})
	switch parent := o.Parent.(type) {
	case *running:
		ctx = trace.ContextWithSpanContext(ctx, parent.SpanContext())
	case far:
		ctx = trace.ContextWithRemoteSpanContext(ctx, parent.SpanContext)
	}
	kind := trace.SpanKindServer
	if o.ToHeader {
		kind = trace.SpanKindClient
	}
	var tags []attribute.KeyValue
	for key, value := range o.Tags {
		tags = append(tags, attribute.String(key, value))
	}
	_, s := t.of.Start(ctx, o.Operation+":"+o.Name, trace.WithSpanKind(kind), trace.WithTimestamp(o.Time), trace.WithAttributes(tags...))
	return &running{Span: s, workflow: o.Operation == "RunWorkflow"}, nil
}

// GetLogger names the trace in what the steps log.
func (tracer) GetLogger(logger log.Logger, ref interceptor.TracerSpanRef) log.Logger {
	r, is := ref.(*running)
	if !is || !r.SpanContext().IsSampled() {
		return logger
	}
	return log.With(logger, "trace_id", r.SpanContext().TraceID().String(), "span_id", r.SpanContext().SpanID().String())
}

// Finish ends the span, unless it is a workflow's that has only left this worker's cache.
func (r *running) Finish(o *interceptor.TracerFinishSpanOptions) {
	if r.workflow && !r.returned {
		return
	}
	var again *workflow.ContinueAsNewError
	if err := o.Error; err != nil && !errors.As(err, &again) {
		r.SetAttributes(attribute.String("error.type", typeOf(err)))
		if !temporal.IsCanceledError(err) {
			r.SetStatus(codes.Error, "")
		}
	}
	r.End()
}

// typeOf is the type of an error, by the word that a step gave it where it did.
func typeOf(err error) string {
	var ours *temporal.ApplicationError
	if errors.As(err, &ours) && ours.Type() != "" {
		return ours.Type()
	}
	return span.ErrorType(err)
}

// finishing notes that a workflow's function has returned. It goes behind the tracing
// interceptor, whose span it marks.
type finishing struct{ interceptor.InterceptorBase }

func (f *finishing) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	inbound := &finishingInbound{}
	inbound.Next = next
	return inbound
}

type finishingInbound struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (f *finishingInbound) ExecuteWorkflow(ctx workflow.Context, in *interceptor.ExecuteWorkflowInput) (any, error) {
	result, err := f.Next.ExecuteWorkflow(ctx, in)
	if r, is := ctx.Value(workflowSpan{}).(*running); is {
		r.returned = true
	}
	return result, err
}
