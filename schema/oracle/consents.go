package oracle

import (
	"slices"
	"time"
)

// LastWord is what a member allowed or refused last on a channel for a purpose.
type LastWord struct {
	Identifiers      []Identifier // stand for the member's id
	Channel, Purpose string
	Granted          bool
	Source           string
	At               time.Time
}

// LastWords: "consents: per member, channel and purpose: state, source, time". A
// fact belongs to everybody whom one of its identifiers is; the last one holds,
// of those of one moment the one that was read last.
func (h *History) LastWords() []LastWord {
	said := map[*member]map[[2]string]LastWord{}
	byTime := slices.Clone(h.consents)
	slices.SortStableFunc(byTime, func(a, b Consent) int { return a.At.Compare(b.At) })
	for _, c := range byTime {
		for _, node := range h.settings.Identifiers(c) {
			m := personIn(h.persons, h.identities.PersonOf(Record{node}))
			if m == nil {
				continue
			}
			if said[m] == nil {
				said[m] = map[[2]string]LastWord{}
			}
			said[m][[2]string{c.Channel, c.Purpose}] = LastWord{m.identifiers, c.Channel, c.Purpose, c.Granted, c.Source, c.At}
		}
	}
	var words []LastWord
	for _, of := range said {
		for _, word := range of {
			words = append(words, word)
		}
	}
	return words
}

// Identifiers are those under which a consent was said.
func (s Settings) Identifiers(c Consent) []Identifier {
	return s.record(c.Shop, c.CustomerID, c.Email, c.Phone, c.LineID)
}
