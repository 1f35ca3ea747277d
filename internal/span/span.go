package span

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope is the instrumentation's name.
const scope = "regulars"

// Span is one that has begun; nil is none.
type Span struct{ of trace.Span }

// Start begins a span of something that is asked of another system, and returns the
// context in which to ask. Who starts it ends it.
func Start(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, *Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, nil
	}
	ctx, s := parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attributes...))
	return ctx, &Span{s}
}

// Set adds what is known only later.
func (s *Span) Set(attributes ...attribute.KeyValue) {
	if s != nil {
		s.of.SetAttributes(attributes...)
	}
}

// End ends the span. Of an error it tells the type, never the text.
func (s *Span) End(err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.of.SetAttributes(attribute.String("error.type", ErrorType(err)))
		s.of.SetStatus(codes.Error, "")
	}
	s.of.End()
}

// ErrorType is the type of the innermost error that has a type of its own.
func ErrorType(err error) string {
	name := fmt.Sprintf("%T", err)
	for inner := err; inner != nil; {
		if t := fmt.Sprintf("%T", inner); !strings.HasPrefix(t, "*fmt.") && !strings.HasPrefix(t, "*errors.") {
			name = t
		}
		u, wraps := inner.(interface{ Unwrap() error })
		if !wraps {
			break
		}
		inner = u.Unwrap()
	}
	return strings.TrimPrefix(name, "*")
}

// Transport makes a span of each request that goes through base. What is asked gets no
// trace header: the traces are this house's, and servers of others are none of it.
func Transport(base http.RoundTripper) http.RoundTripper { return transport{base} }

type transport struct{ base http.RoundTripper }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, s := Start(r.Context(), r.Method, host(r.URL)...)
	if s == nil {
		return t.base.RoundTrip(r)
	}
	s.Set(attribute.String("http.request.method", r.Method))
	response, err := t.base.RoundTrip(r.WithContext(ctx))
	if err == nil {
		s.Set(attribute.Int("http.response.status_code", response.StatusCode))
		if response.StatusCode >= http.StatusBadRequest {
			s.of.SetStatus(codes.Error, "")
		}
	}
	s.End(err)
	return response, err
}

// CloseIdleConnections is what http.Client asks of a transport.
func (t transport) CloseIdleConnections() {
	if c, closes := t.base.(interface{ CloseIdleConnections() }); closes {
		c.CloseIdleConnections()
	}
}

// host says which server is asked, and nothing of what.
func host(u *url.URL) []attribute.KeyValue {
	attributes := []attribute.KeyValue{attribute.String("server.address", u.Hostname())}
	if port := u.Port(); port != "" {
		attributes = append(attributes, attribute.String("server.port", port))
	}
	return attributes
}
