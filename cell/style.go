package cell

// DateOrder is the order in which a date's parts stand.
type DateOrder string

// The orders. A date that begins with a year of four digits needs none.
const (
	YMD DateOrder = "ymd"
	MDY DateOrder = "mdy"
	DMY DateOrder = "dmy"
)

// DateStyle is how the dates of a column are written. Its zero value reads what is
// evident by itself.
type DateStyle struct {
	Order  DateOrder
	Format string // a declared layout such as %d/%m/%y %H:%M, epoch or epoch_ms
	ROC    bool   // years are counted from 1912: 113 is 2024
	Serial bool   // numbers are the days of a spreadsheet
}

// NumberStyle is how the numbers of a column are written. Its zero value reads
// what is evident by itself.
type NumberStyle struct {
	Decimal rune // the sign before the fraction; 0: not known
	Group   rune // the sign between thousands; 0: none
}
