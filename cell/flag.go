package cell

import (
	"slices"
	"strings"

	"regulars"
)

// Words of flags besides those of consents: a column of a file that is mapped to a flag
// was looked at by who mapped it.
var (
	moreYes = []string{"t", "granted", "allowed", "opt_in", "opt-in", "optin", "✓", "✔"}
	moreNo  = []string{"f", "refused", "denied", "opt_out", "opt-out", "optout", "✗", "✘"}
)

// Flag reads yes or no. A number is yes unless it is 0, and a date (the time at which an
// order was cancelled) is yes. It is not known for an empty cell and for a date of
// zeros; any other word is an error.
func Flag(text string) (value, known bool, err error) {
	if Nothing(text) {
		return false, false, nil
	}
	word := strings.ToLower(Word(plain(text)))
	if yes, is := answers[word]; is {
		return yes, true, nil
	}
	if n, err := read("flag", word, TypedNumbers); err == nil {
		return strings.Trim(n.whole+n.frac, "0") != "", true, nil
	}
	if date, zero := isDate(word); date || zero {
		return date, date, nil
	}
	return false, false, refuse("flag", text, "is neither yes nor no")
}

// longestConsent is how many runes of an unknown word are kept.
const longestConsent = 100

// Consent reads an answer: yes, no, "" for nothing and for who hasn't confirmed yet, or
// the beginning of a word that is none of them, in lower case. A date, at which a consent was given, is yes.
func Consent(text string) string {
	if Nothing(text) {
		return ""
	}
	word := strings.ToLower(Word(plain(text)))
	switch number := strings.TrimSuffix(word, ".0"); {
	case slices.Contains(regulars.YesWords, number):
		return "yes"
	case slices.Contains(regulars.NoWords, number):
		return "no"
	case slices.Contains(regulars.PendingWords, number):
		return ""
	}
	if date, zero := isDate(word); date {
		return "yes"
	} else if zero {
		return ""
	}
	if runes := []rune(word); len(runes) > longestConsent {
		return string(runes[:longestConsent])
	}
	return word
}

// answers are the words of flags, and what they say.
var answers = flagWords()

func flagWords() map[string]bool {
	words := map[string]bool{}
	for _, w := range append(slices.Clone(regulars.YesWords), moreYes...) {
		words[w] = true
	}
	for _, w := range append(slices.Clone(regulars.NoWords), moreNo...) {
		words[w] = false
	}
	return words
}

// isFlag reports whether a cell is a word of yes or no, 0 or 1.
func isFlag(p string) bool {
	if len(p) > longestFlag || len(p) > 1 && isDigit(p[0]) {
		return false
	}
	_, is := answers[strings.ToLower(p)]
	return is
}

const longestFlag = 12 // bytes of unsubscribed
