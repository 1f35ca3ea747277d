package form

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"regulars"
	"regulars/config/audience"
)

// MomentKey is the field that says which moment is meant: the others' fields stay on the page
// and don't count.
const MomentKey = "moment"

// momentEvent is the moment of a journey into which an event lets members.
const momentEvent = "event"

// withs are the keys that go with a moment.
var withs = map[string]string{"from": audience.MomentEnters, "due_in_days": audience.MomentDue, "purchase": audience.MomentAfter}

var moments = []string{
	audience.MomentIs, audience.MomentEnters, audience.MomentDue, audience.MomentAfter, audience.MomentExpected, audience.MomentBirthday, audience.MomentAnniversary,
}

// ofOtherMoment reports whether a field of an audience belongs to another moment than the one
// that is chosen. Of who does an event, the stages are conditions.
func ofOtherMoment(key, moment string) bool {
	switch {
	case moment == "":
		return false
	case moment == momentEvent:
		moment = audience.MomentIs
	}
	if with := withs[key]; with != "" {
		return with != moment
	}
	return key != moment && slices.Contains(moments, key)
}

// Meant leaves out the fields of the moments that aren't chosen.
func Meant(prefix string, values url.Values) url.Values {
	meant, moment := url.Values{}, values.Get(MomentKey)
	for path, of := range values {
		key, is := strings.CutPrefix(path, prefix+".")
		key, _, _ = strings.Cut(key, "~")
		if !is || !ofOtherMoment(key, moment) {
			meant[path] = of
		}
	}
	return meant
}

// Audience is what the controls of an audience choose from.
type Audience struct {
	Prefix    string // of its keys
	Moment    string // that the document says
	Segments  []string
	Campaigns []string // whose answers may be asked for
	Event     []Field  // of what lets a member in; nil: nothing may
}

// Who are the controls of when a member qualifies, after those that are given.
func (s *Sheet) Who(a Audience, before ...Field) Group {
	stages := Options(regulars.Stages, s.Names.Stage)
	all := Options(moments, func(m string) string { return s.T.Moments[m] })
	if a.Event != nil {
		all = append(all, Option{momentEvent, s.T.Moments[momentEvent], false})
	}
	chosen := a.Moment
	if chosen == "" {
		chosen = moments[0]
	}
	g := Group{ID: "who", Name: s.T.Who, Lead: s.T.WhoLead, Fields: append(before, s.Choice(MomentKey, chosen, all...))}
	of := func(class string, field Field) {
		field.Of = "of-" + class
		g.Fields = append(g.Fields, field)
	}
	for _, field := range a.Event {
		of(momentEvent, field)
	}
	key := func(name string) string { return Join(a.Prefix, name) }
	is := append(stages, Option{audience.Everybody, s.T.Everybody, false})
	of(audience.MomentIs+" of-"+momentEvent, s.Field(KindChecks, key("is"), is...))
	of(audience.MomentEnters, s.Field(KindChecks, key("enters"), stages...))
	of(audience.MomentEnters, s.Field(KindChecks, key("from"), stages...))
	of(audience.MomentDue, s.Field(KindChecks, key("due"), stages...))
	of(audience.MomentDue, s.Field(KindText, key("due_in_days")))
	of(audience.MomentAfter, s.Field(KindText, key("days_after")))
	of(audience.MomentAfter, s.Span(key("purchase"), s.T.units("=last", "=first", UnitPlain)...))
	of(audience.MomentExpected, s.Field(KindText, key("expected_in_days")))
	periods := Optional(Options(audience.Periods, func(p string) string { return s.T.Periods[p] }))
	of(audience.MomentBirthday, s.Field(KindChoice, key("birthday"), periods...))
	of(audience.MomentAnniversary, s.Field(KindChoice, key("anniversary"), periods...))
	return g
}

// Conditions are the controls of which members are meant.
func (s *Sheet) Conditions(a Audience) Group {
	key := func(name string) string { return Join(a.Prefix, name) }
	cells := s.Field(KindChecks, key("rfm_cells"), cells()...)
	cells.Grid = true
	g := Group{ID: "conditions", Name: s.T.Conditions, Lead: s.T.ConditionsLead, Fields: []Field{
		s.Field(KindChoice, key("segment"), Optional(Options(a.Segments, Same))...),
		s.Field(KindChecks, key("rfm_classes"), classes(s.Names.Class)...),
		s.Field(KindChecks, key("tiers"), Options(regulars.ValueTiers, func(v string) string { return wordOr(s.Words.Tiers, v) })...),
		s.Field(KindChecks, key("phases"), Options(regulars.LifePhases, func(v string) string { return wordOr(s.Words.Phases, v) })...),
		s.Field(KindChecks, key("aipl"), Options(regulars.AIPLStages, func(v string) string { return s.Names.Metric("aipl_" + strings.ToLower(v)) })...),
		cells, s.Field(KindLines, key("tags")), s.Field(KindLines, key("without_tags")),
	}}
	for _, name := range audience.Predictions {
		for _, bound := range []string{"above", "below", "top"} {
			path := key("predicted." + name + "." + bound)
			field := s.Field(KindText, path)
			if bound == "top" {
				field = s.Span(path, s.T.units(UnitPercent)...)
			}
			g.Fields = append(g.Fields, s.Called(field, fmt.Sprintf(field.Label, s.T.Predictions[name])))
		}
	}
	g.Fields = append(g.Fields, s.Field(KindArea, key("where")))
	return Folded(g)
}

func classes(text func(string) string) []Option {
	var list []Option
	for _, class := range regulars.Classes {
		list = append(list, Option{Value: class.Stored(), Text: text(string(class))})
	}
	return list
}

// cells are the RFM scores of recency and frequency, the best recency first.
func cells() []Option {
	var list []Option
	for r := 5; r >= 1; r-- {
		for f := 1; f <= 5; f++ {
			value := fmt.Sprintf("r%df%d", r, f)
			list = append(list, Option{Value: value, Text: strings.ToUpper(value)})
		}
	}
	return list
}

// Behaviour are the controls of what members did.
func (s *Sheet) Behaviour(a Audience) Group {
	g := Group{ID: "behaviour", Name: s.T.Behaviour, Lead: s.T.BehaviourLead}
	sub := func(kind, key, part string, options ...Option) {
		field := s.Field(kind, Join(a.Prefix, key+"."+part), options...)
		g.Fields = append(g.Fields, s.Called(field, s.T.Did[key]+" · "+field.Label))
	}
	for _, key := range []string{"bought", "not_bought"} {
		sub(KindLines, key, "products")
		sub(KindLines, key, "categories")
		sub(KindText, key, "within_days")
	}
	for _, key := range []string{"did", "did_not"} {
		sub(KindLines, key, "events")
		sub(KindText, key, "within_days")
	}
	for _, key := range []string{"answered", "did_not_answer"} {
		sub(KindChoice, key, "campaign", Optional(Options(a.Campaigns, Same))...)
		sub(KindChecks, key, "how", Options(audience.Answers, func(h string) string { return wordOr(s.Words.Responses, h) })...)
		sub(KindText, key, "within_days")
	}
	return Folded(g)
}
