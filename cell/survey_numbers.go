package cell

import (
	"fmt"
	"strconv"
	"strings"
)

// NotNumbers is returned for a column that has cells and none of them is a number.
type NotNumbers struct{ Example Example }

func (n *NotNumbers) Error() string {
	return fmt.Sprintf("no cell is a number: the first is %s in %s", shown(n.Example.Text), n.Example.place())
}

// numberSurvey is what the cells of a column are as numbers.
type numberSurvey struct {
	n             int64   // all numbers
	point, comma  tallied // signs of decimals that are sure: 12.5; 12,50
	points        tallied // signs that stand twice: 1.234.567
	commas        tallied // 1,234,567
	maybePoint    tallied // 1.234
	maybeComma    tallied // 1,234
	blanks, ticks int64   // 1 234,50 and 1'234.50
	other         tallied
	withPoint     extent // of the numbers as read with a decimal point
	withComma     extent // and with a decimal comma
}

// extent is the smallest and the largest of some numbers.
type extent struct {
	n                 int64
	smallest, largest float64
	least, most       Example
}

func (e *extent) add(v float64, at Example) {
	if e.n == 0 || v < e.smallest {
		e.smallest, e.least = v, Example{Text: strings.Clone(at.Text), Line: at.Line}
	}
	if e.n == 0 || v > e.largest {
		e.largest, e.most = v, Example{Text: strings.Clone(at.Text), Line: at.Line}
	}
	e.n++
}

// numeral is what a cell is as a number.
type numeral int

const (
	noNumber numeral = iota
	integer
	fraction
)

func (s *numberSurvey) add(p string, typed bool, at Example) numeral {
	if typed {
		n, err := read("amount", p, TypedNumbers)
		if err != nil {
			s.other.add(at)
			return noNumber
		}
		s.extend(n, n, at)
		if n.frac == "" {
			return integer
		}
		return fraction
	}
	if n, ok := readPlain(p, NumberStyle{}); ok {
		s.extend(n, n, at)
		if n.frac == "" {
			return integer
		}
		s.point.add(at)
		return fraction
	}
	core, negative, ok := bare(p, true)
	fits := 0
	if ok && len(core) <= longestNumber {
		fits = fitting(core)
	}
	if fits == 0 {
		s.other.add(at)
		return noNumber
	}
	return s.signed(core, negative, fits, at)
}

// Which of numberStyles have a decimal point, and which a comma.
const (
	pointStyles = 1<<0 | 1<<3 | 1<<4
	commaStyles = 1<<1 | 1<<2 | 1<<5
)

// signed takes a number with signs in it.
func (s *numberSurvey) signed(core string, negative bool, fits int, at Example) numeral {
	pointed, comma := number{negative: negative}, number{negative: negative}
	if fits&pointStyles != 0 {
		pointed.whole, pointed.frac, _ = split(core, numberStyles[first(fits&pointStyles)])
	}
	if fits&commaStyles != 0 {
		comma.whole, comma.frac, _ = split(core, numberStyles[first(fits&commaStyles)])
	}
	s.extend(pointed, comma, at)
	if strings.Contains(core, " ") {
		s.blanks++
	}
	if strings.Contains(core, "'") {
		s.ticks++
	}
	switch {
	case fits&commaStyles == 0 && pointed.frac != "":
		s.point.add(at)
	case fits&commaStyles == 0:
		s.commas.add(at)
	case fits&pointStyles == 0 && comma.frac != "":
		s.comma.add(at)
	case fits&pointStyles == 0:
		s.points.add(at)
	case agree(core, fits):
		return integer
	case strings.Contains(core, "."):
		s.maybePoint.add(at)
	default:
		s.maybeComma.add(at)
	}
	return fraction
}

func (s *numberSurvey) extend(pointed, comma number, at Example) {
	s.n++
	if pointed.whole+pointed.frac != "" {
		s.withPoint.add(pointed.float(), at)
	}
	if comma.whole+comma.frac != "" {
		s.withComma.add(comma.float(), at)
	}
}

