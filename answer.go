package regulars

import (
	"slices"
	"strings"
)

// Answer is what a record says of a consent at the moment at which it is read.
type Answer int8

// The answers. An empty field, a key that isn't there and a word that isn't known
// are no answer; where there was one before, its person has taken it back.
const (
	AnswerNone Answer = iota
	AnswerYes
	AnswerNo
)

// The words that sources write for yes and no, in lower case. Every source is read
// by them.
var (
	YesWords = []string{"yes", "y", "true", "1", "on", "subscribed", "是", "同意"}
	NoWords  = []string{"no", "n", "false", "0", "off", "unsubscribed", "否", "不同意"}
)

// ReadAnswer returns what a word says, whatever its case and the spaces around it.
// It is false for a word that is neither yes, no nor empty.
func ReadAnswer(word string) (answer Answer, known bool) {
	word = strings.ToLower(strings.TrimSpace(word))
	switch {
	case word == "":
		return AnswerNone, true
	case slices.Contains(YesWords, word):
		return AnswerYes, true
	case slices.Contains(NoWords, word):
		return AnswerNo, true
	}
	return AnswerNone, false
}
