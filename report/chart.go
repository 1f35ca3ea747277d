package report

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
	Unit    string // how the script writes values: count, money or percent
	Marks   string // what a mark is: point, cell, bar or link
	Rows    int    // how many marks there are
	Height  int    // pixels
	Options options
}

// gap is how ECharts wants a missing value.
const gap = "-"

// yes and no are switches that ECharts would otherwise set itself.
var (
	yes, no = new(true), new(false)
	noLine  = &axisLine{Show: no}
	noTick  = &axisTick{}
)

// canvas is the same for every picture; top and right are the room, in pixels,
// above it and next to it.
func canvas(trigger, top, right string) options {
	return options{
		Tooltip: tooltip{Show: true, Trigger: trigger},
		Grid:    []grid{{Left: "4", Right: right, Top: top, Bottom: "4", ContainLabel: true}},
	}
}

func plainLabel() *axisLabel { return &axisLabel{Color: faint, FontSize: 11, HideOverlap: true} }

func hairline() *axisLine { return &axisLine{Style: &lineStyle{Color: hair}} }

// categories is an axis of labels below a picture.
func categories(labels []string) axis {
	return axis{Type: "category", Data: labels, Label: plainLabel(), Tick: noTick, Line: hairline()}
}

// values is an axis of numbers with about so many ticks.
func values(ticks int) axis {
	return axis{Type: "value", SplitNumber: ticks, Label: plainLabel(), SplitLine: hairline()}
}

// lineChart draws numbers over labels; nil is a gap. most is where the axis ends;
// nil leaves that to the numbers.
func lineChart(name string, labels []string, numbers []*float64, most *float64) options {
	o := canvas("axis", "12", "12")
	y := values(3)
	if most != nil {
		y = values(5)
		y.Max = most
	}
	o.X, o.Y = []axis{categories(labels)}, []axis{y}
	line := series{
		Type: "line", Name: name, ShowSymbol: no, Symbol: "circle", SymbolSize: 5,
		LineStyle: &lineStyle{Color: accent, Width: 2}, ItemStyle: &itemStyle{Color: accent}, AreaStyle: &lineStyle{Color: accent, Opacity: 0.06},
	}
	if hasLonely(numbers) {
		line.ShowSymbol = yes
	}
	for _, v := range numbers {
		if v == nil {
			line.Data = append(line.Data, datum{Value: gap})
			continue
		}
		line.Data = append(line.Data, datum{Value: *v})
	}
	o.Series = []series{line}
	return o
}

// hasLonely reports whether a value stands between gaps, where a line alone shows
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
func heatMap(name string, x, y []string, cells []heatCell, most float64) options {
	o := canvas("item", "12", "12")
	o.X = []axis{{Type: "category", Data: x, Position: "top", Label: plainLabel(), Line: noLine, Tick: noTick}}
	o.Y = []axis{{Type: "category", Data: y, Inverse: true, Label: plainLabel(), Line: noLine}}
	o.VisualMap = []visualMap{{Max: max(most, 1e-6), Dimension: "2", InRange: colours{Color: []string{paper, soft, accent}}}}
	heat := series{
		Type: "heatmap", Name: name, Label: &label{Show: true, FontSize: 11}, ItemStyle: &itemStyle{BorderColor: "#fff", BorderWidth: 2},
	}
	for _, c := range cells {
		heat.Data = append(heat.Data, datum{Value: [3]any{c.x, c.y, c.value}})
	}
	o.Series = []series{heat}
	return o
}

type heatCell struct {
	x, y  int
	value float64
}

// sankey draws links from the left to the right. The names of its nodes begin
// with < on the left and > on the right; the script removes these signs.
func sankey(name string, links []sankeyLink) options {
	o := canvas("item", "12", "12")
	flow := series{
		Type: "sankey", Name: name, Label: &label{Show: true, Color: ink, FontSize: 12},
		LineStyle: &lineStyle{Color: soft, Opacity: 0.55, Curveness: 0.5},
		Left:      "4", Right: "96", Top: "8", Bottom: "8", NodeWidth: 10, NodeGap: 12, Draggable: no,
	}
	seen := map[string]bool{}
	for _, l := range links {
		from, to := "<"+l.from, ">"+l.to
		for _, node := range []string{from, to} {
			if !seen[node] {
				flow.Data = append(flow.Data, datum{Name: node, ItemStyle: &itemStyle{Color: accent}})
			}
			seen[node] = true
		}
		flow.Links = append(flow.Links, link{Source: from, Target: to, Value: l.members})
	}
	o.Series = []series{flow}
	return o
}

type sankeyLink struct {
	from, to string
	members  uint64
}

// barChart draws one horizontal bar per label, the first on top.
func barChart(name string, labels []string, numbers []float64) options {
	o := canvas("item", "12", "64")
	o.X = []axis{{Type: "value", Show: no}}
	o.Y = []axis{{Type: "category", Data: labels, Inverse: true, Label: &axisLabel{Color: ink, FontSize: 12}, Line: noLine}}
	bars := barsOf(name, accent, numbers)
	bars.BarWidth, bars.Label = "60%", &label{Show: true, Position: "right", Color: ink, FontSize: 12}
	o.Series = []series{bars}
	return o
}

// pairChart draws two bars per label, what was expected next to what came.
func pairChart(labels []string, names [2]string, numbers [2][]float64) options {
	o := canvas("axis", "36", "12")
	o.Legend = legend{Show: true, Top: "0", Left: "0"}
	o.X, o.Y = []axis{categories(labels)}, []axis{values(3)}
	for i, colour := range []string{soft, accent} {
		o.Series = append(o.Series, barsOf(names[i], colour, numbers[i]))
	}
	return o
}

func barsOf(name, colour string, numbers []float64) series {
	bars := series{Type: "bar", Name: name, ItemStyle: &itemStyle{Color: colour}, Label: &label{}}
	for _, v := range numbers {
		bars.Data = append(bars.Data, datum{Value: v})
	}
	return bars
}
