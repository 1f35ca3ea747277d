package platform

import (
	"strings"
	"time"

	"regulars"
)

// Said are the texts of a record's own fields, by their keys, where people's answers stand.
type Said map[string]string

// Put keeps the text of a field. Of several texts under one key, as WordPress allows, the
// one stays that is no yes; of several times (of which the key ends with _at) none does, for
// nothing says to which answer each belongs.
func (s Said) Put(key, text string) {
	before, again := s[key]
	switch {
	case again && before != text && strings.HasSuffix(key, "_at"):
		text = ""
	case again && !isYes(before):
		return
	}
	s[key] = text
}

func isYes(word string) bool {
	answer, _ := regulars.ReadAnswer(word)
	return answer == regulars.AnswerYes
}

// Consent is what a field says of marketing by a channel, and another one of when. A key
// that isn't there says that no answer is there (any more). An answer is dated by a time with
// its zone only: one without it may be hours off, and a yes would outlive a later no.
func (s Said) Consent(channel, key, timeKey, source string) regulars.Consent {
	answer, known := regulars.ReadAnswer(s[key])
	at, err := time.Parse(time.RFC3339, s[timeKey])
	if err != nil {
		at = time.Time{}
	}
	consent := regulars.Consent{Channel: channel, Purpose: "marketing", Answer: answer, At: at.UTC(), Source: source}
	if !known {
		consent.Unknown = s[key]
	}
	return consent
}
