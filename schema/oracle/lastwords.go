package oracle

import (
	"time"

	"regulars/schema/oracle/input"

	"regulars"
)

// LastWord is what holds of all that a member allowed and refused on a channel for a
// purpose.
type LastWord struct {
	Identifiers      []input.Identifier // stand for the member's id
	Channel, Purpose string
	Granted          bool
	Source           string
	At               time.Time
}

// LastWords: "consents: per member, channel and purpose: state, source, time". What
// was said belongs to everybody whom one of its identifiers is.
func (h *History) LastWords() []LastWord {
	type topic struct {
		of               *member
		channel, purpose string
	}
	said := map[topic][]input.Consent{}
	for _, c := range h.consents {
		for _, node := range h.settings.Identifiers(c) {
			if m := personIn(h.persons, h.identities.PersonOf(input.Record{node})); m != nil {
				t := topic{m, c.Channel, c.Purpose}
				said[t] = append(said[t], c)
			}
		}
	}
	var words []LastWord
	for t, all := range said {
		holds := input.Holding(all)
		words = append(words, LastWord{t.of.identifiers, t.channel, t.purpose, holds.Answer == regulars.AnswerYes, holds.Source, holds.At})
	}
	return words
}
