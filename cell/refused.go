package cell

import (
	"errors"
	"strings"
	"unicode"
)

// ErrNothing is returned for a cell that holds nothing: see Nothing.
var ErrNothing = errors.New("empty")

// ErrZeroDate is wrapped in what is returned for a date of zeros, such as 0000-00-00,
// which databases write for no date.
var ErrZeroDate = errors.New("a date of zeros")

// Refused says why a cell can't be read. Its text fits behind "placed_at is ".
type Refused struct {
	What string // what it should be: time, date, amount, quantity, id
	Cell string // the cell, at most 40 runes of it
	Why  string
	err  error
}

func (r *Refused) Error() string {
	article := "a "
	if strings.ContainsRune("aeiou", rune(r.What[0])) {
		article = "an "
	}
	return "not " + article + r.What + ": " + r.Cell + " " + r.Why
}

func (r *Refused) Unwrap() error { return r.err }

func refuse(what, text, why string) error {
	return &Refused{What: what, Cell: shown(text), Why: why}
}

// longestShown is how many runes of a cell an error shows.
const longestShown = 40

// shown is a cell as an error shows it: one line, and no more than 40 runes.
func shown(text string) string {
	n := 0
	var b strings.Builder
	for _, r := range strings.TrimSpace(text) {
		if n == longestShown-1 {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) {
			r = '·'
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
