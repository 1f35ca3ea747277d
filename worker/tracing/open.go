package tracing

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"regulars/config/operation"
)

const (
	service      = "regulars"
	closeWithin  = 5 * time.Second // what is left is handed over at the end
	endpointEnv  = "OTEL_EXPORTER_OTLP_ENDPOINT"
	tracesEnv    = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	protocolEnv  = "OTEL_EXPORTER_OTLP_PROTOCOL"
	tracesOver   = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
	exporterEnv  = "OTEL_TRACES_EXPORTER"
	disabledEnv  = "OTEL_SDK_DISABLED"
	samplerEnv   = "OTEL_TRACES_SAMPLER"
	grpcProtocol = "grpc"
)

// Tracing is the way to a receiver. Nil is none: its methods do nothing.
type Tracing struct{ provider *sdktrace.TracerProvider }

// Open returns the way to the receiver that the config or the environment names, and nil
// where neither does. It doesn't dial: what a receiver that is down misses is lost, and
// no step waits for it.
func Open(ctx context.Context, cfg operation.Tracing, release string, logger *slog.Logger) (*Tracing, error) {
	if !on(cfg, os.Getenv) {
		return nil, nil
	}
	exporter, err := newExporter(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("worker.tracing: %w", err)
	}
	described, err := resource.Merge(
		resource.NewSchemaless(attribute.String("service.name", service), attribute.String("service.version", release)),
		resource.Environment(), // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
	)
	if err != nil {
		return nil, fmt.Errorf("worker.tracing: OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	options := []sdktrace.TracerProviderOption{
		sdktrace.WithBatcher(clean{exporter, logger}), sdktrace.WithResource(described), sdktrace.WithIDGenerator(ids{}),
	}
	if sampler := samplerOf(cfg, os.Getenv); sampler != nil {
		options = append(options, sdktrace.WithSampler(sampler))
	}
	return &Tracing{sdktrace.NewTracerProvider(options...)}, nil
}

// on reports whether a receiver is named, and nothing turns traces off.
func on(cfg operation.Tracing, env func(string) string) bool {
	if strings.EqualFold(env(disabledEnv), "true") || env(exporterEnv) == "none" {
		return false
	}
	return cfg.Endpoint != "" || env(endpointEnv) != "" || env(tracesEnv) != ""
}

// samplerOf decides by the trace's id, so that all workers decide alike; nil leaves it to
// the variables.
func samplerOf(cfg operation.Tracing, env func(string) string) sdktrace.Sampler {
	switch {
	case cfg.Sample > 0:
		return sdktrace.ParentBased(sdktrace.TraceIDRatioBased(cfg.Sample))
	case env(samplerEnv) == "":
		return sdktrace.ParentBased(sdktrace.AlwaysSample())
	}
	return nil
}

// overGRPC reports whether traces go by gRPC.
func overGRPC(cfg operation.Tracing, env func(string) string) bool {
	switch {
	case cfg.Protocol != "":
		return cfg.Protocol == grpcProtocol
	case env(tracesOver) != "":
		return env(tracesOver) == grpcProtocol
	}
	return env(protocolEnv) == grpcProtocol
}

// newExporter gives the exporter what the file has; it reads the variables itself.
func newExporter(ctx context.Context, cfg operation.Tracing) (sdktrace.SpanExporter, error) {
	headers, err := cfg.HeaderValues()
	if err != nil {
		return nil, err
	}
	if overGRPC(cfg, os.Getenv) {
		var options []otlptracegrpc.Option
		if cfg.Endpoint != "" {
			options = append(options, otlptracegrpc.WithEndpointURL(cfg.Endpoint))
		}
		if len(headers) > 0 {
			options = append(options, otlptracegrpc.WithHeaders(headers))
		}
		return otlptrace.New(ctx, otlptracegrpc.NewClient(options...))
	}
	var options []otlptracehttp.Option
	if cfg.Endpoint != "" {
		options = append(options, otlptracehttp.WithEndpointURL(withPath(cfg.Endpoint)))
	}
	if len(headers) > 0 {
		options = append(options, otlptracehttp.WithHeaders(headers))
	}
	return otlptrace.New(ctx, otlptracehttp.NewClient(options...))
}

// withPath is the address at which a receiver takes traces: the standard path, where the
// config's has none.
func withPath(endpoint string) string {
	scheme, rest, _ := strings.Cut(endpoint, "://")
	host, path, _ := strings.Cut(rest, "/")
	if path == "" {
		path = "v1/traces"
	}
	return scheme + "://" + host + "/" + path
}

// Close hands over what is left and ends the way.
func (t *Tracing) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	_ = t.provider.Shutdown(ctx)
}
