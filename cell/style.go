package cell

import (
	"fmt"
	"strings"
)

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

// Words of a DateStyle besides the orders and layouts.
const (
	epochFormat   = "epoch"
	epochMSFormat = "epoch_ms"
	rocWord       = "roc"
	serialWord    = "serial"
)

// DatesOf returns the style that a config declares by a word: ymd, mdy, dmy, roc,
// serial, epoch, epoch_ms, or a layout such as %d/%m/%y.
func DatesOf(word string) (DateStyle, error) {
	switch DateOrder(word) {
	case "":
		return DateStyle{}, nil
	case YMD, MDY, DMY:
		return DateStyle{Order: DateOrder(word)}, nil
	case rocWord:
		return DateStyle{ROC: true}, nil
	case serialWord:
		return DateStyle{Serial: true}, nil
	case epochFormat, epochMSFormat:
		return DateStyle{Format: word}, nil
	}
	if !strings.Contains(word, "%") {
		return DateStyle{}, fmt.Errorf("%q is no way to write dates: give ymd, mdy, dmy, roc, serial, epoch, epoch_ms or a layout such as %%d/%%m/%%Y", word)
	}
	if err := checkFormat(word); err != nil {
		return DateStyle{}, err
	}
	return DateStyle{Format: word}, nil
}

// String returns the word that DatesOf reads; "" for the zero value.
func (s DateStyle) String() string {
	switch {
	case s.Format != "":
		return s.Format
	case s.ROC:
		return rocWord
	case s.Serial:
		return serialWord
	}
	return string(s.Order)
}

// NumberStyle is how the numbers of a column are written. Its zero value reads
// what is evident by itself.
type NumberStyle struct {
	Decimal rune // the sign before the fraction; 0: not known
	Group   rune // the sign between thousands; 0: none
	Typed   bool // numbers of the file's own type: with a point, without groups, and 1.5e3 is one
}

// TypedNumbers is the style of the cells that the file itself types as numbers.
var TypedNumbers = NumberStyle{Decimal: '.', Typed: true}

// NumbersOf returns the style that a config declares by an example: 1,234.50 or
// 1.234,50, 1 234,50, 1'234.50, 1234.50, 1234,50.
func NumbersOf(example string) (NumberStyle, error) {
	if example == "" {
		return NumberStyle{}, nil
	}
	s := plain(example)
	for _, style := range numberStyles {
		if whole, frac, ok := split(s, style); ok && whole == "1234" && frac == "50" {
			if !strings.ContainsRune(s, style.Group) {
				style.Group = 0
			}
			return style, nil
		}
	}
	return NumberStyle{}, fmt.Errorf("%q is no way to write numbers: write 1234.50 as the file does, such as 1,234.50 or 1.234,50", shown(example))
}

// String returns the example that NumbersOf reads; "" for the zero value.
func (s NumberStyle) String() string {
	if s.Decimal == 0 && s.Group == 0 {
		return ""
	}
	group := ""
	if s.Group != 0 {
		group = string(s.Group)
	}
	return "1" + group + "234" + string(s.filled().Decimal) + "50"
}

// filled returns the style with the decimal sign that its group leaves.
func (s NumberStyle) filled() NumberStyle {
	if s.Decimal == 0 && s.Group == '.' {
		s.Decimal = ','
	} else if s.Decimal == 0 {
		s.Decimal = '.'
	}
	return s
}

// numberStyles are those in which a number may be evident.
var numberStyles = []NumberStyle{
	{Decimal: '.', Group: ','},
	{Decimal: ',', Group: '.'},
	{Decimal: ',', Group: ' '},
	{Decimal: '.', Group: ' '},
	{Decimal: '.', Group: '\''},
	{Decimal: ',', Group: '\''},
}
