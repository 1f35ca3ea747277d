package report

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The library is the one that its note says it is.
func TestVendored(t *testing.T) {
	noted, err := os.ReadFile("echarts/SHA256")
	require.NoError(t, err)
	sum, _, _ := strings.Cut(string(noted), " ")
	require.Equal(t, sum, fmt.Sprintf("%x", sha256.Sum256([]byte(embedded("echarts/echarts.min.js")))))
	require.NotContains(t, embedded("echarts/echarts.min.js"), "</script", "it would end the element that it stands in")
}

// The options are those that the library of charts made, apart from its defaults
// and from nulls.
func TestCharts(t *testing.T) {
	golden, err := os.ReadFile("testdata/charts.json")
	require.NoError(t, err)
	var want map[string]any
	require.NoError(t, json.Unmarshal(golden, &want))
	v := func(x float64) *float64 { return &x }
	drawn := map[string]options{
		"line":      lineChart("Revenue", []string{"11-18", "11-19", "11-20"}, []*float64{v(1.5), nil, v(3)}, nil),
		"line_100":  lineChart("Share", []string{"1 %", "2 %"}, []*float64{v(40), v(100)}, v(100)),
		"heat":      heatMap("Cohorts", []string{"+1", "+2"}, []string{"2026-01"}, []heatCell{{x: 0, y: 0, value: 12.5}, {x: 1, y: 0, value: 7}}, 12.5),
		"heat_zero": heatMap("Cohorts", []string{"+1"}, []string{"2026-01"}, []heatCell{{x: 0, y: 0, value: 0}}, 0),
		"sankey": sankey("Flow", []sankeyLink{
			{from: "new", to: "active", members: 12}, {from: "new", to: "lost", members: 3}, {from: "none", to: "active", members: 1},
		}),
		"bar":  barChart("At least", []string{"A", "I"}, []float64{10, 4.5}),
		"pair": pairChart([]string{"1", "2"}, [2]string{"expected", "came"}, [2][]float64{{1, 2.5}, {2, 3}}),
	}
	require.Len(t, drawn, len(want))
	for name, o := range drawn {
		text, err := json.Marshal(o)
		require.NoError(t, err)
		expected, err := json.Marshal(want[name])
		require.NoError(t, err)
		require.JSONEq(t, string(expected), string(text), name)
	}
}

func TestHasLonely(t *testing.T) {
	v := 1.0
	require.False(t, hasLonely([]*float64{&v, &v, nil, &v, &v}))
	require.True(t, hasLonely([]*float64{&v, nil, &v, &v}))
	require.True(t, hasLonely([]*float64{&v}))
	require.False(t, hasLonely(nil))
}