func (n number) float() float64 {
	if figures := len(n.whole) + len(n.frac); figures < len(powers) && n.exponent == 0 {
		v := 0.0
		for _, part := range [...]string{n.whole, n.frac} {
			for i := range len(part) {
				v = v*10 + float64(part[i]-'0')
			}
		}
		if n.negative {
			v = -v
		}
		return v / powers[len(n.frac)]
	}
	v, _ := strconv.ParseFloat(n.text(), 64) // infinite at worst
	return v
}

// powers of ten, as far as numbers of so many digits are exact.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// Numbers returns the style in which the numbers of the column are written, if it is
// evident. It returns *Ambiguous, *Contradiction or *NotNumbers; a column of whole
// numbers or without cells has the zero style. Single cells that are no numbers don't
// count against it: a reader refuses them.
func (s *Survey) Numbers() (NumberStyle, error) {
	n := &s.numbers
	point, comma := n.point.n > 0, n.comma.n > 0
	switch {
	case point && comma:
		return NumberStyle{}, &Contradiction{"numbers", n.point.first, n.comma.first, "1,234.50", "1.234,50"}
	case point || comma:
	case n.points.n > 0 && n.commas.n > 0:
		return NumberStyle{}, &Contradiction{"numbers", n.commas.first, n.points.first, "1,234.50", "1.234,50"}
	case n.points.n > 0: // and the fraction, if there is one, is behind a comma
	case n.commas.n > 0:
		point = true
	case n.maybePoint.n > 0:
		return NumberStyle{}, ambiguousNumber(n.maybePoint.first)
	case n.maybeComma.n > 0:
		point = true // and Taken returns an example
	case n.n == 0 && n.other.n > 0:
		return NumberStyle{}, &NotNumbers{n.other.first}
	case n.ticks > 0:
		point = true
	default:
		return NumberStyle{}, nil
	}
	return n.style(point), nil
}

// NumbersProof returns the cell that proves which sign stands before the fraction; false
// where none does.
func (s *Survey) NumbersProof() (Example, bool) {
	n := &s.numbers
	for _, sure := range []tallied{n.point, n.comma, n.points, n.commas} {
		if sure.n > 0 {
			return sure.first, true
		}
	}
	return Example{}, false
}

func ambiguousNumber(at Example) *Ambiguous {
	core, _, _ := bare(plain(at.Text), true)
	whole, frac, _ := split(core, numberStyles[0])
	means := "may be " + whole + "." + frac + " or " + strings.ReplaceAll(core, ".", "")
	return &Ambiguous{"numbers", []string{"1,234.50", "1.234,50"}, at, means}
}

// style is the one with a decimal point or comma, and the groups that were seen.
func (s *numberSurvey) style(point bool) NumberStyle {
	style := NumberStyle{Decimal: ',', Group: '.'}
	if point {
		style = NumberStyle{Decimal: '.', Group: ','}
	}
	switch {
	case s.ticks > 0:
		style.Group = '\''
	case s.blanks > 0:
		style.Group = ' '
	}
	return style
}

// Taken returns the first number that was read by custom alone: 1,234 as one thousand
// two hundred and thirty-four, in a column that has nothing but such commas. It is false
// where nothing was.
func (s *Survey) Taken() (Example, bool) {
	n := &s.numbers
	decided := n.point.n + n.comma.n + n.points.n + n.commas.n + n.maybePoint.n
	return n.maybeComma.first, decided == 0 && n.maybeComma.n > 0
}

// Extent is the smallest and the largest number of a column, with their cells.
type Extent struct {
	Smallest, Largest float64
	Least, Most       Example
}

// Extent returns the smallest and the largest number as read in the style that Numbers
// returns. It is false where there is none.
func (s *Survey) Extent() (Extent, bool) {
	e := s.numbers.withPoint
	if style, err := s.Numbers(); err == nil && style.Decimal == ',' {
		e = s.numbers.withComma
	}
	return Extent{e.smallest, e.largest, e.least, e.most}, e.n > 0
}
