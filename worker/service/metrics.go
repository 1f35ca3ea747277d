package service

import (
	"log/slog"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/uber-go/tally/v4"
	"github.com/uber-go/tally/v4/prometheus"
	"go.temporal.io/sdk/client"
	sdktally "go.temporal.io/sdk/contrib/tally"
)

// newMetrics counts what the SDK counts, for /metrics.
func newMetrics(logger *slog.Logger) (client.MetricsHandler, func()) {
	reporter := prometheus.NewReporter(prometheus.Options{
		Registerer:       prom.DefaultRegisterer,
		DefaultTimerType: prometheus.HistogramTimerType,
		OnRegisterError:  func(err error) { logger.Debug("a metric is not counted", "error", err) },
	})
	scope, closer := tally.NewRootScope(tally.ScopeOptions{
		CachedReporter:  reporter,
		Separator:       prometheus.DefaultSeparator,
		SanitizeOptions: &sdktally.PrometheusSanitizeOptions,
	}, time.Second)
	handler := sdktally.NewMetricsHandler(sdktally.NewPrometheusNamingScope(scope))
	return handler, func() { _ = closer.Close() }
}
