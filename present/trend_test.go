package present

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTrend(t *testing.T) {
	for _, c := range []struct {
		unit          Unit
		delta, change *float64
		en, zh        string
	}{
		{Currency, value(50), value(0.5), "▲ 50.0 %", "▲ 50.0 %"},
		{Currency, value(-50), value(-0.034), "▼ 3.4 %", "▼ 3.4 %"},
		{Ratio, value(-0.012), value(-0.4), "▼ 1.2 pt", "▼ 1.2 百分點"},
		{Ratio, value(0.012), nil, "▲ 1.2 pt", "▲ 1.2 百分點"},
		{Ratio, value(0.0001), value(0.5), "=", "="},
		{Count, value(7), nil, "▲ 7", "▲ 7"},          // from zero
		{Days, value(-2), nil, "▼ 2 d", "▼ 2 天"},      // from zero
		{Currency, value(9), nil, "▲ NT$9", "▲ NT$9"}, // from zero
		{Count, value(9.99), value(9.99), "▲ 999.0 %", "▲ 999.0 %"},
		{Count, value(70), value(70), "▲ > 999 %", "▲ > 999 %"},
		{Count, value(-10), value(-10), "▼ > 999 %", "▼ > 999 %"},
		{Count, value(0), value(0), "=", "="},
		{Count, value(0), nil, "=", "="},
		{Currency, value(0.001), value(0.0000001), "=", "="},
		{Count, nil, nil, "–", "–"},
		{Ratio, nil, nil, "–", "–"},
	} {
		assert.Equal(t, c.en, NewNumbers("TWD", &English).Trend(c.unit, c.delta, c.change), "%+v in English", c)
		assert.Equal(t, c.zh, NewNumbers("TWD", &Chinese).Trend(c.unit, c.delta, c.change), "%+v in Chinese", c)
	}
}

func TestTone(t *testing.T) {
	for _, c := range []struct {
		direction Direction
		delta     *float64
		want      Tone
	}{
		{More, value(1), Better}, {More, value(-1), Worse}, {More, value(0), Same}, {More, nil, Same},
		{Less, value(1), Worse}, {Less, value(-1), Better}, {Less, value(0), Same}, {Less, nil, Same},
		{Neither, value(1), Same}, {Neither, value(-1), Same}, {Neither, nil, Same},
	} {
		assert.Equal(t, c.want, c.direction.Tone(c.delta), "%+v", c)
	}
}
