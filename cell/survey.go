package cell

import (
	"fmt"
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"regulars/identity"
)

// How much of a column a survey keeps.
const (
	mostDistinct = 10_000 // different cells are counted up to here
	mostWords    = 50     // and each of them is, while there are no more
	mostPhones   = 500    // different ones, which are looked at when they are asked for
	longestWord  = 80     // bytes
)

// Example is a cell and where it stands.
type Example struct {
	Text string
	Line int64
	File string // its name, where several files are looked at
}

func (e Example) String() string { return shown(e.Text) + " in " + e.place() }

// place is where an example stands, as an error says it.
func (e Example) place() string {
	if e.File == "" {
		return fmt.Sprintf("line %d", e.Line)
	}
	return fmt.Sprintf("line %d of %s", e.Line, e.File)
}

// Survey collects what the cells of one column can be, over a whole file or feed. Its
// zero value is ready. What it keeps is bounded.
type Survey struct {
	counts   Counts
	seen     map[uint64]struct{}
	words    map[string]int64 // nil before the first, and when there are too many
	tooMany  bool
	phones   map[string]struct{}
	dates    dateSurvey
	numbers  numberSurvey
	currency map[string]int64
}

// Counts are how many cells of a column are what. A cell may be several things: 1 is an
// integer and a flag, 20261102 an integer and a date.
type Counts struct {
	Cells    int64 // all of them
	Empty    int64 // that hold nothing
	Typed    int64 // that the file itself types
	Distinct int64 // different ones; at least as many where it is 10,000
	Integers int64
	Decimals int64 // numbers with a sign in them, be it between thousands
	Negative int64
	Dates    int64 // in any order
	Flags    int64 // words of yes and no, 0 and 1
	Mails    int64
	Longest  int // runes
}

var seed = maphash.MakeSeed()

// Add looks at one cell. Typed reports whether the file itself types it, and line is
// where it stands.
func (s *Survey) Add(text string, typed bool, line int64) {
	s.counts.Cells++
	if Nothing(text) {
		s.counts.Empty++
		return
	}
	p := plain(text)
	at := Example{Text: text, Line: line}
	s.tally(text)
	if typed {
		s.counts.Typed++
	}
	if isFlag(p) {
		s.counts.Flags++
	}
	mail := strings.IndexByte(p, '@') >= 0
	if mail && identity.Email(text) != "" {
		s.counts.Mails++
	}
	if mail || !strings.ContainsAny(p, "0123456789") {
		s.dates.other.add(at)
		s.numbers.other.add(at)
		return
	}
	s.number(p, typed, at)
	if s.date(p, at) {
		s.counts.Dates++
		return
	}
	s.phone(p)
}

// AddDate looks at one cell of a column as a date alone, which is all that Dates needs.
func (s *Survey) AddDate(text string, line int64) {
	if !Nothing(text) {
		s.dates.add(plain(text), Example{Text: text, Line: line})
	}
}

// AddNumber looks at one cell of a column as a number alone, which is all that Numbers
// needs.
func (s *Survey) AddNumber(text string, typed bool, line int64) {
	if !Nothing(text) {
		s.numbers.add(plain(text), typed, Example{Text: text, Line: line})
	}
}

// date reports whether a cell is a date. Most numbers can't be one.
func (s *Survey) date(p string, at Example) bool {
	if n, is := readPlain(p, TypedNumbers); is && (n.frac != "" || len(n.whole) < shortestDate) {
		s.dates.undated(p, at)
		return false
	}
	return s.dates.add(p, at)
}

// tally counts different cells and words.
func (s *Survey) tally(text string) {
	if n := utf8.RuneCountInString(text); n > s.counts.Longest {
		s.counts.Longest = n
	}
	if !s.tooMany {
		s.word(text)
	}
	if len(s.seen) >= mostDistinct {
		return
	}
	if s.seen == nil {
		s.seen = map[uint64]struct{}{}
	}
	s.seen[maphash.String(seed, text)] = struct{}{}
	s.counts.Distinct = int64(len(s.seen))
}

func (s *Survey) word(text string) {
	if len(text) > longestWord {
		s.tooMany, s.words = true, nil
		return
	}
	if s.words == nil {
		s.words = map[string]int64{}
	}
	s.words[strings.Clone(Word(text))]++
	if len(s.words) > mostWords {
		s.tooMany, s.words = true, nil
	}
}

func (s *Survey) number(p string, typed bool, at Example) {
	switch s.numbers.add(p, typed, at) {
	case noNumber:
		return
	case integer:
		s.counts.Integers++
	case fraction:
		s.counts.Decimals++
	}
	if p[0] == '(' || strings.Contains(p, "-") {
		s.counts.Negative++
	}
	if isDigit(p[0]) && isDigit(p[len(p)-1]) {
		return
	}
	if code := Currency(p); code != "" {
		if s.currency == nil {
			s.currency = map[string]int64{}
		}
		s.currency[code]++
	}
}

// phone keeps what may be a phone number: seven to fifteen digits.
func (s *Survey) phone(p string) {
	if len(p) < 7 || len(p) > 24 || len(s.phones) >= mostPhones {
		return
	}
	n := 0
	for i := range len(p) {
		switch c := p[i]; {
		case isDigit(c):
			n++
		case !strings.ContainsRune("+-() .", rune(c)):
			return
		}
	}
	if n < 7 || n > 15 {
		return
	}
	if s.phones == nil {
		s.phones = map[string]struct{}{}
	}
	s.phones[strings.Clone(p)] = struct{}{}
}

// Counts returns how many cells are what.
func (s *Survey) Counts() Counts { return s.counts }

// Words returns the words of the column and how often each one stands there; nil where
// there are more than 50 of them.
func (s *Survey) Words() map[string]int64 { return s.words }

// Currencies returns the currencies that amounts are written with, by their codes, and
// how often.
func (s *Survey) Currencies() map[string]int64 { return s.currency }

// Phones returns how many of some different cells, at most 500, are valid phone numbers
// where they are read as those of each region, and how many cells were looked at.
func (s *Survey) Phones(regions ...string) (valid map[string]int, of int) {
	valid = map[string]int{}
	for p := range s.phones {
		for _, region := range regions {
			if identity.Phone(p, region) != "" {
				valid[region]++
			}
		}
	}
	return valid, len(s.phones)
}
