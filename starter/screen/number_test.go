package screen

import (
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/stretchr/testify/assert"
)

func TestShort(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"6h": 6 * time.Hour, "1m30s": 90 * time.Second, "1h30m": 90 * time.Minute, "0s": 0, "20m": 20 * time.Minute, "10s": 10 * time.Second,
	} {
		assert.Equal(t, want, Short(d))
	}
}

// A table names the currency once, and colours what is welcome.
func TestTrend(t *testing.T) {
	text.EnableColors()
	t.Cleanup(text.DisableColors)
	up, down := 0.5, -0.5
	for _, c := range []struct {
		metric        string
		delta, change *float64
		want          string
	}{
		{"revenue", &up, &up, Good.Sprint("▲ 50.0 %")}, {"revenue", &down, &down, Bad.Sprint("▼ 50.0 %")},
		{"refunds", &up, &up, Bad.Sprint("▲ 50.0 %")}, {"stage_share_lost", &down, &down, Good.Sprint("▼ 50.0 pt")},
		{"cycle_median", &up, &up, Bad.Sprint("▲ 50.0 %")}, {"revenue", nil, nil, Faint.Sprint("–")},
		{"orders", new(0.0), new(0.0), Faint.Sprint("=")}, {"tax", &up, &up, Faint.Sprint("▲ 50.0 %")}, {"planned", &down, &down, Faint.Sprint("▼ 50.0 %")},
		{"churn_rate", &down, &down, Good.Sprint("▼ 50.0 pt")}, {"stage_lost", &up, &up, Bad.Sprint("▲ 50.0 %")},
	} {
		assert.Equal(t, c.want, trend("TWD", c.metric, c.delta, c.change), c.metric)
	}
	revenue := 1234567.5
	assert.Equal(t, "1,234,568", number(&revenue, unitOf("revenue"), "TWD"))
}
