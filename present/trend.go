package present

import "math"

// Unchanged stands where a value didn't move by what is shown of it.
const Unchanged = "="

// Trend writes how a value moved: "▲ 12.3 %" of what it was; a ratio in percentage
// points. delta is the value less the one before, change its part of the one
// before, nil where that was zero: then the delta itself is written. Without a
// delta it returns NoValue.
func (n Numbers) Trend(unit Unit, delta, change *float64) string {
	if delta == nil {
		return NoValue
	}
	text, zero := n.moved(unit, math.Abs(*delta), change)
	switch {
	case zero:
		return Unchanged
	case *delta > 0:
		return "▲ " + text
	}
	return "▼ " + text
}

// moved also reports whether the text shows nothing but zeros.
func (n Numbers) moved(unit Unit, delta float64, change *float64) (text string, zero bool) {
	if unit == Ratio {
		text = Grouped(delta*100, 1)
		return text + " " + n.names.Points, isZero(text)
	}
	if change == nil {
		return n.Value(unit, &delta), delta == 0
	}
	percent := math.Abs(*change) * 100
	if percent >= 1000 {
		return "> 999 %", false
	}
	text = Grouped(percent, 1)
	return text + " %", isZero(text)
}
