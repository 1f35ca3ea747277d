package oracle

import (
	"time"

	"regulars"
)

// day counts days since 1970-01-01, so that ages are differences.
type day int

const (
	longAgo day = -1 << 40
	never   day = 1 << 40
)

func dayOf(d regulars.BusinessDate) day { return day(d.Time().Unix() / 86400) }

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) date() regulars.BusinessDate {
	return regulars.BusinessDate(d.time().Format("2006-01-02"))
}

func dayIn(year int, month time.Month, dom int) day {
	return day(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// monthStart is the first day of d's month.
func (d day) monthStart() day { return dayIn(d.time().Year(), d.time().Month(), 1) }

// yearStart is the first day of d's year.
func (d day) yearStart() day { return dayIn(d.time().Year(), time.January, 1) }

// monthsSince counts the months from o's month to d's month.
func (d day) monthsSince(o day) int {
	a, b := d.time(), o.time()
	return (a.Year()-b.Year())*12 + int(a.Month()) - int(b.Month())
}
