package form

import (
	"strings"

	"regulars/present"
)

// Text is what the controls say in one language.
type Text struct {
	Who, WhoLead, Everybody, Conditions, ConditionsLead, Behaviour, BehaviourLead, Unit string

	Moments, Periods, Predictions map[string]string
	Did                           map[string]string // by key of what they did
	Labels, Leads                 map[string]string // by pattern of a path
	Units                         map[string]string // of spans, where it differs behind what it is a unit of
}

// TextOf returns the words of a language.
func TextOf(names *present.Names) *Text {
	if names.Lang == present.Chinese.Lang {
		return &chinese
	}
	return &english
}

// units are units with their words, such as d or again:d.
func (t *Text) units(units ...string) []Option {
	list := make([]Option, len(units))
	for i, unit := range units {
		_, value, is := strings.Cut(unit, ":")
		if !is {
			value = unit
		}
		list[i] = Option{Value: value, Text: t.Units[unit]}
	}
	return list
}

// Units are units with their words, such as d or again:d.
func (s *Sheet) Units(units ...string) []Option { return s.T.units(units...) }
