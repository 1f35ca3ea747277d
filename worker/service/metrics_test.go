package service

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Counters, gauges and durations come out as Prometheus names them, and two
// workers of one process don't share them.
func TestMetrics(t *testing.T) {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	first, err := newMetrics(logger)
	require.NoError(t, err)
	defer first.close()
	second, err := newMetrics(logger)
	require.NoError(t, err)
	defer second.close()

	sdk := first.sdk().WithTags(map[string]string{"task_queue": "regulars"})
	sdk.Counter("temporal_request").Inc(2)
	sdk.Counter("temporal_request").Inc(1)
	sdk.Gauge("temporal_slots").Update(7)
	sdk.Timer("temporal_request_latency").Record(1500 * time.Millisecond)

	text := scrape(first)
	require.Contains(t, text, "# TYPE temporal_request_total counter\ntemporal_request_total{task_queue=\"regulars\"} 3\n")
	require.Contains(t, text, "temporal_slots{task_queue=\"regulars\"} 7\n")
	require.Contains(t, text, "temporal_request_latency_seconds_bucket{task_queue=\"regulars\",le=\"1\"} 0\n")
	require.Contains(t, text, "temporal_request_latency_seconds_bucket{task_queue=\"regulars\",le=\"2.5\"} 1\n")
	require.Contains(t, text, "go_goroutines ")
	require.NotContains(t, scrape(second), "temporal_")
}

func scrape(m *metrics) string {
	answer := httptest.NewRecorder()
	m.page().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}
