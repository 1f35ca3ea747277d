package screen

import (
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"regulars/present"
	"regulars/schema/metric"
)

// number writes a value in its unit; a table names the currency once.
func number(value *float64, unit present.Unit, currency string) string {
	return numbersIn(currency).Value(unit, value)
}

func numbersIn(currency string) present.Numbers {
	return present.NewNumbers(currency, &present.English).WithoutSymbol()
}

func unitOf(name string) present.Unit { return present.Unit(metric.UnitOf(name)) }

// trend writes how a value moved; an arrow shows the direction, the colour whether
// that is good.
func trend(currency, name string, delta, change *float64) string {
	moved := numbersIn(currency).Trend(unitOf(name), delta, change)
	if moved == present.NoValue || moved == present.Unchanged {
		return Faint.Sprint(moved)
	}
	return colours[present.Direction(metric.Better(name)).Tone(delta)].Sprint(moved)
}

var colours = map[present.Tone]text.Colors{present.Better: Good, present.Worse: Bad, present.Same: Faint}

// Short writes a duration without the zeros of Go's form: 6h, 1m30s.
func Short(d time.Duration) string {
	if d >= time.Minute {
		d = d.Round(time.Second)
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
