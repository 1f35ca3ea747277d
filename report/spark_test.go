package report

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"regulars"
	"regulars/schema/view"
)

func TestSpark(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	on := func(date regulars.BusinessDate, v *float64) view.Point {
		return view.Point{Date: date.Time(), Value: v}
	}
	s := newSpark([]view.Point{
		on("2026-11-16", value(1)), on("2026-11-17", value(3)), on("2026-11-18", nil), on("2026-11-20", value(2)),
	}, "2026-11-20")
	assert.Equal(t, spark{Rows: 3, Lines: []string{"83.4,21.5 86.9,2.5", "97.5,12.0"}, LastX: "97.5", LastY: "12.0"}, s)
	assert.Zero(t, newSpark(nil, "2026-11-20"))
}
