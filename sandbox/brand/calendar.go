package brand

import (
	"sort"
	"time"
)

// HistoryDays is how long the brand has existed.
const HistoryDays = 3*365 + 1

// calendar bends time so that a steady stream of purchases becomes one with
// weekends, seasons and sales: a busy day is longer than a quiet one.
type calendar struct {
	first  time.Time // midnight of the first day, in the brand's zone
	ends   []float64 // where each day ends in bent time; a mean day is 1 long
	online []float64 // how busy each hour is
	store  []float64
}

func newCalendar(now time.Time, zone *time.Location) *calendar {
	local := now.In(zone)
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone)
	c := &calendar{
		first:  today.AddDate(0, 0, 1-HistoryDays),
		online: []float64{3, 1.5, .8, .4, .3, .4, .8, 1.6, 2.4, 3, 3.6, 3.8, 5, 4.4, 3.6, 3.6, 3.8, 3.8, 4, 4.6, 6, 7.5, 7.5, 5.5},
		store:  []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 4, 4, 5, 5, 6, 7, 7, 6, 3, 0, 0},
	}
	c.ends = make([]float64, HistoryDays)
	sum := 0.0
	for day := range c.ends {
		sum += busyness(c.first.AddDate(0, 0, day))
		c.ends[day] = sum
	}
	for day := range c.ends {
		c.ends[day] *= HistoryDays / sum
	}
	return c
}

var weekdays = [7]float64{1.15, .9, .88, .92, 1, 1.1, 1.2} // from Sunday on

var months = [13]float64{0, 1.02, .92, .95, .96, 1.06, 1.02, .94, .93, .97, 1.02, 1.18, 1.1}

// busyness is how much is bought on a day compared with an ordinary one.
func busyness(day time.Time) float64 {
	return weekdays[day.Weekday()] * months[day.Month()] * sale(day)
}

func sale(day time.Time) float64 {
	switch day.Format("01-02") {
	case "11-11", "12-12":
		return 2.6
	case "06-18", "08-08", "10-10":
		return 1.6
	case "01-01", "02-14", "12-24":
		return 1.35
	}
	if day.Month() == time.May && day.Weekday() == time.Sunday && day.Day() > 7 && day.Day() < 15 {
		return 1.7 // Mother's Day
	}
	return 1
}

// length is the whole history in bent time.
func (c *calendar) length() float64 { return c.ends[len(c.ends)-1] }

// instant is when something at x in bent time happens, as a Unix time.
func (c *calendar) instant(x float64, hours []float64, d Dice) int64 {
	day := sort.SearchFloat64s(c.ends, x)
	day = min(day, len(c.ends)-1)
	second := d.Weighted(hours)*3600 + d.IntN(3600)
	return c.first.AddDate(0, 0, day).Unix() + int64(second)
}
