package proposal

import (
	"regexp"
	"strings"

	"regulars/cell"
)

// Column is what a column of the files holds.
type Column struct {
	Name    string
	Survey  *cell.Survey
	Example cell.Example // its first cell

	clocks int64 // times of day without a date
	digits int64 // cells that may be one without colons: 0930, 093015
	plain  int64 // numbers that are written with a point and without groups: 1234.50
	clock  string
}

var (
	digitClock = regexp.MustCompile(`^([01]\d|2[0-3])[0-5]\d([0-5]\d)?$`)
	clockCell  = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?$`)
	plainCell  = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
)

func (c *Column) add(text string, typed bool, line int64) {
	c.Survey.Add(text, typed, line)
	if cell.Nothing(text) {
		return
	}
	if c.Example.Line == 0 {
		c.Example = cell.Example{Text: strings.Clone(text), Line: line}
	}
	if len(text) <= len("10:15:30 AM") && strings.IndexByte(text, ':') > 0 && clockCell.MatchString(text) {
		c.clocks++
		c.clock = strings.Clone(text)
	}
	if !typed && (len(text) == len("0930") || len(text) == len("093015")) && digitClock.MatchString(text) {
		c.digits++
		c.clock = strings.Clone(text)
	}
	if typed || plainCell.MatchString(text) {
		c.plain++
	}
}

// filled is how many cells hold something.
func (c *Column) filled() int64 {
	counts := c.Survey.Counts()
	return counts.Cells - counts.Empty
}

func (c *Column) isMostly(n int64) bool { return c.filled() > 0 && n*2 > c.filled() }

// isDates reports whether the column holds dates, or would if they were declared.
func (c *Column) isDates() bool {
	if c.isMostly(c.Survey.Counts().Dates) {
		return true
	}
	_, err := c.Survey.Dates()
	not, is := err.(*cell.NotDates)
	return is && len(not.Fits) > 0
}

// isEvidentlyDates reports whether the column holds dates that can be nothing else.
func (c *Column) isEvidentlyDates() bool {
	counts := c.Survey.Counts()
	return c.isMostly(counts.Dates) && !c.isMostly(counts.Integers)
}

func (c *Column) isNumbers() bool {
	counts := c.Survey.Counts()
	return c.isMostly(counts.Integers + counts.Decimals)
}

func (c *Column) isClocks() bool { return c.isMostly(c.clocks) }

// isDigitClocks reports whether each cell is a time of day in four or six digits.
func (c *Column) isDigitClocks() bool { return c.filled() > 0 && c.digits == c.filled() }

func (c *Column) isMails() bool { return c.isMostly(c.Survey.Counts().Mails) }

// isPlain reports whether every number of the column is written as an expression of
// ClickHouse takes it.
func (c *Column) isPlain() bool {
	style, err := c.Survey.Numbers()
	return err == nil && style.Decimal != ',' && c.plain == c.filled()
}
