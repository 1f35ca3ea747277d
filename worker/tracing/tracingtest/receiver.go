// Package tracingtest is an OTLP receiver on this machine, which tests ask what it got.
package tracingtest

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Receiver takes traces at URL.
type Receiver struct {
	URL string

	mu      sync.Mutex
	spans   []Span
	headers []http.Header
}

// Span is one that arrived.
type Span struct {
	Trace, ID, Parent string // hex
	Name              string
	Kind              tracepb.Span_SpanKind
	Attributes        map[string]string
	Texts             []string // everything in it that is text, names of keys left out
	Error             bool
}

// Start starts a receiver that ends with the test.
func Start(t *testing.T) *Receiver {
	t.Helper()
	r := &Receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

// ServeHTTP takes what an exporter sends.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || request.URL.Path != "/v1/traces" || proto.Unmarshal(body, &sent) != nil {
		http.Error(w, "it is no trace", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.headers = append(r.headers, request.Header)
	for _, resource := range sent.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				r.spans = append(r.spans, read(s, resource.GetResource().GetAttributes()))
			}
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func read(s *tracepb.Span, resource []*commonpb.KeyValue) Span {
	one := Span{
		Trace: hex.EncodeToString(s.GetTraceId()), ID: hex.EncodeToString(s.GetSpanId()), Parent: hex.EncodeToString(s.GetParentSpanId()),
		Name: s.GetName(), Kind: s.GetKind(), Attributes: map[string]string{}, Error: s.GetStatus().GetCode() == tracepb.Status_STATUS_CODE_ERROR,
		Texts: []string{s.GetName(), s.GetStatus().GetMessage(), s.GetTraceState()},
	}
	for _, a := range append(resource, s.GetAttributes()...) {
		one.add(a)
	}
	for _, e := range s.GetEvents() {
		one.Texts = append(one.Texts, e.GetName())
		for _, a := range e.GetAttributes() {
			one.add(a)
		}
	}
	return one
}

func (s *Span) add(a *commonpb.KeyValue) {
	text := a.GetValue().String()
	if is, plain := a.GetValue().GetValue().(*commonpb.AnyValue_StringValue); plain {
		text = is.StringValue
	}
	s.Attributes[a.GetKey()] = text
	s.Texts = append(s.Texts, text)
}

// Spans are those that have arrived.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Span(nil), r.spans...)
}

// Headers are those of the requests that brought them.
func (r *Receiver) Headers() []http.Header {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]http.Header(nil), r.headers...)
}
