package screen

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/present"
	"regulars/schema/view"
)

func scopeRow(scope, metric string, v float64) view.KPI {
	return view.KPI{Scope: scope, Metric: metric, Window: "28d", Value: value(v)}
}

func TestProductsAreListed(t *testing.T) {
	var rows []view.KPI
	for i := range 60 {
		scope := fmt.Sprintf("product:OOLONG-HIGH-MOUNTAIN-%03d/150g", i)
		for _, metric := range bought.metrics {
			v := map[present.Unit]float64{present.Currency: 1234567.5, present.Count: 1234, present.Ratio: 0.01}[unitOf(metric)]
			rows = append(rows, scopeRow(scope, metric, v*float64(i)))
		}
		rows = append(rows, view.KPI{Scope: scope, Metric: "revenue", Window: "day", Value: value(1)})
	}
	var out bytes.Buffer
	KPIs(&out, &config.Brand{Name: "lumen", Currency: "TWD"}, "2026-11-20", rows, Choice{Scope: "product:*"})
	lines := strings.Split(out.String(), "\n")
	require.Greater(t, len(lines), 9)
	assert.Contains(t, out.String(), "Products · 28d")
	assert.Contains(t, lines[5], "OOLONG-HIGH-MOUNTAIN-059", "the greatest comes first")
	assert.Contains(t, out.String(), "and 20 more: --format csv has them all")
	assertFits(t, out.String())
}

func TestCampaignsAreListedWithTheirChannels(t *testing.T) {
	var rows []view.KPI
	for scope, planned := range map[string]float64{
		"campaign:small": 5, "campaign:welcome-back": 12000, "campaign:welcome-back/channel:line": 8000, "campaign:welcome-back/channel:edm": 4000,
	} {
		rows = append(rows, scopeRow(scope, "planned", planned), scopeRow(scope, "sent", planned), scopeRow(scope, "roas", 3.25),
			scopeRow(scope, "campaign_revenue", 1234567), scopeRow(scope, "cost", 45678))
	}
	rows = append(rows, scopeRow("campaign:welcome-back", "lift", -0.0213))
	var out bytes.Buffer
	KPIs(&out, &config.Brand{Name: "lumen", Currency: "TWD"}, "2026-11-20", rows, Choice{Scope: "campaign:*"})
	assertFits(t, out.String())
	var names []string
	for _, line := range strings.Split(out.String(), "\n")[5:] {
		if fields := strings.Fields(line); len(fields) > 0 {
			names = append(names, fields[0])
		}
	}
	assert.Equal(t, []string{"welcome-back", "edm", "line", "small"}, names)
	assert.Contains(t, out.String(), "−2.1 %")
	assert.Contains(t, out.String(), "3.25")
}

func assertFits(t *testing.T, text string) {
	t.Helper()
	t.Log("\n" + text)
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, " \n")), Width, line)
		assert.NotContains(t, line, "≈")
	}
}
