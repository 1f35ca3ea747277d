package report

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"regulars"
	"regulars/schema/view"
)

func TestNumbers(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	twd, eur := newNumbers("TWD", &english), newNumbers("EUR", &english)
	assert.Equal(t, "NT$1,234,568", twd.of("revenue", value(1234567.8)))
	assert.Equal(t, "€1,234.50", eur.of("revenue", value(1234.5)))
	assert.Equal(t, "−€0.50", eur.of("refunds", value(-0.5)))
	assert.Equal(t, "NT$0", twd.of("revenue", value(-0.2)))
	assert.Equal(t, "–", twd.of("aov", nil))
	assert.Equal(t, "21.4 %", twd.of("repeat_order_rate", value(6.0/28)))
	assert.Equal(t, "1,000", twd.of("orders", value(1000)))
	assert.Equal(t, "27.0 d", twd.of("cycle_median", value(27)))

	assert.Equal(t, "▲ 50.0 %", twd.change("revenue", value(50), value(0.5)))
	assert.Equal(t, "▼ 1.2 pt", twd.change("repeat_order_rate", value(-0.012), value(-0.4)))
	assert.Equal(t, "▲ 7", twd.change("orders", value(7), nil), "from 0")
	assert.Equal(t, "▲ > 999 %", twd.change("orders", value(70), value(70)))
	assert.Equal(t, "=", twd.change("orders", value(0), value(0)))
	assert.Equal(t, "=", twd.change("revenue", value(0.001), value(0.0000001)))
	assert.Equal(t, "–", twd.change("orders", nil, nil))

	assert.Equal(t, "worse", tone("orders", value(-1)))
	assert.Equal(t, "better", tone("stage_lost", value(-1)))
	assert.Equal(t, "better", tone("cycle_median", value(-1)))
	assert.Equal(t, "worse", tone("stage_share_deep", value(0.1)))
	assert.Equal(t, "same", tone("life_phase", value(7)), "neither is better")
	assert.Equal(t, "same", tone("orders", nil))
}

func TestMasked(t *testing.T) {
	for name, want := range map[string]string{
		"王小明": "王○明", "歐陽小明": "歐○○明", "王明": "王○", "王": "王○", "Mary Smith": "M. S.", "josé": "J.", "": "", " ": "", "a@b.example": "A.", "0912 345678": "",
	} {
		assert.Equal(t, want, masked(name), name)
	}
}

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
