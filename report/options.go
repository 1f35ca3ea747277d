package report

// options are what ECharts draws a picture of: those of its options that our
// pictures use, under the names that it gives them. A pointer to a bool tells what
// is switched off from what is left to ECharts.
type options struct {
	Animation bool        `json:"animation"`
	Legend    legend      `json:"legend"`
	Tooltip   tooltip     `json:"tooltip"`
	Grid      []grid      `json:"grid"`
	X         []axis      `json:"xAxis,omitempty"`
	Y         []axis      `json:"yAxis,omitempty"`
	VisualMap []visualMap `json:"visualMap,omitempty"`
	Series    []series    `json:"series"`
}

type legend struct {
	Show bool   `json:"show"`
	Left string `json:"left,omitempty"`
	Top  string `json:"top,omitempty"`
}

type tooltip struct {
	Show    bool   `json:"show"`
	Trigger string `json:"trigger"` // item or axis
}

// grid is the room around a picture, in pixels.
type grid struct {
	Left         string `json:"left"`
	Top          string `json:"top"`
	Right        string `json:"right"`
	Bottom       string `json:"bottom"`
	ContainLabel bool   `json:"containLabel"`
}

type axis struct {
	Type        string     `json:"type"` // category or value
	Show        *bool      `json:"show,omitempty"`
	Data        []string   `json:"data,omitempty"`
	Position    string     `json:"position,omitempty"`
	Inverse     bool       `json:"inverse,omitempty"`
	SplitNumber int        `json:"splitNumber,omitempty"` // about so many ticks
	Max         *float64   `json:"max,omitempty"`
	Label       *axisLabel `json:"axisLabel,omitempty"`
	Line        *axisLine  `json:"axisLine,omitempty"`
	Tick        *axisTick  `json:"axisTick,omitempty"`
	SplitLine   *axisLine  `json:"splitLine,omitempty"`
}

type axisLabel struct {
	Color       string `json:"color"`
	FontSize    int    `json:"fontSize"`
	HideOverlap bool   `json:"hideOverlap,omitempty"`
}

type axisLine struct {
	Show  *bool      `json:"show,omitempty"`
	Style *lineStyle `json:"lineStyle,omitempty"`
}

type axisTick struct {
	Show bool `json:"show"`
}

type lineStyle struct {
	Color     string  `json:"color"`
	Width     float64 `json:"width,omitempty"`
	Opacity   float64 `json:"opacity,omitempty"`
	Curveness float64 `json:"curveness,omitempty"`
}

type itemStyle struct {
	Color       string  `json:"color,omitempty"`
	BorderColor string  `json:"borderColor,omitempty"`
	BorderWidth float64 `json:"borderWidth,omitempty"`
}

type label struct {
	Show     bool   `json:"show"`
	Position string `json:"position,omitempty"`
	Color    string `json:"color,omitempty"`
	FontSize int    `json:"fontSize,omitempty"`
}

// visualMap colours values up to most.
type visualMap struct {
	Show       bool    `json:"show"`
	Calculable bool    `json:"calculable"`
	Max        float64 `json:"max"`
	Dimension  string  `json:"dimension"`
	InRange    colours `json:"inRange"`
}

type colours struct {
	Color []string `json:"color"`
}

type series struct {
	Type      string     `json:"type"` // line, bar, heatmap or sankey
	Name      string     `json:"name"`
	Data      []datum    `json:"data"`
	Links     []link     `json:"links,omitempty"` // of a sankey
	Label     *label     `json:"label,omitempty"`
	ItemStyle *itemStyle `json:"itemStyle,omitempty"`
	LineStyle *lineStyle `json:"lineStyle,omitempty"`
	AreaStyle *lineStyle `json:"areaStyle,omitempty"`

	// Of a line.
	ShowSymbol *bool  `json:"showSymbol,omitempty"`
	Symbol     string `json:"symbol,omitempty"`
	SymbolSize int    `json:"symbolSize,omitempty"`

	// Of a bar.
	BarWidth string `json:"barWidth,omitempty"`

	// Of a sankey.
	Left      string `json:"left,omitempty"`
	Right     string `json:"right,omitempty"`
	Top       string `json:"top,omitempty"`
	Bottom    string `json:"bottom,omitempty"`
	NodeWidth int    `json:"nodeWidth,omitempty"`
	NodeGap   int    `json:"nodeGap,omitempty"`
	Draggable *bool  `json:"draggable,omitempty"`
}

// datum is one mark: a number or gap, [x, y, value] of a heat map, or the node of
// a sankey, which has a name.
type datum struct {
	Value     any        `json:"value,omitempty"`
	Name      string     `json:"name,omitempty"`
	ItemStyle *itemStyle `json:"itemStyle,omitempty"`
}

type link struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Value  uint64 `json:"value"`
}
