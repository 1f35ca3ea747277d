package main

import (
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"regulars/schema/metric"
)

// trend writes how a value moved: in per cent of what it was, shares in
// percentage points; an arrow shows the direction, the colour whether it is good.
func trend(name string, delta, change *float64) string {
	if delta == nil {
		return faint.Sprint("–")
	}
	if *delta == 0 {
		return faint.Sprint("=")
	}
	moved := amount(name, *delta, change)
	if strings.Trim(moved, "0. %pt") == "" {
		return faint.Sprint("=")
	}
	return colourOf(name, *delta).Sprint(arrow(*delta) + " " + moved)
}

func arrow(delta float64) string {
	if delta > 0 {
		return "▲"
	}
	return "▼"
}

func amount(name string, delta float64, change *float64) string {
	if unitOf(name) == share {
		return grouped(math.Abs(delta)*100, 1) + " pt"
	}
	if change == nil {
		return grouped(math.Abs(delta), digitsFor(delta))
	}
	percent := math.Abs(*change) * 100
	if percent >= 1000 {
		return ">999 %"
	}
	return grouped(percent, 1) + " %"
}

func colourOf(name string, delta float64) text.Colors {
	better := metric.Better(name)
	switch {
	case better == metric.Neither:
		return faint
	case (delta > 0) == (better == metric.Less):
		return bad
	}
	return good
}
