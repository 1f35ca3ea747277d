package report

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// The palette: one accent, and ink in three strengths.
const (
	accent = "#0f766e"
	soft   = "#99cfc8"
	ink    = "#1f2933"
	faint  = "#8a949e"
	hair   = "#e6e9ec"
	paper  = "#f3f7f6"
)

// chart is one picture: options for ECharts, and how many marks they ask for,
// so that a test can count what was drawn.
type chart struct {
	ID      string
	Title   string
	Unit    string // how values are written: count, money, share
	Marks   string // what a mark is: point, cell, bar or link
	Rows    int    // how many marks there are
	Height  int    // pixels
	Options map[string]any
}

// gap is how ECharts wants a missing value.
const gap = "-"

func numberOrGap(v *float64) any {
	if v == nil {
		return gap
	}
	return *v
}

func plainAxis() *opts.AxisLabel {
	return &opts.AxisLabel{Color: faint, FontSize: 11, HideOverlap: opts.Bool(true)}
}

// globals are the same for every chart; top and right are the room, in pixels,
// above the picture and beside it.
func globals(trigger, top, right string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithAnimation(false),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithToolboxOpts(opts.Toolbox{Show: opts.Bool(false)}),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: trigger}),
		charts.WithGridOpts(opts.Grid{Left: "4", Right: right, Top: top, Bottom: "4", ContainLabel: opts.Bool(true)}),
	}
}

// lineChart draws values over labels; nil is a gap. most is where the axis ends;
// nil leaves that to the values.
func lineChart(name string, labels []string, values []*float64, most any) map[string]any {
	line := charts.NewLine()
	ticks := 3
	if most != nil {
		ticks = 5
	}
	line.SetGlobalOptions(append(globals("axis", "12", "12"),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: plainAxis(), AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
			AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: hair}},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", SplitNumber: ticks, Max: most, AxisLabel: plainAxis(), SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: hair}},
		}))...)
	data := make([]opts.LineData, len(values))
	for i, v := range values {
		data[i] = opts.LineData{Value: numberOrGap(v)}
	}
	line.SetXAxis(labels).AddSeries(name, data,
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(hasLonely(values)), Symbol: "circle", SymbolSize: 5}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: accent, Width: 2}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: accent}),
		charts.WithAreaStyleOpts(opts.AreaStyle{Color: accent, Opacity: opts.Float(0.06)}))
	line.Validate()
	return line.JSON()
}

// hasLonely tells whether a value stands between gaps, where a line alone shows
// nothing.
func hasLonely(values []*float64) bool {
	known := func(i int) bool { return i >= 0 && i < len(values) && values[i] != nil }
	for i := range values {
		if known(i) && !known(i-1) && !known(i+1) {
			return true
		}
	}
	return false
}

// heatMap colours cells of x and y by a value up to most.
func heatMap(name string, x, y []string, cells []heatCell, most float64) map[string]any {
	heat := charts.NewHeatMap()
	axisLine, tick := &opts.AxisLine{Show: opts.Bool(false)}, &opts.AxisTick{Show: opts.Bool(false)}
	heat.SetGlobalOptions(append(globals("item", "12", "12"),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: x, Position: "top", AxisLabel: plainAxis(), AxisLine: axisLine, AxisTick: tick}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: y, Inverse: opts.Bool(true), AxisLabel: plainAxis(), AxisLine: axisLine}),
		charts.WithVisualMapOpts(opts.VisualMap{
			Show: opts.Bool(false), Calculable: opts.Bool(false), Max: float32(max(most, 1e-6)), Dimension: "2",
			InRange: &opts.VisualMapInRange{Color: []string{paper, soft, accent}},
		}))...)
	data := make([]opts.HeatMapData, len(cells))
	for i, c := range cells {
		data[i] = opts.HeatMapData{Value: [3]any{c.x, c.y, c.value}}
	}
	heat.SetXAxis(x).AddSeries(name, data,
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), FontSize: 11}),
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: "#fff", BorderWidth: 2}))
	return heat.JSON()
}

type heatCell struct {
	x, y  int
	value float64
}

// sankey draws links from the left to the right. The names of its nodes begin
// with < on the left and > on the right; the script takes these signs away.
func sankey(name string, links []sankeyLink) map[string]any {
	flow := charts.NewSankey()
	flow.SetGlobalOptions(globals("item", "12", "12")...)
	var nodes []opts.SankeyNode
	var data []opts.SankeyLink
	seen := map[string]bool{}
	for _, l := range links {
		for _, node := range []string{"<" + l.from, ">" + l.to} {
			if !seen[node] {
				nodes = append(nodes, opts.SankeyNode{Name: node, ItemStyle: &opts.ItemStyle{Color: accent}})
			}
			seen[node] = true
		}
		data = append(data, opts.SankeyLink{Source: "<" + l.from, Target: ">" + l.to, Value: float32(l.members)})
	}
	flow.AddSeries(name, nodes, data,
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Color: ink, FontSize: 12}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: soft, Opacity: opts.Float(0.55), Curveness: 0.5}),
		charts.WithSeriesOpts(func(s *charts.SingleSeries) {
			s.Left, s.Right, s.Top, s.Bottom = "4", "96", "8", "8"
			s.NodeWidth, s.NodeGap = opts.Int(10), opts.Int(12)
			s.Draggable = opts.Bool(false)
		}))
	return flow.JSON()
}

type sankeyLink struct {
	from, to string
	members  uint64
}

// barChart draws one horizontal bar per label, the first on top.
func barChart(name string, labels []string, values []float64) map[string]any {
	bar := charts.NewBar()
	bar.SetGlobalOptions(append(globals("item", "12", "64"),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Show: opts.Bool(false)}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "category", Data: labels, Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Color: ink, FontSize: 12},
			AxisLine: &opts.AxisLine{Show: opts.Bool(false)},
		}))...)
	data := make([]opts.BarData, len(values))
	for i, v := range values {
		data[i] = opts.BarData{Value: v}
	}
	bar.AddSeries(name, data,
		charts.WithItemStyleOpts(opts.ItemStyle{Color: accent}),
		charts.WithLabelOpts(opts.Label{Show: opts.Bool(true), Position: "right", Color: ink, FontSize: 12}),
		charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.BarWidth = "60%" }))
	return bar.JSON()
}

// pairChart draws two bars per label, what was expected beside what came.
func pairChart(labels []string, names [2]string, values [2][]float64) map[string]any {
	bar := charts.NewBar()
	bar.SetGlobalOptions(append(globals("axis", "36", "12"),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(true), Top: "0", Left: "0"}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: plainAxis(), AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
			AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: hair}},
		}),
		charts.WithYAxisOpts(opts.YAxis{
			Type: "value", SplitNumber: 3, AxisLabel: plainAxis(), SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: hair}},
		}))...)
	bar.SetXAxis(labels)
	for i, colour := range []string{soft, accent} {
		data := make([]opts.BarData, len(values[i]))
		for n, v := range values[i] {
			data[n] = opts.BarData{Value: v}
		}
		bar.AddSeries(names[i], data, charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}), charts.WithLabelOpts(opts.Label{Show: opts.Bool(false)}))
	}
	bar.Validate()
	return bar.JSON()
}
