package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// BenchmarkPull pulls ready-made pages of a hundred real-looking orders from
// loopback, as fast as the server gives them.
func BenchmarkPull(b *testing.B) {
	const pages = 50
	bodies := readyPages(b, pages)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/wp-json/wc/v3/orders" {
			_, _ = w.Write([]byte(`[{"slug":"completed"}]`))
			return
		}
		after, err := time.Parse("2006-01-02T15:04:05", r.URL.Query().Get("modified_after"))
		if err != nil {
			b.Error(err)
		}
		served := (int(after.Sub(start).Seconds()) + 2) / 100
		left := pages - served
		w.Header().Set("X-WP-Total", strconv.Itoa(left*100))
		w.Header().Set("X-WP-TotalPages", strconv.Itoa(left))
		w.Header().Set("Content-Length", strconv.Itoa(len(bodies[served])))
		_, _ = w.Write(bodies[served])
	}))
	b.Cleanup(server.Close)
	s := source(b, server.URL)
	window := platform.Window{From: start, To: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	rows, bytes := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, s.Pull(b.Context(), platform.Orders, window, "", func(p platform.Page) error {
			rows += len(p.Orders)
			for i := range p.Orders {
				bytes += len(p.Orders[i].Raw)
			}
			return nil
		}))
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "orders/s")
	b.ReportMetric(float64(bytes)/b.Elapsed().Seconds()/1e6, "MB/s")
	require.Equal(b, b.N*pages*100, rows)
}

// readyPages are made of recorded orders without refunds, with ids and times that
// go on from page to page.
func readyPages(b *testing.B, pages int) [][]byte {
	body, err := os.ReadFile(filepath.Join("testdata", "orders_p1.json"))
	require.NoError(b, err)
	var recorded []map[string]any
	require.NoError(b, json.Unmarshal(body, &recorded))
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var made [][]byte
	for page := range pages {
		var rows []map[string]any
		for i := range 100 {
			row := map[string]any{}
			for k, v := range recorded[i%len(recorded)] {
				row[k] = v
			}
			at := start.Add(time.Duration(page*100+i) * time.Second)
			row["id"], row["refunds"] = page*100+i+1, []any{}
			row["date_modified_gmt"] = at.Format("2006-01-02T15:04:05")
			row["date_modified"] = at.Add(8 * time.Hour).Format("2006-01-02T15:04:05")
			rows = append(rows, row)
		}
		text, err := json.Marshal(rows)
		require.NoError(b, err)
		made = append(made, text)
	}
	return made
}
