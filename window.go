package regulars

// Window is a span of business dates over which a metric is computed. It ends
// on a date, that date included.
type Window string

// The windows.
const (
	WindowDay   Window = "day"
	Window7d    Window = "7d"
	Window28d   Window = "28d"
	Window90d   Window = "90d"
	Window365d  Window = "365d"
	WindowMonth Window = "month" // the calendar month to date
	WindowYear  Window = "year"  // the calendar year to date
	WindowAsOf  Window = "asof"  // everything up to the date
)

// Windows lists every window, in the order of the kpi view's tables.
var Windows = []Window{WindowDay, Window7d, Window28d, Window90d, Window365d, WindowMonth, WindowYear, WindowAsOf}

// FirstDate is the first date that ClickHouse's type Date holds: WindowAsOf
// starts here.
const FirstDate BusinessDate = "1970-01-01"

// Start returns the first date of the window that ends on end, which must have
// been parsed. A window that isn't in Windows starts where WindowAsOf does.
func (w Window) Start(end BusinessDate) BusinessDate {
	switch w {
	case WindowDay:
		return end
	case Window7d:
		return end.AddDays(-6)
	case Window28d:
		return end.AddDays(-27)
	case Window90d:
		return end.AddDays(-89)
	case Window365d:
		return end.AddDays(-364)
	case WindowMonth:
		return end[:len("2006-01-")] + "01"
	case WindowYear:
		return end[:len("2006-")] + "01-01"
	}
	return FirstDate
}
