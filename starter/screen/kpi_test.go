package screen

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

func value(v float64) *float64 { return &v }

func sampleRows() []view.KPI {
	var rows []view.KPI
	add := func(metric, window string, v, day, week float64) {
		rows = append(rows, view.KPI{
			Scope: "brand", Metric: metric, Window: window, Value: value(v),
			DeltaDay: value(v * day), ChangeDay: value(day), DeltaWeek: value(v * week), ChangeWeek: value(week),
		})
	}
	for _, s := range sections {
		for i, metric := range s.metrics {
			v := 12345678.5 / float64(i+1)
			if unitOf(metric) == present.Ratio {
				v = 0.2142
			}
			add(metric, s.windows[0], v, 0.1*float64(i%3-1), -0.034)
			if unitOf(metric) == present.Currency {
				add(metric, "28d", v*28, 12, -0.034)
			}
		}
	}
	for _, s := range regulars.Stages {
		stage := string(s)
		add("stage_"+stage, "asof", 3210, 0.01, -0.02)
		add("stage_share_"+stage, "asof", 0.16, 0.01, -0.02)
		add("stage_revenue_"+stage, "365d", 12345678, 0.01, -0.02)
	}
	for i, class := range regulars.Classes {
		add(class.Stored(), "asof", float64(100*(i+1)), 0.01, -0.02)
		add("rfm_revenue_"+string(class), "365d", 1234567, 0.01, -0.02)
	}
	rows[0].Anomaly, rows[0].Median8W = true, value(9000000)
	rows[0].Target, rows[0].TargetGap = value(13000000), value(-700000)
	return rows
}

// A screen of 100 columns holds every table.
func TestTablesFit(t *testing.T) {
	brand := &config.Brand{Name: "lumen", Currency: "TWD"}
	var out bytes.Buffer
	KPIs(&out, brand, "2026-11-20", sampleRows(), Choice{Scope: "brand"})
	Segments(&out, brand, sampleRows())
	t.Log("\n" + out.String())
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, " \n")), Width, line)
		assert.NotContains(t, line, "≈")
	}
	for _, want := range []string{"12,345,678", "21.4 %", "usually 9,000,000", "target of 13,000,000", "▼ 10.0 %", "▲ 2.1 pt", "> 999 %", "H L H"} {
		assert.Contains(t, out.String(), want)
	}
}
