package report

import (
	"fmt"
	"math"
	"strings"

	"regulars"
	"regulars/schema/view"
)

// spark is a small line without axes. Days without a number break it.
type spark struct {
	Rows         int      // points that have a value
	Lines        []string // points of polylines, in a box of 100 by 24
	LastX, LastY string   // where the line ends
}

const sparkWidth, sparkHeight, sparkEdge = 100.0, 24.0, 2.5

// newSpark draws the points of the days that end on a date.
func newSpark(points []view.Point, until regulars.BusinessDate) spark {
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range points {
		if p.Value != nil {
			low, high = min(low, *p.Value), max(high, *p.Value)
		}
	}
	var s spark
	var line []string
	last := -2
	for _, p := range points {
		if p.Value == nil {
			continue
		}
		day := sparkDays - 1 - until.DaysSince(dateOf(p.Date))
		if day != last+1 && line != nil {
			s.Lines, line = append(s.Lines, strings.Join(line, " ")), nil
		}
		s.LastX, s.LastY = sparkAt(day, *p.Value, low, high)
		line = append(line, s.LastX+","+s.LastY)
		s.Rows, last = s.Rows+1, day
	}
	if line != nil {
		s.Lines = append(s.Lines, strings.Join(line, " "))
	}
	return s
}

func sparkAt(day int, v, low, high float64) (x, y string) {
	height := 0.5
	if high > low {
		height = (v - low) / (high - low)
	}
	across := sparkEdge + (sparkWidth-2*sparkEdge)*float64(day)/float64(sparkDays-1)
	down := sparkHeight - sparkEdge - (sparkHeight-2*sparkEdge)*height
	return fmt.Sprintf("%.1f", across), fmt.Sprintf("%.1f", down)
}
