package tracing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	"go.opentelemetry.io/otel/trace"
)

// seedKey is the key of what a span's ids are made of.
type seedKey struct{}

// seed is what ids are made of that must be the same wherever the span is begun.
type seed struct{ trace, span string }

// ids makes random ids, and those of workflows out of their seed.
type ids struct{}

func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	var id trace.TraceID
	if s, has := ctx.Value(seedKey{}).(seed); has && s.trace != "" {
		sum := sha256.Sum256([]byte("trace:" + s.trace))
		copy(id[:], sum[:])
	} else {
		_, _ = rand.Read(id[:]) // never fails
	}
	return id, ids{}.NewSpanID(ctx, id)
}

func (ids) NewSpanID(ctx context.Context, _ trace.TraceID) trace.SpanID {
	var id trace.SpanID
	if s, has := ctx.Value(seedKey{}).(seed); has && s.span != "" {
		sum := sha256.Sum256([]byte("span:" + s.span))
		copy(id[:], sum[:])
	} else {
		_, _ = rand.Read(id[:])
	}
	return id
}
