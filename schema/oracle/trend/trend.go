package trend

import (
	"math"
	"slices"

	"regulars/schema/oracle/dates"

	"regulars"
)

// Series are the published values of one metric in one scope and window. A date
// without an entry was not published.
type Series map[regulars.BusinessDate]*float64

// Comparison is a value and the one of an earlier date.
type Comparison struct{ Prev, Delta, Change *float64 }

// Trend is what kpi_trend says of one value.
type Trend struct {
	Day, Week, Month, Year                       Comparison
	Mean7, Mean7Prev, Change7, Median8w, RobustZ *float64
	Anomaly                                      bool
}

// Of: "with for each of day (D-1), week (same weekday), month, year:
// prev, delta, change". "Then, for day only, mean_7d …".
func Of(s Series, window string, on regulars.BusinessDate) Trend {
	d := dates.Of(on)
	t := Trend{
		Day:   s.compare(d, d-1),
		Week:  s.compare(d, d-7),
		Month: s.compare(d, monthBefore(window, d)),
		Year:  s.compare(d, yearBefore(window, d)),
	}
	if window != "day" {
		return t
	}
	t.Mean7, t.Mean7Prev = s.mean(d-6, d), s.mean(d-13, d-7)
	t.Change7 = change(t.Mean7, t.Mean7Prev)
	t.Median8w, t.RobustZ, t.Anomaly = s.robust(d)
	return t
}

func (s Series) at(d dates.Day) *float64 { return s[d.Date()] }

// monthBefore: "for windows that end on D, month is D-28; for calendar windows
// the same number of elapsed days in the month before", "capped at the earlier
// month's last day".
func monthBefore(window string, d dates.Day) dates.Day {
	if window != "month" && window != "year" {
		return d - 28
	}
	before := (d.MonthStart() - 1).MonthStart()
	return min(before+(d-d.MonthStart()), d.MonthStart()-1)
}

// yearBefore: "year D-364 (same weekday); for calendar windows the same number
// of elapsed days in the month or year before": of a month, the same month a
// year ago; of a year, the year before.
func yearBefore(window string, d dates.Day) dates.Day {
	year, month := d.Time().Year()-1, d.Time().Month()
	switch window {
	case "month":
		start := dates.In(year, month, 1)
		return min(start+(d-d.MonthStart()), dates.NextMonth(start)-1)
	case "year":
		return min(dates.In(year, 1, 1)+(d-d.YearStart()), d.YearStart()-1)
	}
	return d - 364
}

func (s Series) compare(d, before dates.Day) Comparison {
	now, prev := s.at(d), s.at(before)
	return Comparison{Prev: prev, Delta: delta(now, prev), Change: change(now, prev)}
}

func delta(now, prev *float64) *float64 {
	if now == nil || prev == nil {
		return nil
	}
	d := *now - *prev
	return &d
}

// change: "delta / |prev|, null where prev is null or 0".
func change(now, prev *float64) *float64 {
	d := delta(now, prev)
	if d == nil || *prev == 0 {
		return nil
	}
	c := *d / math.Abs(*prev)
	return &c
}

// mean is that of the values there are.
func (s Series) mean(from, to dates.Day) *float64 {
	total, n := 0.0, 0
	for d := from; d <= to; d++ {
		if v := s.at(d); v != nil {
			total += *v
			n++
		}
	}
	if n == 0 {
		return nil
	}
	m := total / float64(n)
	return &m
}

// robust: "robust_z = 0.6745 (value − median) / MAD over D-7, D-14 … D-56, null
// at MAD 0"; "anomaly: |robust_z| ≥ 3.5 with at least 6 of them".
func (s Series) robust(d dates.Day) (median8w, robustZ *float64, anomaly bool) {
	var before []float64
	for week := dates.Day(1); week <= 8; week++ {
		if v := s.at(d - 7*week); v != nil {
			before = append(before, *v)
		}
	}
	if len(before) == 0 {
		return nil, nil, false
	}
	median := middle(before)
	var apart []float64
	for _, v := range before {
		apart = append(apart, math.Abs(v-median))
	}
	mad, now := middle(apart), s.at(d)
	if mad == 0 || now == nil {
		return &median, nil, false
	}
	z := 0.6745 * (*now - median) / mad
	return &median, &z, math.Abs(z) >= 3.5 && len(before) >= 6
}

func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}
