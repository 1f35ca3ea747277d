package e2e

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/worker/tracing/tracingtest"
)

// One trace leads from the night's workflow down to a request to a shop, a message that
// is handed over and a query of ClickHouse, and no span of a whole night over made-up
// people names one of them.
func TestTraces(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "traced", small())
	receiver := tracingtest.Start(t)
	w.env = append(w.env, "OTEL_EXPORTER_OTLP_ENDPOINT="+receiver.URL, "OTEL_BSP_SCHEDULE_DELAY=200", "OTEL_BSP_MAX_QUEUE_SIZE=100000")
	w.startWorker()
	w.night()
	named := func(name string) func(tracingtest.Span) bool {
		return func(s tracingtest.Span) bool { return s.Name == name }
	}
	w.until("the night and its campaigns have ended, and their spans are here", func() bool {
		spans := receiver.Spans()
		return slices.ContainsFunc(spans, named("RunWorkflow:Nightly")) && len(slices.DeleteFunc(spans, func(s tracingtest.Span) bool { return s.Name != "RunWorkflow:Campaign" })) >= 5
	})

	spans := receiver.Spans()
	byID := map[string]tracingtest.Span{}
	for _, s := range spans {
		byID[s.Trace+s.ID] = s
	}
	night := spans[slices.IndexFunc(spans, named("RunWorkflow:Nightly"))]
	require.Len(t, night.Trace, hex.EncodedLen(16))
	below := func(what string, is func(tracingtest.Span) bool) {
		t.Helper()
		found := slices.ContainsFunc(spans, func(s tracingtest.Span) bool {
			if s.Trace != night.Trace || !is(s) {
				return false
			}
			for s.Parent != "" && s.ID != night.ID {
				parent, arrived := byID[s.Trace+s.Parent]
				if !arrived {
					return false
				}
				s = parent
			}
			return s.ID == night.ID
		})
		require.True(t, found, "no span of %s below the night", what)
	}
	below("a shop's request", func(s tracingtest.Span) bool {
		parent := byID[s.Trace+s.Parent]
		return s.Attributes["http.response.status_code"] != "" && strings.HasPrefix(parent.Name, "RunActivity:") && s.Attributes["server.address"] == "127.0.0.1"
	})
	below("a query of ClickHouse", func(s tracingtest.Span) bool {
		return s.Attributes["db.system.name"] == "clickhouse" && strings.HasSuffix(s.Name, ".sql")
	})
	below("a mail server", named("hand over edm"))
	below("a provider of SMS or LINE", func(s tracingtest.Span) bool {
		return s.Name == "POST" && strings.HasPrefix(byID[s.Trace+s.Parent].Name, "hand over ")
	})

	people := w.identities()
	texts := 0
	for _, s := range spans {
		for _, text := range s.Texts {
			people.requireAbsent(w, s.Name, text)
			texts++
		}
	}
	require.Greater(t, texts, 1000)
	t.Logf("%d spans of the night and its campaigns", len(spans))
}
